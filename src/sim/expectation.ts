import type { JsonObject, JsonValue } from "../core/base/json.ts";
import { isJsonObject } from "../core/base/json.ts";
import { OPERATIONS } from "../core/language/operators.ts";
import type { ExpectedEffect } from "../core/model/ruleset/rule-test.ts";
import type { Effect } from "../core/model/run.ts";
import type { TraceEntry } from "../core/model/trace.ts";
import { formatDuration } from "../core/base/duration.ts";

/** Sentences on how the effects differ from those expected; none when they fit. The list is exact in length and order. */
export function explainMismatch(
  expected: readonly ExpectedEffect[],
  got: readonly Effect[],
  traceOf: (effect: Effect) => readonly TraceEntry[] = () => [],
): readonly string[] {
  const findings: string[] = [];
  for (let index = 0; index < Math.max(expected.length, got.length); index += 1) {
    const wanted = expected[index];
    const effect = got[index];
    const place = `effect ${index + 1}`;
    if (wanted === undefined) findings.push(`${place}: wanted nothing, got ${showEffect(effect)}`);
    else if (effect === undefined) findings.push(`${place}: wanted ${showExpected(wanted)}, got nothing`);
    else if (wanted.action !== effect.action || !fits(wanted.match, effect.request)) {
      findings.push(`${place}: wanted ${showExpected(wanted)}, got ${showEffect(effect)}`);
    } else {
      const late = lateness(effect, traceOf(effect));
      if (late !== null && late.ms > (wanted.withinMs ?? 0)) {
        const after = formatDuration(late.ms);
        findings.push(
          `${place}: went out ${after} late (${late.reason}); write \`within: ${after}\` if that is wanted`,
        );
      }
    }
  }
  return findings;
}

/** How long the send gate kept a text that went out at last, and why; null when it did not. Waits of attempts are none of its doing. */
function lateness(
  effect: Effect,
  entries: readonly TraceEntry[],
): { readonly ms: number; readonly reason: string } | null {
  const kept = entries.find(
    ({ path, kind, text }) => path === effect.path && kind === "gate" && !text.startsWith("counted as"),
  );
  const first = effect.attempts[0];
  if (kept === undefined || first === undefined) return null;
  return { ms: first.startedAt - effect.plannedAt, reason: kept.text };
}

/** Whether a value has all that is expected: objects by the keys given, lists exactly, texts by a matcher where one stands. */
function fits(expected: JsonValue, actual: JsonValue | undefined): boolean {
  if (isJsonObject(expected)) {
    if (isMatcher(expected) && !isJsonObject(actual)) return fitsMatcher(expected, actual ?? null);
    return isJsonObject(actual) && Object.entries(expected).every(([key, value]) => fits(value, actual[key]));
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item: JsonValue, index) => fits(item, actual[index] as JsonValue))
    );
  }
  return expected === (actual ?? null) || (typeof expected === "number" && String(expected) === actual);
}

function isMatcher(expected: JsonObject): boolean {
  const keys = Object.keys(expected);
  return keys.length > 0 && keys.every((key) => key === "not" || key === "has" || Object.hasOwn(OPERATIONS, key));
}

function fitsMatcher(matcher: JsonObject, actual: JsonValue): boolean {
  return Object.entries(matcher).every(([name, wanted]) => {
    if (name === "not") return OPERATIONS["is"]?.(actual, wanted) === false;
    if (name === "has") return OPERATIONS["has_any"]?.(actual, wanted) === true;
    if (name === "exists") return OPERATIONS["exists"]?.(actual) === wanted;
    return OPERATIONS[name]?.(actual, wanted) === true;
  });
}

function showExpected(expected: ExpectedEffect): string {
  return `${expected.action} ${JSON.stringify(expected.match)}`;
}

function showEffect(effect: Effect | undefined): string {
  return effect === undefined ? "nothing" : `${effect.action} ${JSON.stringify(effect.request)} (${effect.status})`;
}
