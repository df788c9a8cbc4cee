import type { ChangeSet } from "../core/model/changes.ts";
import type { Effect, EffectStatus } from "../core/model/run/effect.ts";
import type { Run } from "../core/model/run/run.ts";
import type { Metrics } from "./metrics.ts";

type Counted = Pick<Metrics, "evaluations" | "runs" | "effects" | "gate" | "texts" | "arrivals">;

/**
 * Counts what a change set records, once it is committed: what is counted is what is stored. `ruleLabel` bounds the ids of
 * rules.
 */
export function countChanges(metrics: Counted, changes: ChangeSet, ruleLabel: (id: string) => string): void {
  for (const { ruleId, outcome } of changes.evaluation?.verdicts ?? []) {
    metrics.evaluations.inc({ rule: ruleLabel(ruleId), outcome });
  }
  for (const run of changes.runs) {
    if (hasEnded(run)) metrics.runs.inc({ rule: ruleLabel(run.ruleId), status: run.status });
  }
  for (const effect of changes.effects) countEffect(metrics, effect, ruleLabel);
  if (changes.intent !== null) metrics.gate.inc({ decision: "allowed", guard: "none" });
  if (changes.delivery !== null) metrics.arrivals.inc({ outcome: changes.delivery.delivery.outcome });
}

function countEffect(
  metrics: Counted,
  { action, status, guard, phone, ruleId }: Effect,
  ruleLabel: (id: string) => string,
): void {
  if (status === "deferred" || status === "blocked") {
    metrics.gate.inc({ decision: status, guard: guard ?? "none" });
  }
  if (!ENDS.includes(status)) return;
  metrics.effects.inc({ action, outcome: status });
  if (phone !== null) metrics.texts.inc({ rule: ruleLabel(ruleId), outcome: status });
}

/** A parked run that was stepped over is written once more, and counts once. */
function hasEnded({ status, continuedAs }: Run): boolean {
  if (status === "parked") return continuedAs === null;
  return status === "done" || status === "failed" || status === "stopped";
}

const ENDS: readonly EffectStatus[] = ["done", "failed", "blocked", "dead", "cancelled"];
