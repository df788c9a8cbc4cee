import { actionOf, isActionName } from "../../../core/actions/registry.ts";
import { isJsonObject, ownValue } from "../../../core/base/json.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { suggest } from "../../../core/base/suggest.ts";
import { CALENDAR_FIELDS } from "../../../core/event/vocabulary.ts";
import type { CompileContext } from "../compile-context.ts";
import { holding, known, refuse, suggestBelow, within } from "./path-report.ts";
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
  return within(value, []);
}

/** A variable of the rule. */
export function describeVariable(path: string, names: readonly string[], context: CompileContext): PathReport {
  const [name, ...below] = names;
  if (name === undefined) return holding({});
  const written = context.vars.get(name);
  if (written !== undefined) return within(written, below);
  const hint = context.laterVars?.includes(name)
    ? "a variable can name those above it only, so that none needs itself"
    : (suggestBelow("vars", name, [...context.vars.keys()]) ??
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
    const known = [...context.steps.keys()];
    const others = known.length === 0 ? "none of those has an id" : `those have ${known.join(", ")}`;
    const hint = id === undefined ? "write steps.<id>.json" : suggest(id, known);
    const message = `no step before this one has the id "${id ?? ""}"`;
    return refuse("unknown-step", message, hint ?? `only steps before this one can be named; ${others}`);
  }
  if (WITHOUT_RESULT.includes(action)) {
    return refuse("unknown-field", `"${path}" is never there: \`${action}\` has no result`);
  }
  const results = isActionName(action) ? actionOf(action).results : (INNER_RESULTS[action] ?? null);
  if (results !== null && result !== undefined && !results.includes(result)) {
    const hint = suggest(result, results) ?? `the result of \`${action}\` has ${results.join(", ")}`;
    return refuse("unknown-field", `"${path}" is not a result of the step "${id ?? ""}"`, hint);
  }
  return result === undefined ? holding({}) : known("any");
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

/** The link of a callback, which the steps of its rule can name. */
export function describeCallback(path: string, names: readonly string[], context: CompileContext): PathReport {
  const { callbacks, part, items } = context;
  const [name = "", field, more] = names;
  if (part !== "step" && part !== "handler") {
    return refuse("not-known-here", `"${path}" is known in steps only: a link is of a run`);
  }
  const callback = callbacks.get(name);
  if (callback === undefined) {
    const hint =
      suggestBelow("callback", name, [...callbacks.keys()]) ??
      `add a step after this one: wait_for: { callback: ${name === "" ? "NAME" : name}, timeout: 1d }`;
    return refuse("unknown-callback", `no step of this rule waits for the callback "${name}"`, hint);
  }
  if (field !== "url" || more !== undefined)
    return refuse("unknown-field", `"${path}" is not a field`, `write callback.${name}.url`);
  if (callback.isInList === items.size > 0) return known("text");
  const where = callback.isInList ? "inside `for_each`, once for each item" : "outside `for_each`, once for all items";
  const hint = callback.isInList ? "write this step inside as well" : "write `wait_for` inside as well";
  return refuse("not-known-here", `the callback "${name}" is waited for ${where}, and this step is not there`, hint);
}
