import type { Claim, Turn } from "../ports/store/store.ts";

/** Due runs that a look at a lane gives at most. */
export const DUE_RUNS = 64;

/** Whether a claim is that of a run alone. */
export function isTurn(claim: Claim | Turn): claim is Turn {
  return "runId" in claim;
}
