import type { AlarmSettings } from "../core/alarm/alarm.ts";
import { alarmsIn, joined, NO_ALARMS, withAlarm, wordsOf } from "../core/alarm/digest.ts";
import type { AlarmDigest } from "../core/alarm/digest.ts";
import type { Outcome } from "../core/model/outcome.ts";
import type { Outside } from "../ports/outside/action.ts";
import type { Alarms } from "../ports/alarm.ts";
import type { Logger } from "../ports/system.ts";

/** What an alarm desk works with. */
export interface AlarmDeskParts {
  /** Asked anew for every alarm, so that a reload takes effect at once; null tells nobody. */
  readonly settings: () => AlarmSettings | null;
  /** Null as long as there is none. */
  readonly outside: () => Outside | null;
  readonly logger: Logger;
  /** A new id for a message. */
  readonly createId: () => string;
}

/** Tells alarms. */
export interface AlarmDesk extends Alarms {
  /** Tells what still waits, once, and resolves when that has ended either way, within the time one call may take. */
  close(): Promise<void>;
}

/** From one message to the next. */
const MESSAGE_EVERY_MS = 60_000;
/** After so many messages in a row that could not be delivered, what they told is dropped. */
const MAXIMUM_FAILURES = 3;
const TIMEOUT_MS = 5_000;

/**
 * A desk that tells the first alarm at once and then at most one message a minute, with everything that came meanwhile. It
 * stands beside the lanes: an alarm says that these are in trouble. What cannot be delivered is told with the next message,
 * and dropped after three; each time the log says so.
 *
 *   quiet -> telling   an alarm comes: told at once
 *   telling -> pausing the call has ended; what could not be delivered waits again
 *   pausing -> telling a minute later, when something waits
 *   pausing -> quiet   a minute later, when nothing does
 */
export function createAlarmDesk(parts: AlarmDeskParts): AlarmDesk {
  let waiting = NO_ALARMS;
  let failures = 0;
  let telling: Promise<void> | null = null;
  let pause: NodeJS.Timeout | null = null;
  let isClosed = false;

  async function tell(): Promise<void> {
    const digest = waiting;
    waiting = NO_ALARMS;
    const settings = parts.settings();
    if (settings === null) return;
    const problem = await deliver(parts, settings.notify, digest);
    if (problem === null) {
      failures = 0;
      return;
    }
    failures += 1;
    const isDropped = failures >= MAXIMUM_FAILURES || isClosed;
    if (isDropped) failures = 0;
    else waiting = joined(digest, waiting);
    const fields = { destination: settings.notify, alarms: alarmsIn(digest), error: problem };
    parts.logger.error(fields, isDropped ? "alarms could not be told; dropped" : "alarms could not be told yet");
  }

  function tellNow(): void {
    pause = setTimeout(() => {
      pause = null;
      if (telling === null && waiting.size > 0) tellNow();
    }, MESSAGE_EVERY_MS).unref();
    telling = tell().finally(() => {
      telling = null;
    });
  }

  return {
    raise: (alarm) => {
      if (isClosed || parts.settings()?.on.includes(alarm.kind) !== true) return;
      waiting = withAlarm(waiting, alarm);
      if (pause === null && telling === null) tellNow();
    },
    close: async () => {
      isClosed = true;
      await telling;
      if (pause !== null) clearTimeout(pause);
      if (waiting.size > 0) await tell();
    },
  };
}

/** Makes one call; null when it was answered, else why not. Never rejects. */
async function deliver(
  { outside, createId }: AlarmDeskParts,
  name: string,
  digest: AlarmDigest,
): Promise<string | null> {
  const through = outside();
  const room = through?.destinations.enter(name) ?? null;
  if (through === null || room === null) return `${name} is paused, or has no room`;
  const request = { connection: name, text: wordsOf(digest) };
  const outcome = await through.actions.notify
    .perform({ effectId: createId(), request, localId: null, attempt: 1, timeoutMs: TIMEOUT_MS })
    .finally(() => {
      room.leave();
    });
  return problemOf(outcome);
}

function problemOf(outcome: Outcome): string | null {
  return outcome.kind === "done" ? null : outcome.message;
}
