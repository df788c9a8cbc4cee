import type { ConditionTrace } from "../../../core/model/trace.ts";

/** What was written where the condition first failed: the same for all events that stop there, whatever they say. */
export function stoppedAt(condition: ConditionTrace | null): string | null {
  const failed = condition === null ? null : firstFailed(condition);
  return failed?.written ?? null;
}

function firstFailed(condition: ConditionTrace): ConditionTrace | null {
  if (condition.result !== "fail") return null;
  for (const child of condition.children ?? []) {
    const found = firstFailed(child);
    if (found !== null) return found;
  }
  return condition;
}
