import { actionOf } from "../../core/actions/registry.ts";
import { formatDuration } from "../../core/base/duration.ts";
import type { EventPattern, Instruction } from "../../core/model/ruleset/rule.ts";

/** How a step is tried, where that is not as usual, and what comes after it failed. `index` is that of the instruction in its program. */
export function attemptWords(
  { effect, retry, timeoutMs, deadlineMs, onFail, onUnknown }: Extract<Instruction, { op: "effect" }>,
  index: number,
): readonly string[] {
  const usual = actionOf(effect.action).attempts;
  const isUsual = (["maximumAttempts", "backoffMs", "maximumBackoffMs"] as const).every(
    (key) => retry[key] === usual.retry[key],
  );
  const apart = `${formatDuration(retry.backoffMs)} to ${formatDuration(retry.maximumBackoffMs)} apart`;
  return [
    ...(isUsual ? [] : [`retry: ${retry.maximumAttempts} attempts at most, ${apart}`]),
    ...(timeoutMs === usual.timeoutMs ? [] : [`timeout ${formatDuration(timeoutMs)}`]),
    ...(deadlineMs === usual.deadlineMs ? [] : [`deadline ${formatDuration(deadlineMs)}`]),
    ...(onUnknown === undefined ? [] : [`on_unknown: ${onUnknown}`]),
    ...(onFail === null ? [] : [`on_error: ${onFail === index + 1 ? "continue" : "steps of its own"}`]),
  ];
}

/** Whether each of several patterns is to be named for itself, so that a condition of one is not taken for one of all. */
export function needNames(patterns: readonly EventPattern[]): boolean {
  return patterns.length > 1 && patterns.some(({ where }) => where !== null);
}
