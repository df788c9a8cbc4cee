import { messageOf } from "../core/base/errors.ts";
import type { Horizons } from "../core/event/retention.ts";
import { horizonsAt } from "../core/event/retention.ts";
import type { RetentionPolicy } from "../core/model/ruleset/settings.ts";
import type { Alarms } from "../ports/alarm.ts";
import type { Store } from "../ports/store/store.ts";
import type { Clock, Logger } from "../ports/system.ts";

/** Takes away what is old now and then. */
export interface Retention {
  /** Begins a round when one is due and none is under way; to be called about once a second. Resolves when it has ended, never rejects. */
  readonly tick: () => Promise<void>;
}

const EVERY_MS = 3_600_000;
/** A start has better things to do first. */
const FIRST_AFTER_MS = 60_000;
/** Processes do not begin at the same instant: a claim that held for the whole time would often make it two. */
const CLAIMED_SHARE = 0.9;
const WATERMARK = "retention";

/** Rounds an hour apart by the monotonic clock, each by one process on the store, and none while the clock is not trusted. */
export function createRetention(parts: {
  readonly store: Pick<Store, "claimWatermark" | "moveWatermark">;
  /** Takes everything that is old away, part by part. */
  readonly forgetAll: (old: { readonly horizons: Horizons; readonly now: number }) => Promise<void>;
  /** Asked anew each time, so that a reload takes effect at once. */
  readonly policy: () => RetentionPolicy;
  readonly isClockTrusted: () => boolean;
  readonly clock: Clock;
  readonly monotonicMs: () => number;
  readonly logger: Logger;
  readonly alarms: Alarms;
}): Retention {
  const { store, forgetAll, policy, isClockTrusted, clock, monotonicMs, logger, alarms } = parts;
  let dueMs = monotonicMs() + FIRST_AFTER_MS;
  let isUnderWay = false;

  async function round(): Promise<void> {
    if ((await store.claimWatermark(WATERMARK, EVERY_MS * CLAIMED_SHARE)) === "held") return;
    const now = clock.now();
    await forgetAll({ horizons: horizonsAt(policy(), now), now });
    await store.moveWatermark(WATERMARK, now);
  }

  return {
    tick: async () => {
      if (isUnderWay || monotonicMs() < dueMs || !isClockTrusted()) return;
      isUnderWay = true;
      dueMs = monotonicMs() + EVERY_MS;
      try {
        await round();
      } catch (error) {
        logger.error({ error: messageOf(error) }, "what is old could not be taken away; the next round is in an hour");
        alarms.raise({ kind: "disk", subject: "", what: "what is old could not be taken away", example: null });
      } finally {
        isUnderWay = false;
      }
    },
  };
}
