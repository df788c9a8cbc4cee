import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { isJsonObject } from "../../core/base/json.ts";
import { OPERATIONS } from "../../core/language/operators.ts";
import type { ExpectedEffect } from "../../core/model/ruleset/rule-test.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import type { TraceEntry } from "../../core/model/trace.ts";
import { formatDuration } from "../../core/base/duration.ts";
import { TEST_PHONE } from "../test-events.ts";

type Show = (request: JsonObject) => string;

/** Sentences on how the effects differ from those expected; none when they fit. The list is exact in length and order. */
export function explainMismatch(
  expected: readonly ExpectedEffect[],
  got: readonly Effect[],
  {
    traceOf = () => [],
    show = JSON.stringify,
  }: {
    readonly traceOf?: (effect: Effect) => readonly TraceEntry[];
    /** A request as text. */
    readonly show?: Show;
  } = {},
): readonly string[] {
  const findings: string[] = [];
  for (let index = 0; index < Math.max(expected.length, got.length); index += 1) {
    const wanted = expected[index];
    const effect = got[index];
    const place = `effect ${index + 1}`;
    if (wanted === undefined) {
      if (effect !== undefined) findings.push(`${place}: wanted nothing, got ${showEffect(effect, show)}`);
    } else if (effect === undefined) findings.push(`${place}: wanted ${showExpected(wanted, show)}, got nothing`);
    else {
      const difference = differenceOf(wanted, effect, { trace: traceOf(effect), show });
      if (difference !== null) findings.push(`${place}: ${difference}`);
    }
  }
  return findings;
}

/**
 * Effects without those that were cancelled before anything went out: nothing has happened by them, unless the test asks for one that
 * was `cancelled` where it stands.
 */
export function withoutWithdrawn(
  expected: readonly ExpectedEffect[],
  effects: readonly Effect[],
): { readonly counted: readonly Effect[]; readonly withdrawn: readonly Effect[] } {
  const counted: Effect[] = [];
  const withdrawn: Effect[] = [];
  for (const effect of effects) {
    const wanted = expected[counted.length];
    const isAsked = wanted?.status === "cancelled" && wanted.action === effect.action;
    const isWithdrawn = effect.status === "cancelled" && effect.attempts.length === 0;
    (isWithdrawn && !isAsked ? withdrawn : counted).push(effect);
  }
  return { counted, withdrawn };
}

/** Why an effect that was cancelled does not count, for a test that fails. */
export function explainWithdrawn(effect: Effect, show: Show): string {
  return `${showEffect(effect, show)} was cancelled before it went out, and counts where \`status: cancelled\` asks for it`;
}

const OF_NO_AREA =
  "the number of the test belongs to no area, so the quiet hours of every zone of the country may count: write `given: { contact: { timezone: America/New_York } }`, or a `phone` with an area code";

/** Whether an instant lies in the minute that begins with another, or so many milliseconds behind it; below a second counts for nothing. */
export function isWithin(at: number, from: number, ms = 59_999): boolean {
  return at >= from && at <= from + Math.max(ms, 999);
}

/** When an effect went out, epoch milliseconds: its first attempt started, or it was done without one. */
function wentOutAt({ attempts, settledAt, plannedAt }: Effect): number {
  return attempts[0]?.startedAt ?? settledAt ?? plannedAt;
}

function differenceOf(
  wanted: ExpectedEffect,
  effect: Effect,
  { trace, show }: { readonly trace: readonly TraceEntry[]; readonly show: Show },
): string | null {
  const isOther = wanted.action !== effect.action || !fits(wanted.match, effect.request);
  const isOthers = wanted.rule !== undefined && wanted.rule !== effect.ruleId;
  if (isOther || isOthers || (wanted.status !== undefined && wanted.status !== effect.status)) {
    return `wanted ${showExpected(wanted, show)}, got ${showEffect(effect, show)}${isOthers ? ` of ${effect.ruleId}` : ""}${differingKeys(wanted, effect)}`;
  }
  if (wanted.at !== undefined) {
    const at = wentOutAt(effect);
    if (isWithin(at, wanted.at, wanted.withinMs)) return null;
    const by = formatDuration(Math.abs(at - wanted.at));
    return `went out ${by} ${at < wanted.at ? "before" : "after"} the time it is expected \`at\``;
  }
  const late = lateness(effect, trace);
  if (late === null || late.ms <= (wanted.withinMs ?? 0)) return null;
  const after = formatDuration(late.ms);
  if (effect.phone === TEST_PHONE && /^quiet_hours.* of \S+, /.test(late.reason)) {
    return `went out ${after} late (${late.reason}); ${OF_NO_AREA}, or \`within: ${after}\` if the delay is wanted`;
  }
  return `went out ${after} late (${late.reason}); write \`within: ${after}\` if that is wanted`;
}

/** Which keys do not fit, where there are others that do. */
function differingKeys({ action, match }: ExpectedEffect, effect: Effect): string {
  const { request }: { readonly request: JsonObject } = effect;
  const keys = Object.keys(match);
  const differing = keys.filter((key) => !fits(match[key] ?? null, request[key]));
  if (action !== effect.action || keys.length < 2 || differing.length === 0) return "";
  return `; ${differing.join(" and ")} ${differing.length === 1 ? "differs" : "differ"}`;
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

function showExpected({ action, match, rule, status }: ExpectedEffect, show: Show): string {
  const whose = rule === undefined ? "" : ` of ${rule}`;
  return `${action} ${show(match)}${whose}${status === undefined ? "" : ` (${status})`}`;
}

function showEffect(effect: Effect, show: Show): string {
  const { action, status } = effect;
  const request: JsonObject = effect.request;
  return `${action} ${show(request)} (${status})`;
}
