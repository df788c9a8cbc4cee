import { setMaxListeners } from "node:events";
import { formatDuration } from "../core/base/duration.ts";
import { UnreadableRecordError } from "../core/base/errors.ts";
import { isPausedDestination } from "../core/model/decision.ts";
import type { Claim } from "../ports/store/store.ts";
import type { EngineParts } from "./engine-parts.ts";
import { createFailureLog } from "./failure-log.ts";
import type { Hold } from "./hold.ts";
import { workLane } from "./lane/lane.ts";
import { takeTurn } from "./turn/take-turn.ts";
import type { UnreadableWork } from "./unreadable-work.ts";
import { createUnreadableWork } from "./unreadable-work.ts";

/** Lanes worked on at once. */
const ACTIVE_LANES = 128;
/** So many more may wait for what Heymarket tells of their contacts. */
const ASIDE_LANES = 1_024;

/**
 * Works on lanes and makes the attempts of runs that stand first in line, many at a time. A lane is left as soon as
 * nothing of it is due; who waits for a destination waits in the store and keeps nobody else. One that comes to a damaged
 * record is kept for a minute, and then tried again.
 *
 * idle -> (wake) pumping: claims lanes while there is room, and turns at destinations while they have room -> each worked
 * on, then released, which wakes again -> idle. After `stop` nothing is claimed any more. (test/run/runner.test.ts)
 */
export class Runner {
  readonly #parts: EngineParts;
  readonly #abort = new AbortController();
  readonly #held = new Set<Claim>();
  readonly #lanes = new Set<Promise<void>>();
  readonly #turns = new Set<Promise<void>>();
  /** Lanes that wait for something outside and keep nobody else. */
  #aside = 0;
  /** How far the clock was set since waits were last moved along, milliseconds. */
  #unshiftedMs = 0;
  #pumping: Promise<void> | null = null;
  #isWanted = false;
  /** Claims worked on so far. */
  #started = 0;

  readonly #unreadable: UnreadableWork;
  readonly #logFailure: (message: string, error: unknown) => void;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#logFailure = createFailureLog(parts);
    this.#unreadable = createUnreadableWork(parts);
    // While the store is away, every outcome that waits for it listens.
    setMaxListeners(0, this.#abort.signal);
    parts.destinations.onRoom(() => {
      this.wake();
    });
  }

  /** Looks for lanes and turns to claim now; cheap, so it is called whenever there may be work. */
  wake(): void {
    this.#isWanted = true;
    if (this.#abort.signal.aborted) return;
    this.#pumping ??= this.#pump().finally(() => {
      this.#pumping = null;
      if (this.#isWanted) this.wake();
    });
  }

  /**
   * Renews what is held, so that a store which several processes share gives it to nobody else. What is lost all the same is
   * not renewed any more: whoever works under it learns it at the next commit. Never rejects.
   */
  async beat(): Promise<void> {
    const claims = [...this.#held];
    if (claims.length === 0) return;
    try {
      const kept = new Set(await this.#parts.store.renew(claims));
      // What was given back meanwhile is no loss.
      const lost = claims.filter((claim) => !kept.has(claim) && this.#held.delete(claim));
      if (lost.length > 0) {
        const message =
          "claims are no longer ours: not renewed in time, or taken back by what a person decided; who works under them begins anew";
        this.#parts.logger.warn({ claims: lost.length }, message);
      }
    } catch (error) {
      this.#logFailure("claims could not be renewed", error);
    }
  }

  /** Resolves when nothing is claimable and nothing is under way. */
  async drain(): Promise<void> {
    for (;;) {
      // A look that began while something was under way may have missed what that left to do.
      const wasIdle = this.#pumping === null && this.#lanes.size + this.#turns.size === 0;
      const started = this.#started;
      this.wake();
      await this.#pumping;
      const underWay = [...this.#lanes, ...this.#turns];
      if (underWay.length > 0) await Promise.race(underWay);
      else if (wasIdle && this.#started === started) return;
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
    await Promise.all([...this.#lanes, ...this.#turns]);
  }

  async #pump(): Promise<void> {
    while (this.#isWanted && !this.#abort.signal.aborted) {
      this.#isWanted = false;
      if (!(await this.#followClock())) return;
      for (const claim of this.#unreadable.rested()) await this.#release(claim);
      try {
        await this.#claimLanes();
        await this.#claimTurns();
      } catch (error) {
        this.#logFailure("lanes could not be claimed", error);
      }
    }
  }

  async #claimLanes(): Promise<void> {
    const free = ACTIVE_LANES + Math.min(this.#aside, ASIDE_LANES) - this.#lanes.size;
    if (free <= 0) return; // the lane that ends next wakes again
    const { store, clock } = this.#parts;
    for (const claim of await store.claimLanes(clock.now(), free)) {
      this.#start(this.#lanes, claim, (hold) => workLane(hold));
    }
  }

  async #claimTurns(): Promise<void> {
    const { store, clock, destinations } = this.#parts;
    const pauses = this.#parts.pauses();
    const roomAt = (name: string): number => (isPausedDestination(pauses, name) ? 0 : destinations.roomAt(name));
    for (const turn of await store.claimTurns(clock.now(), roomAt)) {
      // At once: whoever asks for room next must find it taken.
      const room = destinations.enter(turn.destination);
      this.#start(this.#turns, turn, async (hold) => {
        if (room !== null) await takeTurn({ room, ...hold, claim: turn });
      });
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
      const step = `${byMs > 0 ? "forward" : "back"} by ${formatDuration(Math.abs(byMs))}`;
      if (waits === null) {
        const message = `the clock of the store was set ${step}; what waits there until an instant is due by the new time`;
        logger.warn({ by_ms: byMs }, message);
      } else logger.warn({ by_ms: byMs, waits }, `the clock was set ${step}; waits keep their length`);
      return true;
    } catch (error) {
      this.#logFailure("the clock was set, and waits could not be moved along", error);
      return false;
    }
  }

  #start(among: Set<Promise<void>>, claim: Claim, work: (hold: Hold) => Promise<void>): void {
    this.#held.add(claim);
    const working = this.#work(claim, work).then((mayGoOn) => {
      among.delete(working);
      if (mayGoOn) this.wake();
    });
    among.add(working);
    this.#started += 1;
  }

  async #stepAside<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#aside += 1;
    this.wake();
    try {
      return await work();
    } finally {
      this.#aside -= 1;
    }
  }

  /** Works under a claim and releases it; whether to look for more work at once. Never rejects. */
  async #work(claim: Claim, work: (hold: Hold) => Promise<void>): Promise<boolean> {
    const { store } = this.#parts;
    try {
      const aside: Hold["aside"] = (waiting) => this.#stepAside(waiting);
      await work({ parts: this.#parts, claim, signal: this.#abort.signal, aside });
      this.#unreadable.succeeded(claim);
      this.#held.delete(claim);
      await store.release(claim);
      return true;
    } catch (error) {
      if (error instanceof UnreadableRecordError && !this.#abort.signal.aborted) {
        this.#unreadable.rest(claim, error);
        return true;
      }
      // No wake: the next tick tries again, at once would spin while the store is down.
      if (!this.#abort.signal.aborted) this.#logFailure("a lane could not be worked on; it is tried again", error);
      await this.#release(claim);
      return false;
    }
  }

  /** Never rejects. */
  async #release(claim: Claim): Promise<void> {
    this.#held.delete(claim);
    await this.#parts.store.release(claim).catch((reason: unknown) => {
      this.#logFailure("a lane could not be released", reason);
    });
  }
}
