import { formatDuration } from "../core/base/duration.ts";
import { messageOf } from "../core/base/errors.ts";
import { forEachAction } from "../core/actions/registry.ts";
import type { Action, Actions } from "../ports/action.ts";
import type { Claim } from "../ports/store.ts";
import type { EngineParts } from "./engine-parts.ts";
import { workLane } from "./lane.ts";

/** Lanes worked on at once, not counting those that wait for a slot of a slow destination. */
const ACTIVE_LANES = 128;
/** Lanes claimed at once in all. */
const CLAIMED_LANES = 4_096;

/**
 * Works on lanes, many at a time, each by one worker.
 *
 * idle -> (wake) pumping: claims lanes while there is room -> each lane worked on, then released -> idle. After `stop`
 * nothing is claimed any more. (test/run/runner.test.ts)
 */
export class Runner {
  readonly #parts: EngineParts;
  readonly #abort = new AbortController();
  readonly #active = new Set<Promise<void>>();
  #waitingForSlot = 0;
  /** How far the clock was set since waits were last moved along, milliseconds. */
  #unshiftedMs = 0;
  #pumping: Promise<void> | null = null;
  #isWanted = false;

  constructor(parts: EngineParts) {
    const onWaiting = (change: 1 | -1): void => {
      this.#waitingForSlot += change;
      // Not at once: who gets a slot at once makes no room for others.
      if (change > 0)
        setImmediate(() => {
          this.wake();
        });
    };
    this.#parts = { ...parts, actions: countWaiting(parts.actions, onWaiting) };
  }

  /** Looks for claimable lanes now; cheap, so it is called whenever there may be work. */
  wake(): void {
    this.#isWanted = true;
    if (this.#abort.signal.aborted) return;
    this.#pumping ??= this.#pump().finally(() => {
      this.#pumping = null;
      if (this.#isWanted) this.wake();
    });
  }

  /** Resolves when nothing is claimable and nothing is under way. */
  async drain(): Promise<void> {
    for (;;) {
      this.wake();
      await this.#pumping;
      if (this.#active.size === 0) return;
      await Promise.race(this.#active);
    }
  }

  /** Claims no more, lets attempts on the wire end for at most `graceMs`, then resolves; what is not done stays stored. */
  async stop(graceMs: number): Promise<void> {
    this.#abort.abort();
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    await Promise.race([this.#idle(), grace]);
    clearTimeout(timer);
  }

  async #idle(): Promise<void> {
    await this.#pumping;
    await Promise.all(this.#active);
  }

  async #pump(): Promise<void> {
    while (this.#isWanted && !this.#abort.signal.aborted) {
      this.#isWanted = false;
      if (!(await this.#followClock())) return;
      const room = Math.min(ACTIVE_LANES + this.#waitingForSlot, CLAIMED_LANES) - this.#active.size;
      if (room <= 0) return; // the lane that ends next wakes again
      try {
        const claims = await this.#parts.store.claimLanes(this.#parts.clock.now(), room);
        for (const claim of claims) this.#start(claim);
      } catch (error) {
        this.#logFailure("lanes could not be claimed", error);
      }
    }
  }

  /** Follows the machine's clock, waits first; false when they could not be moved: then nothing may be looked for. */
  async #followClock(): Promise<boolean> {
    const { clock, store, logger } = this.#parts;
    this.#unshiftedMs += clock.follow();
    const byMs = this.#unshiftedMs;
    if (byMs === 0) return true;
    try {
      const waits = await store.shiftWaits(byMs);
      this.#unshiftedMs -= byMs;
      const direction = byMs > 0 ? "forward" : "back";
      const message = `the clock was set ${direction} by ${formatDuration(Math.abs(byMs))}; waits keep their length`;
      logger.warn({ by_ms: byMs, waits }, message);
      return true;
    } catch (error) {
      this.#logFailure("the clock was set, and waits could not be moved along", error);
      return false;
    }
  }

  #start(claim: Claim): void {
    const work = this.#work(claim).then((mayGoOn) => {
      this.#active.delete(work);
      if (mayGoOn) this.wake();
    });
    this.#active.add(work);
  }

  /** Works on a lane and releases it; whether to look for more work at once. Never rejects. */
  async #work(claim: Claim): Promise<boolean> {
    try {
      await workLane(this.#parts, claim, this.#abort.signal);
      await this.#parts.store.release(claim);
      return true;
    } catch (error) {
      // No wake: the next tick tries again, at once would spin while the store is down.
      if (!this.#abort.signal.aborted) this.#logFailure("a lane could not be worked on; it is tried again", error);
      await this.#parts.store.release(claim).catch((reason: unknown) => {
        this.#logFailure("a lane could not be released", reason);
      });
      return false;
    }
  }

  #logFailure(message: string, error: unknown): void {
    this.#parts.logger.error({ error: messageOf(error) }, message);
  }
}

/** The same actions, telling when a lane starts (+1) and ends (-1) waiting for a slot. */
function countWaiting(actions: Actions, onChange: (change: 1 | -1) => void): Actions {
  const wrap = (action: Action): Action => ({
    perform: (attempt) => action.perform(attempt),
    takeSlot: async (request, signal) => {
      onChange(1);
      try {
        await action.takeSlot(request, signal);
      } finally {
        onChange(-1);
      }
    },
  });
  return forEachAction((name) => wrap(actions[name]));
}
