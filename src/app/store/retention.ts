import { readHeymarketAccount } from "../../act/heymarket/heymarket-account.ts";
import type { Config } from "../../config/config.ts";
import { SILENT } from "../../log.ts";
import type { Alarms } from "../../ports/alarm.ts";
import type { Store } from "../../ports/store/store.ts";
import type { Clock, Logger, SteadyClock } from "../../ports/system.ts";
import { openClockTrust } from "../../retain/clock-trust.ts";
import { createHeldClock } from "../../retain/held-clock.ts";
import { createHeldStore } from "../../retain/held-store.ts";
import { createRetention } from "../../retain/retention.ts";
import { forgetAll } from "../../stores/forget-all.ts";
import { monotonicMs, uptimeMs } from "../../system.ts";

/** What an engine does for its store besides its work: it lets go of what is old, and of nothing while the clock is in doubt. */
export interface AppRetention {
  /** The store, which gives no work while the clock is not trusted. */
  readonly store: Store;
  /** The clock, which does not follow the machine's while that is not trusted. */
  readonly clock: SteadyClock;
  readonly isClockTrusted: () => boolean;
  /** To be called about once a second; never rejects. */
  readonly tick: () => Promise<void>;
  /** Ends the round that is under way after its part. */
  readonly stop: () => void;
}

const CALL_TIMEOUT_MS = 10_000;

/** Begins to look after a store by the configuration in force. Rejects as the store does. */
export async function startRetention(
  config: () => Config,
  parts: {
    readonly store: Store;
    readonly clock: SteadyClock;
    /** What the clock follows. */
    readonly wall: Clock;
    readonly logger: Logger;
    readonly alarms: Alarms;
    /** Whether the clock is gone by whatever it shows. */
    readonly trustsClock: boolean;
  },
): Promise<AppRetention> {
  const { store, clock, wall } = parts;
  // Neither what is gone by nor what would be followed may be far ahead.
  const doubted: Clock = { now: () => Math.max(wall.now(), clock.now()) };
  const trust = await openClockTrust({
    ...parts,
    clock: doubted,
    witness: () => {
      const access = config().heymarket;
      if (access === null) return null;
      const call = { clock: doubted, logger: SILENT, timeoutMs: CALL_TIMEOUT_MS };
      return async () => (await readHeymarketAccount(access, call)).clockAheadMs;
    },
    isAccepted: parts.trustsClock,
    uptimeMs,
  });
  let isStopped = false;
  const forget: Store["forget"] = (passage) =>
    isStopped ? Promise.resolve({ count: 0, next: null }) : store.forget(passage);
  const retention = createRetention({
    ...parts,
    policy: () => config().retention,
    forgetAll: (age) => forgetAll(age, forget),
    isClockTrusted: trust.isTrusted,
    monotonicMs,
  });
  return {
    store: createHeldStore(store, trust.isTrusted),
    clock: createHeldClock(clock, trust.isTrusted),
    isClockTrusted: trust.isTrusted,
    tick: async () => {
      await Promise.all([trust.tick(), retention.tick()]);
    },
    stop: () => {
      isStopped = true;
    },
  };
}
