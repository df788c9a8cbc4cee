import type { AlarmSettings } from "../core/alarm/alarm.ts";
import { formatDuration } from "../core/base/duration.ts";
import { messageOf } from "../core/base/errors.ts";
import type { Calendar, Settings } from "../core/model/ruleset/settings.ts";
import { settingsOfSource } from "../core/model/source.ts";
import { calendarAt } from "../core/time/calendar.ts";
import type { Alarms } from "../ports/alarm.ts";
import type { Store } from "../ports/store/store.ts";
import type { Clock, Logger } from "../ports/system.ts";

/** Notices when no webhook comes any more. */
export interface SilenceWatch {
  /** A webhook has come at the source of that name; only live sources of Heymarket are watched. */
  readonly hear: (source: string) => void;
  /** Counts the time that has passed; to be called about once a second. Never rejects. */
  readonly tick: () => Promise<void>;
  /** Whether a silence was told that has not ended. */
  readonly isSilent: () => boolean;
}

/** What a watch works with. */
export interface SilenceWatchParts {
  /** Asked anew each time, so that a reload takes effect at once. */
  readonly settings: () => AlarmSettings | null;
  readonly calendars: () => readonly Calendar[];
  readonly sources: () => Settings["sources"];
  readonly store: Pick<Store, "listEvents">;
  readonly clock: Clock;
  readonly monotonicMs: () => number;
  readonly alarms: Alarms;
  readonly logger: Logger;
}

/** Events looked at for one of a webhook; the others of that time were made by the engine. */
const EVENTS_LOOKED_AT = 100;
/** While it is silent the store is asked so often. */
const LOOK_EVERY_MS = 60_000;

/**
 * A watch that tells a silence once, and its end. It counts open time by the monotonic clock. Before it tells, it asks the
 * store for webhooks that other processes have taken.
 */
export function createSilenceWatch(parts: SilenceWatchParts): SilenceWatch {
  const { settings, calendars, sources, store, clock, monotonicMs } = parts;
  /** Open time without a webhook. */
  let silentMs = 0;
  let isTold = false;
  let heardAt = clock.now();
  let countedUntilMs = monotonicMs();
  let lookedMs = Number.NEGATIVE_INFINITY;

  function hearLive(): void {
    if (isTold) tell(parts, "webhooks come again");
    silentMs = 0;
    isTold = false;
    heardAt = clock.now();
  }

  async function look(silenceMs: number): Promise<void> {
    const since = heardAt;
    if (await hasWebhookSince(store, { since, sources: sources() })) hearLive();
    // One that came while the store was asked has ended the silence.
    else if (heardAt === since && !isTold) {
      isTold = true;
      tell(parts, `no webhook for ${formatDuration(silenceMs)} of open time`);
    }
  }

  return {
    isSilent: () => isTold,
    hear: (source) => {
      if (isLiveHeymarket(source, sources())) hearLive();
    },
    tick: async () => {
      const nowMs = monotonicMs();
      const passedMs = nowMs - countedUntilMs;
      countedUntilMs = nowMs;
      const silenceMs = settings()?.silenceMs ?? null;
      if (silenceMs === null) return;
      if (isOpen(calendars(), clock.now())) silentMs += passedMs;
      if (silentMs < silenceMs || nowMs - lookedMs < LOOK_EVERY_MS) return;
      lookedMs = nowMs;
      await look(silenceMs).catch((error: unknown) => {
        parts.logger.warn({ error: messageOf(error) }, "the store was not asked for webhooks of other processes");
      });
    },
  };
}

/** Whether a webhook is to be expected: while any calendar is open, or always when there is none. */
function isOpen(calendars: readonly Calendar[], now: number): boolean {
  return calendars.length === 0 || calendars.some((calendar) => calendarAt(calendar, now).open);
}

/** What is tried out, and other systems, say nothing of whether Heymarket still tells us. */
function isLiveHeymarket(source: string, sources: Settings["sources"]): boolean {
  const written = settingsOfSource(source, { sources });
  return written === null || (!written.dry && written.outside === null);
}

async function hasWebhookSince(
  store: Pick<Store, "listEvents">,
  { since, sources }: { readonly since: number; readonly sources: Settings["sources"] },
): Promise<boolean> {
  const { rows } = await store.listEvents({ since, limit: EVENTS_LOOKED_AT, damaged: "left_out" });
  return rows.some(({ event }) => event.origin === "webhook" && isLiveHeymarket(event.source, sources));
}

function tell({ alarms, logger }: SilenceWatchParts, what: string): void {
  logger.warn({}, what);
  alarms.raise({ kind: "silence", subject: "", what, example: null });
}
