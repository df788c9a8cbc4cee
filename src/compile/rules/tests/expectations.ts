import { isJsonObject } from "../../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import { parseDuration } from "../../../core/base/duration.ts";
import { nextLocalTime, parseInstant } from "../../../core/time/calendar.ts";
import type { ActionName } from "../../../core/model/ruleset/action.ts";
import type { ExpectedBlock, ExpectedEffect } from "../../../core/model/ruleset/rule-test.ts";
import { compilerOf } from "../actions/registry.ts";
import { MATCHERS } from "../conditions/matchers.ts";
import type { WrittenTest } from "../../generated/written-rule.ts";
import type { Path } from "../../yaml/document.ts";
import { suggest } from "../../yaml/findings.ts";
import { durationMs } from "../compile-context.ts";
import type { CompileContext } from "../compile-context.ts";

/** Where and from when on what a test expects is read. */
interface Expecting extends Pick<CompileContext, "document" | "findings" | "settings"> {
  /** When the test starts; epoch milliseconds. */
  readonly now: number;
}

/** One effect a test expects, with names resolved; null when it names no action or several, which is reported. */
export function compileExpected(
  written: WrittenTest["expect"][number],
  path: Path,
  context: Expecting,
): ExpectedEffect | null {
  const { rule, at, within, status, ...actions } = written;
  const [first, ...others] = Object.entries(actions) as readonly [ActionName, true | JsonObject][];
  if (first === undefined || others.length > 0) {
    const names = [first ?? [], ...others].map(([name]) => String(name));
    const message = first === undefined ? "needs one action" : `has one action, not ${names.join(" and ")}`;
    const hint = first === undefined ? "such as `send_message: { text: … }`" : "write a further list item";
    context.findings.error({ code: "one-action", path, message: `what a test expects ${message}`, hint });
    return null;
  }
  const [action, keys] = first;
  const { within: inner, ...wanted } = keys === true ? {} : keys;
  const limit = within ?? (typeof inner === "string" ? inner : undefined);
  return {
    action,
    match: compileMatch(action, wanted, [...path, action], context),
    ...(rule === undefined ? {} : { rule }),
    ...(at === undefined ? {} : { at: readMoment(at, [...path, "at"], context) }),
    ...(limit === undefined ? {} : { withinMs: durationMs(limit) }),
    ...(status === undefined ? {} : { status }),
  };
}

/** One effect a test expects to be held back. */
export function compileExpectedBlock(
  written: NonNullable<WrittenTest["expect_blocked"]>[number],
  path: Path,
  context: Expecting,
): ExpectedBlock {
  const { guard, rule: ruleId, until } = written;
  const rule = ruleId ?? null;
  if (until === undefined) return { guard, rule };
  return { guard, rule, until: until === "never" ? null : readMoment(until, [...path, "until"], context) };
}

function compileMatch(action: ActionName, wanted: JsonObject, path: Path, context: Expecting): JsonObject {
  const { expected, requestKeys = {} } = compilerOf(action);
  const match = Object.entries(wanted).map(([key, value]): [string, JsonValue] => {
    const place = [...path, key];
    if (isJsonObject(value) && !MAPPINGS.includes(key)) checkMatcher(value, place, context);
    // A matcher stays as it is.
    const resolved = isJsonObject(value) || expected === undefined ? value : expected({ key, value }, place, context);
    return [requestKeys[key] ?? key, resolved];
  });
  return Object.fromEntries(match);
}

/** Keys of which the value is a mapping itself; of all others a mapping can only be a matcher. */
const MAPPINGS = ["json", "data", "form", "headers", "query", "set", "custom", "tags"];

function checkMatcher(value: JsonObject, path: Path, { findings }: Expecting): void {
  for (const name of Object.keys(value)) {
    if (MATCHERS.any.includes(name)) continue;
    findings.error({
      code: "unknown-operation",
      path: [...path, name],
      which: "key",
      message: `there is no matcher "${name}"`,
      hint: suggest(name, MATCHERS.any) ?? `matchers: ${MATCHERS.any.join(", ")}`,
    });
  }
}

const HOUR_AND_MINUTE = /^([01]?\d|2[0-3]):([0-5]\d)$/;

/** The instant that a time, a time of day or a duration since `now` names; what is none of them is reported. */
function readMoment(written: string, path: Path, { now, settings, findings }: Expecting): number {
  const ms = parseDuration(written);
  if (ms !== null) return now + ms;
  const instant = parseInstant(written);
  if (instant !== null) return instant;
  const [, hours, minutes] = HOUR_AND_MINUTE.exec(written) ?? [];
  if (hours !== undefined && minutes !== undefined) {
    return nextLocalTime(now - MINUTE_MS, settings.timezone, Number(hours) * 60 + Number(minutes));
  }
  const hint = 'such as "08:00", 2026-03-08T22:15:00-05:00, or 1h for an hour after `now`';
  findings.error({ code: "bad-instant", path, message: `"${written}" is not a time that exists`, hint });
  return now;
}

const MINUTE_MS = 60_000;
