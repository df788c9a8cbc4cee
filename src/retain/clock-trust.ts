import { formatDuration } from "../core/base/duration.ts";
import { messageOf } from "../core/base/errors.ts";
import { isFarAhead } from "../core/time/clock-jump.ts";
import type { Alarms } from "../ports/alarm.ts";
import type { Store } from "../ports/store/store.ts";
import type { Clock, Logger } from "../ports/system.ts";

/** Tells whether the clock may be gone by. */
export interface ClockTrust {
  /** False from the instant at which the clock is found far ahead, until a witness or a person says that it is right, or it is set back. */
  readonly isTrusted: () => boolean;
  /** Asks the witness when that is due, and notes now and then how far time has come; to be called about once a second. Never rejects. */
  readonly tick: () => Promise<void>;
}

/** The watermark up to which the clock was trusted. */
export const CLOCK_WATERMARK = "clock";

const NOTED_EVERY_MS = 600_000;
const ASKED_EVERY_MS = 60_000;
/** Two clocks that agree so far cannot both have jumped. */
const AGREED_MS = 3_600_000;

type Witness = () => Promise<number | null>;

/** What a trust is made of. */
export interface ClockTrustParts {
  readonly store: Pick<Store, "claimWatermark" | "readWatermark" | "moveWatermark" | "listEvents">;
  readonly clock: Clock;
  /** Milliseconds since some instant; never set, and counts the machine's sleep. */
  readonly uptimeMs: () => number;
  /** Whom to ask by how much the clock is ahead of one that is not ours, milliseconds, null when that cannot be told now; null for nobody. */
  readonly witness: () => Witness | null;
  /** A person says that the clock is right. */
  readonly isAccepted: boolean;
  readonly logger: Logger;
  readonly alarms: Alarms;
}

/**
 * Trusts a clock as long as it shows what the store knew last and the time that has passed since, give or take a day:
 *
 * trusted -> (it is further ahead) held -> (the witness agrees, it is set back, or a person accepts it) trusted. While it is held
 * nothing goes out, no wait ends and nothing is forgotten. A clock that is behind does no harm and is not asked about. (test/retain/clock-trust.test.ts)
 */
export async function openClockTrust(parts: ClockTrustParts): Promise<ClockTrust> {
  const { store, clock, uptimeMs, witness, logger, alarms } = parts;
  const noted = await store.readWatermark(CLOCK_WATERMARK);
  let known = parts.isAccepted ? clock.now() : (noted ?? (await newestReceiptAt(store)) ?? clock.now());
  let knownUptime = uptimeMs();
  let isHeld = false;
  let [notedMs, askedMs] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  if (noted === null) {
    await store.claimWatermark(CLOCK_WATERMARK, 0);
    // At once: the receipts that come under a clock in doubt are no measure for the next start.
    await store.moveWatermark(CLOCK_WATERMARK, known);
  }

  /** Never back: what was trusted once is no reason to doubt what comes after it. */
  function trust(): void {
    const uptime = uptimeMs();
    known = Math.max(clock.now(), known + uptime - knownUptime);
    knownUptime = uptime;
  }

  function isTrusted(): boolean {
    if (!isHeld && isNear(known, clock.now())) return true;
    const aheadMs = clock.now() - known - (uptimeMs() - knownUptime);
    const hasWitness = witness() !== null;
    if (!isFarAhead(aheadMs, { hasWitness })) {
      trust();
      if (isHeld) goOn("the clock is near what the store knows again");
      return true;
    }
    if (isHeld) return false;
    isHeld = true;
    logger.error({ ahead_ms: aheadMs }, heldSentence(aheadMs, hasWitness));
    alarms.raise({ kind: "parked", subject: "", what: "the clock is not trusted, nothing goes out", example: null });
    return false;
  }

  function goOn(why: string): void {
    isHeld = false;
    logger.warn({}, `${why}; what waited goes on`);
  }

  async function ask(): Promise<void> {
    const askWitness = witness();
    if (askWitness === null || uptimeMs() - askedMs < ASKED_EVERY_MS) return;
    askedMs = uptimeMs();
    const aheadMs = await askWitness();
    if (aheadMs === null || !isHeld || Math.abs(aheadMs) > AGREED_MS) return;
    trust();
    goOn("Heymarket's clock agrees with this one: time has passed");
  }

  async function note(): Promise<void> {
    if (uptimeMs() - notedMs < NOTED_EVERY_MS) return;
    notedMs = uptimeMs();
    await store.moveWatermark(CLOCK_WATERMARK, known);
  }

  return {
    isTrusted,
    tick: async () => {
      try {
        await (isTrusted() ? note() : ask());
      } catch (error) {
        logger.warn({ error: messageOf(error) }, "how far time has come could not be noted");
      }
    },
  };
}

/**
 * Whether a clock cannot be far ahead yet: every event asks, and how long the machine has been up is read from a file. Up and clock
 * are not counted alike, so what is known may be a little ahead of the clock.
 */
function isNear(known: number, now: number): boolean {
  return Math.abs(now - known) < 1_000;
}

/** What a store that never noted the time knows of it. */
async function newestReceiptAt(store: ClockTrustParts["store"]): Promise<number | null> {
  const { rows } = await store.listEvents({ limit: 1 });
  return rows[0]?.event.receivedAt ?? null;
}

function heldSentence(aheadMs: number, hasWitness: boolean): string {
  const remedy = hasWitness
    ? "Heymarket is asked for the time every minute, and when it agrees all goes on"
    : "there are no credentials to ask Heymarket for the time";
  return (
    `the clock is ${formatDuration(aheadMs)} ahead of what the store knows: deliveries are taken, and nothing goes out, no wait ` +
    `ends and nothing is forgotten; ${remedy}. Set the clock, or start with --accept-clock when it is right`
  );
}
