import type { Budgets, BudgetSize } from "../../../ports/outside/budget.ts";
import { messageOf } from "../../../core/base/errors.ts";
import type { Logger } from "../../../ports/system.ts";
import type { Allowance, Caller } from "./allowance.ts";
import { leftBy } from "./bucket.ts";

/** A budget that several processes share, as one of them sees it. */
export interface SharedBudget {
  readonly budgets: Budgets;
  readonly name: string;
  readonly size: BudgetSize;
  readonly logger: Logger;
}

/** Calls that attempts ask for at once, so that a call does not cost a query. */
const BATCH = 5;
/** From asking on; a call that starts later is none of the window in which it was given. */
const GOOD_FOR_MS = 3_000;
/** The store is not asked more often than this for what it does not have. */
const SHORTEST_WAIT_MS = 250;
const WAIT_AFTER_FAILURE_MS = 1_000;

/**
 * The allowance of one process by a budget that it shares with others: a few calls are fetched at a time, when somebody wants
 * one and none is left.
 *
 *   empty -> asking   a call is wanted
 *   asking -> stocked some were given: good for three seconds
 *   asking -> waiting none were given, or the store failed
 *   waiting -> empty  the time has passed that the budget named
 *   stocked -> empty  they were used, or their time has passed
 */
export function createSharedBucket({ budgets, name, size, logger }: SharedBudget): Allowance {
  let stock = { calls: 0, goodUntil: 0 };
  let askAgainAt = 0;
  let resumeAt = 0;
  let isAsking = false;
  let tellChange = (): void => undefined;

  function stockAt(now: number): number {
    return now < stock.goodUntil && now >= resumeAt ? stock.calls : 0;
  }

  async function ask(now: number, caller: Caller): Promise<void> {
    const wanted = caller === "attempt" ? BATCH : 1;
    try {
      const { calls, waitMs } = await budgets.take(name, { size, wanted, leave: leftBy(caller, size) });
      stock = { calls, goodUntil: now + GOOD_FOR_MS };
      if (calls === 0) askAgainAt = performance.now() + Math.max(waitMs, SHORTEST_WAIT_MS);
    } catch (error) {
      askAgainAt = performance.now() + WAIT_AFTER_FAILURE_MS;
      logger.warn({ destination: name, error: messageOf(error) }, "the shared rate could not be asked; calls wait");
    }
  }

  return {
    room: stockAt,
    opensAt: (now, caller) => {
      if (now < resumeAt) return resumeAt;
      if (stockAt(now) > 0) return now;
      if (now < askAgainAt) return askAgainAt;
      if (!isAsking) {
        isAsking = true;
        void ask(now, caller).finally(() => {
          isAsking = false;
          tellChange();
        });
      }
      return Number.POSITIVE_INFINITY;
    },
    start: () => {
      const taken = stock;
      stock = { ...stock, calls: stock.calls - 1 };
      return () => {
        if (stock.goodUntil === taken.goodUntil) stock = { ...stock, calls: stock.calls + 1 };
      };
    },
    close: (now, ms) => {
      resumeAt = Math.max(resumeAt, now + ms);
      budgets.pause(name, ms).catch((error: unknown) => {
        logger.warn({ destination: name, error: messageOf(error) }, "other processes were not told of a pause");
      });
    },
    onChange: (listener) => {
      tellChange = listener;
    },
  };
}
