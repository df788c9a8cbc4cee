import type { BudgetSize } from "../../../ports/outside/budget.ts";
import type { Allowance, Caller } from "./allowance.ts";

/** The allowance of one process by a budget that it shares with nobody: it starts empty, so a restart gives nothing. */
export function createBucket(size: BudgetSize, now: number): Allowance {
  const perMs = size.perSecond / 1_000;
  let level = 0;
  let countedAt = now;
  let resumeAt = 0;

  function levelAt(at: number): number {
    level = Math.min(size.capacity, level + (at - countedAt) * perMs);
    countedAt = at;
    return level;
  }

  return {
    room: (at) => (at < resumeAt ? 0 : Math.max(0, Math.floor(levelAt(at) - size.reserve + ROUNDING))),
    opensAt: (at, caller) => {
      const missing = leftBy(caller, size) + 1 - levelAt(at) - ROUNDING;
      return Math.max(resumeAt, missing > 0 ? at + missing / perMs : at);
    },
    start: (at) => {
      level = levelAt(at) - 1;
      return () => {
        level = Math.min(size.capacity, level + 1);
      };
    },
    close: (at, ms) => {
      resumeAt = Math.max(resumeAt, at + ms);
    },
  };
}

/** A sum of many small amounts may miss a whole call by this. */
const ROUNDING = 1e-6;

/** What a caller must leave in the bucket. */
export function leftBy(caller: Caller, { reserve }: BudgetSize): number {
  return caller === "attempt" ? reserve : 0;
}
