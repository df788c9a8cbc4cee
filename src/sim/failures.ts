import type { Run } from "../core/model/run/run.ts";
import type { Failure, RunFailure } from "../ports/backtest.ts";

/** One thing that failed. */
export type Failed = Omit<Failure, "count">;

/** How a run fared badly; null for one that did not. A step whose failure its rule took up is told too. */
export function failureOf({ status, error }: Pick<Run, "status" | "error">): RunFailure | null {
  if (error === null) return null;
  const kind = status === "failed" || status === "parked" ? status : "handled";
  return { kind, step: error.step, code: error.code, message: error.message };
}

/** Whether a run came to no end: it failed, or stands still until a person looks at it. */
export function isUnfinished(failure: Pick<RunFailure, "kind"> | null): boolean {
  return failure?.kind === "failed" || failure?.kind === "parked";
}

/** A rule that could not be evaluated on an event. */
export function unevaluated(given: Pick<Failed, "rule" | "message" | "root" | "lane">): Failed {
  return { kind: "not_evaluated", step: "", code: null, ...given };
}

/** An event that nothing could be evaluated on. */
export function parkedEvent(given: Pick<Failed, "message" | "root" | "lane">): Failed {
  return { kind: "event_parked", rule: null, step: "", code: "engine_error", ...given };
}

/** Alike failures together, with the event of the first one; the most frequent first. */
export function countedFailures(all: Iterable<Failed>): readonly Failure[] {
  const counted = new Map<string, Failure>();
  for (const failed of all) {
    const { kind, rule, step, code, message } = failed;
    const key = JSON.stringify([kind, rule, step, code, message]);
    const known = counted.get(key);
    counted.set(key, known === undefined ? { ...failed, count: 1 } : { ...known, count: known.count + 1 });
  }
  return [...counted.values()].toSorted((one, other) => other.count - one.count);
}
