import type { Diagnostic, Position } from "../../../core/base/diagnostic.ts";
import { fieldValues } from "../../../core/match/comparison/field-values.ts";
import { findFitting } from "../../../core/match/comparison/find-event.ts";
import type { Condition, EventPattern } from "../../../core/model/ruleset/rule.ts";
import type { Path } from "../../yaml/document.ts";
import type { CompileContext } from "../compile-context.ts";
import { originNames } from "../configured-names.ts";

/** Ways that are looked at for one warning: a lint must be fast, and may say nothing. */
export const MOST_STEPS = 400;

const ALTERNATIVES = 'alternatives stand in one list or under `any`, such as "text: [price, quote]"';

/** A pattern of events, and where it stands. */
export type PatternAt = EventPattern & { readonly place: Position };

/** Warns of patterns that share their words when no event fits any of them. */
export function warnOfNoFit(
  patterns: readonly PatternAt[],
  path: Path,
  { findings, settings }: Pick<CompileContext, "findings" | "settings">,
): void {
  const results = patterns.map((pattern) => findFitting(pattern, { settings, mostSteps: MOST_STEPS }));
  const fields = results.flatMap((result) => (result.kind === "none" ? [result.fields] : []));
  const [pattern] = patterns;
  if (pattern === undefined || fields.length < patterns.length) return;
  if (isTold(pattern.where, findings.list) || hasUnknownNames(pattern, settings)) return;
  const named = [...new Set(fields.flat())].filter((field) => !field.includes(" "));
  const which =
    named.length === 0 ? "" : `: ${named.map((field) => `"${field}"`).join(" and ")} can never be as is asked`;
  const types = [...new Set(patterns.map(({ eventType }) => eventType))];
  findings.warning({
    code: "never-matches",
    path,
    position: pattern.where?.place ?? pattern.place,
    message: `no ${types.join(" and no ")} fits this${which}`,
    hint: valuesThere(named, pattern) ?? ALTERNATIVES,
  });
}

/** Whether it names inboxes or sources that are not there, which is reported. */
function hasUnknownNames({ inboxIds, sources = [] }: EventPattern, settings: CompileContext["settings"]): boolean {
  return inboxIds?.length === 0 || !sources.every((name) => originNames(settings).includes(name));
}

/** What the one field holds on events of the type, where that can be counted. */
function valuesThere([field, ...others]: readonly string[], { eventType }: EventPattern): string | null {
  if (field === undefined || others.length > 0) return null;
  const values = fieldValues(field, eventType).values?.filter((value) => value !== null) ?? null;
  if (values === null) return null;
  return values.length === 0
    ? `${eventType} has no "${field}"`
    : `on ${eventType} "${field}" is ${values.map(String).join(" or ")}`;
}

/** Whether a part of a condition is known to hold never. */
export function isTold(condition: Condition | null, findings: readonly Diagnostic[]): boolean {
  if (condition === null) return false;
  if (isToldAt(condition.place, findings)) return true;
  if (condition.kind === "test") return false;
  const parts = condition.kind === "not" ? [condition.child] : condition.children;
  return parts.some((part) => isTold(part, findings));
}

/** Whether a pattern is known to fit no event. */
export function isToldOfPattern({ where, place }: PatternAt, findings: readonly Diagnostic[]): boolean {
  return isTold(where, findings) || isToldAt(place, findings);
}

function isToldAt({ line, column }: Position, findings: readonly Diagnostic[]): boolean {
  return findings.some((each) => each.code === "never-matches" && each.line === line && each.column === column);
}
