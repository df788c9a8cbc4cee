import type { Effect, Run } from "../core/model/run.ts";

/** A run with what releases after 0.1.0 added to it, as far as its record was written before. */
export function completeRun(record: Run): Run {
  return { ...ADDED_TO_RUNS, ...record };
}

/** An effect with what releases after 0.1.0 added to it, as far as its record was written before. */
export function completeEffect(record: Effect): Effect {
  return { ...ADDED_TO_EFFECTS, ...record };
}

const ADDED_TO_RUNS: Pick<Run, "waitsFor"> = { waitsFor: null };
const ADDED_TO_EFFECTS: Pick<Effect, "deadlineAt"> = { deadlineAt: null };
