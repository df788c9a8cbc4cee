import { actionOf, isActionName } from "../../../core/actions/registry.ts";
import { isJsonObject, ownValue } from "../../../core/base/json.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { suggest } from "../../../core/base/suggest.ts";
import { CALENDAR_FIELDS } from "../../../core/event/vocabulary.ts";
import type { CompileContext } from "../compile-context.ts";
import { known, refuse, suggestBelow } from "./path-report.ts";
import type { PathReport } from "./path-report.ts";

/** What stands under `org` of heyrules.yaml. */
export function describeOrg(path: string, names: readonly string[], context: CompileContext): PathReport {
  let value: JsonValue = context.settings.org;
  let parent = "org";
  for (const name of names) {
    if (Array.isArray(value)) return known("any");
    const candidates = isJsonObject(value) ? Object.keys(value) : [];
    if (!candidates.includes(name)) {
      const hint = suggestBelow(parent, name, candidates) ?? "add it under `org` in heyrules.yaml";
      return refuse("unknown-field", `"${path}" is not in heyrules.yaml`, hint);
    }
    value = ownValue(value, name);
    parent = `${parent}.${name}`;
  }
  return known("any");
}

/** A variable of the rule. */
export function describeVariable(path: string, names: readonly string[], context: CompileContext): PathReport {
  const [name] = names;
  if (name === undefined || context.vars.has(name)) return known("any");
  const hint = context.laterVars?.includes(name)
    ? "a variable can name those above it only, so that none needs itself"
    : (suggestBelow("vars", name, [...context.vars]) ??
      "define it under `vars`, or by `set` in a step before this one");
  return refuse("unknown-variable", `"${path}" is not defined here`, hint);
}

/** What steps that stay inside leave behind. */
const INNER_RESULTS: Readonly<Record<string, readonly string[]>> = {
  wait_for: ["timed_out", "event", "event_data"],
  ask: ["timed_out", "event", "event_data"],
  approve: ["timed_out", "approved", "by", "reason"],
};
const WITHOUT_RESULT = ["log", "set", "stop", "wait", "choose"];

/** The result of an earlier step. */
export function describeStep(path: string, names: readonly string[], context: CompileContext): PathReport {
  const [id, result] = names;
  const action = id === undefined ? undefined : context.steps.get(id);
  if (action === undefined) {
    const hint = id === undefined ? "write steps.<id>.json" : suggest(id, [...context.steps.keys()]);
    const message = `no step before this one has the id "${id ?? ""}"`;
    return refuse("unknown-step", message, hint ?? "only steps before this one can be named");
  }
  if (WITHOUT_RESULT.includes(action)) {
    return refuse("unknown-field", `"${path}" is never there: \`${action}\` has no result`);
  }
  const results = isActionName(action) ? actionOf(action).results : (INNER_RESULTS[action] ?? null);
  if (results !== null && result !== undefined && !results.includes(result)) {
    const hint = suggest(result, results) ?? `the result of \`${action}\` has ${results.join(", ")}`;
    return refuse("unknown-field", `"${path}" is not a result of the step "${id ?? ""}"`, hint);
  }
  return known("any");
}

/** What a calendar tells. */
export function describeCalendar(path: string, names: readonly string[], context: CompileContext): PathReport {
  const calendars = Object.keys(context.settings.calendars);
  const [name, field, more] = names;
  if (name === undefined || !calendars.includes(name)) {
    const hint = suggest(name ?? "", calendars) ?? "calendars are in heyrules.yaml";
    return refuse("unknown-calendar", `there is no calendar "${name ?? ""}"`, hint);
  }
  const kind = field === undefined || more !== undefined ? undefined : CALENDAR_FIELDS[field];
  if (kind !== undefined) return known(kind);
  const fields = Object.keys(CALENDAR_FIELDS);
  return refuse(
    "unknown-field",
    `"${path}" is not a field`,
    suggest(field ?? "", fields) ?? `fields: ${fields.join(", ")}`,
  );
}
