import { actionOf, isActionName } from "../../../core/actions/registry.ts";
import type { FindingCode } from "../../../core/base/diagnostic.ts";
import { isJsonObject, ownValue } from "../../../core/base/json.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { suggest } from "../../../core/base/suggest.ts";
import {
  CALENDAR_FIELDS,
  CHAT_FIELDS,
  CONTACT_FIELDS,
  dataFieldsOf,
  ERROR_FIELDS,
  EVENT_TYPES,
  fieldsOf,
  isIdPath,
  isOutsideType,
  isRaisedType,
  SHORT_FIELDS,
} from "../../../core/event/vocabulary.ts";
import type { Field, FieldKind } from "../../../core/event/vocabulary.ts";
import { SCHEDULE_TYPE } from "../../../core/model/ruleset/rule.ts";
import type { OutsideSource } from "../../../core/model/ruleset/settings.ts";
import { settingsOfSource } from "../../../core/model/source.ts";
import { outsideSourceOf } from "../configured-names.ts";
import type { CompileContext } from "../compile-context.ts";

/** What a data path stands for at a place of a rule, and what is wrong with naming it there. */
export interface PathReport {
  readonly kind: FieldKind;
  readonly values: readonly string[];
  readonly problem: PathProblem | null;
}

/** What is wrong with naming a path. */
interface PathProblem {
  readonly severity: "error" | "warning";
  readonly code: FindingCode;
  readonly message: string;
  readonly hint: string | null;
}

/** What a data path may begin with. */
export const ROOTS = ["event", "event_data", "contact", "chat", "org", "vars", "steps", "error", "calendar", "now"];
const FORBIDDEN = ["__proto__", "constructor", "prototype"];

/** Looks a full data path (`event.text`, `steps.push.json.id`) up among what can be named at a place. Never throws. */
export function describePath(path: string, context: CompileContext): PathReport {
  const [root = "", ...names] = path.split(".");
  if (path.split(".").some((name) => name === "" || FORBIDDEN.includes(name))) {
    return refuse("forbidden-path", `"${path}" is not a path that can be read`);
  }
  const item = context.part === "event" ? undefined : context.items.get(root);
  if (item !== undefined) return describeItem(path, names, { ...item, context });
  if (!ROOTS.includes(root)) return unknownRoot(path, [...ROOTS, ...context.items.keys()]);
  if (context.part === "event" && root !== "event" && root !== "event_data") {
    return refuse("not-known-here", `"${path}" is not known here: \`where\` looks at the event only`);
  }
  if ((root === "contact" || root === "chat") && context.eventTypes.includes(SCHEDULE_TYPE)) {
    return refuse(
      "no-contact",
      `a schedule has no "${path}": it is of no contact`,
      "`report` counts over all contacts",
    );
  }
  switch (root) {
    case "event":
      return describeEventField(path, names, context);
    case "event_data":
      return describeData(names.join("."), context);
    case "contact":
      return names[0] === "custom" ? known("any") : inCatalogue(path, CONTACT_FIELDS);
    case "chat":
      return inCatalogue(path, CHAT_FIELDS);
    case "org":
      return describeOrg(path, names, context);
    case "vars":
      return describeVariable(path, names, context);
    case "steps":
      return describeStep(path, names, context);
    case "error":
      if (context.part === "handler") return inCatalogue(path, ERROR_FIELDS);
      return refuse("not-known-here", `"${path}" is known in \`on_error\` only`);
    case "calendar":
      return describeCalendar(path, names, context);
    default:
      return names.length === 0
        ? known("time")
        : refuse("unknown-field", `"${path}" is not a field`, '"now" is a time');
  }
}

function known(kind: FieldKind, values: readonly string[] = []): PathReport {
  return { kind, values, problem: null };
}

function refuse(code: FindingCode, message: string, hint: string | null = null): PathReport {
  return { kind: "any", values: [], problem: { severity: "error", code, message, hint } };
}

/** `did you mean "event.text"?` for a name below `event`, or null when none is near. */
function suggestBelow(root: string, name: string, names: readonly string[]): string | null {
  return suggest(name, names)?.replace('"', `"${root}.`) ?? null;
}

const EVERY_FIELD = [...fieldsOf("message_sent"), ...CONTACT_FIELDS, ...CHAT_FIELDS].map((field) => field.path);

const CLOCK_WORDS = ["weekday", "weekdays", "day", "days", "hour", "hours", "time", "date", "business_hours"];

function unknownRoot(path: string, roots: readonly string[]): PathReport {
  const [root = ""] = path.split(".");
  const whole = EVERY_FIELD.find((field) => field.endsWith(`.${path}`));
  if (CLOCK_WORDS.includes(root)) {
    const hint = 'days and hours are those of a calendar: open: NAME; a time of day is now: { after: "17:00" }';
    return refuse("unknown-field", `"${path}" is not a field`, hint);
  }
  const near = whole === undefined ? suggest(path, SHORT_FIELDS) : `did you mean "${whole}"?`;
  const hint = near ?? suggest(root, roots) ?? `fields start with ${roots.join(", ")}`;
  return refuse("unknown-field", `"${path}" is not a field`, hint);
}

function inCatalogue(path: string, fields: readonly Field[]): PathReport {
  const [root = "", name] = path.split(".");
  if (name === undefined) return known("any");
  const isAround = ({ path: outer, kind }: Field): boolean =>
    (kind === "list" && path.startsWith(`${outer}.`) && /^\d+$/.test(path.slice(outer.length + 1))) ||
    (kind === "any" && path.startsWith(`${outer}.`));
  const field = fields.find((item) => item.path === path || isAround(item));
  if (field !== undefined) return field.path === path ? known(field.kind, field.values) : known("any");
  const list = fields.find((item) => item.kind === "list" && path.startsWith(`${item.path}.`));
  if (list !== undefined) {
    return refuse(
      "unknown-field",
      `"${list.path}" is a list`,
      `in a text write {{ ${list.path} | size }}, first, last or join`,
    );
  }
  const names = fields.map((item) => item.path.slice(root.length + 1));
  const hint = suggestBelow(root, path.slice(root.length + 1), names) ?? `${root} has ${names.join(", ")}`;
  return refuse("unknown-field", `"${path}" is not a field`, hint);
}

function describeEventField(path: string, names: readonly string[], context: CompileContext): PathReport {
  const found = inCatalogue(path, fieldsOf("message_sent"));
  const report = path === "event.type" ? { ...found, values: [...found.values, ...context.eventTypes] } : found;
  if (report.problem !== null || names.length === 0) return report;
  const field = `event.${names[0] ?? ""}`;
  const without = context.eventTypes.filter((type) => !fieldsOf(type).some((item) => item.path === field));
  if (without.length === 0) return report;
  const having = EVENT_TYPES.filter((type) => !without.includes(type) && context.eventTypes.includes(type));
  const severity = having.length === 0 ? "error" : "warning";
  const message = `${without.join(", ")} ${without.length === 1 ? "has" : "have"} no "${field}"`;
  const common = fieldsOf(without[0] ?? "").map((item) => item.path);
  const hint =
    having.length === 0
      ? `use ${common.join(", ")}`
      : `it is absent there; a matcher on it fits ${having.join(", ")} only, but for \`not\` and \`exists: false\``;
  return { ...report, problem: { severity, code: "field-not-on-event", message, hint } };
}

function describeData(path: string, context: CompileContext): PathReport {
  if (path === "") return known("any");
  const outside = context.eventTypes.filter(isOutsideType).map((type) => fieldsOfOutside(type, context));
  if (outside.includes(null)) return known("any");
  const typed = outside.map((fields) => (fields !== null && Object.hasOwn(fields, path) ? fields[path] : undefined));
  if (outside.length === context.eventTypes.length && new Set(typed.map(String)).size === 1 && typed[0] !== undefined) {
    const [kind] = typed;
    return typeof kind === "string" ? known(kind as FieldKind) : known("enum", kind);
  }
  const documented = [
    ...context.eventTypes.filter((type) => !isOutsideType(type)).flatMap((type) => dataFieldsOf(type)),
    ...outside.flatMap((fields) => Object.keys(fields ?? {})),
  ];
  if (documented.some((item) => path === item || path.startsWith(`${item}.`) || item.startsWith(`${path}.`))) {
    return known(isIdPath(`event_data.${path}`) ? "id" : "any");
  }
  const severity = context.strict ? "error" : "warning";
  const missing = outside.length > 0 ? "not among the fields of" : "not documented for";
  const message = `"event_data.${path}" is ${missing} ${context.eventTypes.join(", ")}`;
  const hint = suggestBelow("event_data", path, documented);
  return { kind: "any", values: [], problem: { severity, code: "unknown-event-data", message, hint } };
}

/** What a source of another system says its bodies hold, or the rules that raise it; null when it says nothing. */
function fieldsOfOutside(type: string, { settings, raised }: CompileContext): OutsideSource["fields"] {
  if (isRaisedType(type)) {
    const names = raised.get(type);
    return names === undefined ? null : Object.fromEntries(names.map((name) => [name, "any" as const]));
  }
  return settingsOfSource(outsideSourceOf(type), settings)?.outside?.fields ?? null;
}

/** A field of the item of a list: checked where the list says what its items have. */
function describeItem(
  path: string,
  names: readonly string[],
  { list, context }: { readonly list: string | null; readonly context: CompileContext },
): PathReport {
  const name = names.join(".");
  if (list === null || name === "") return known("any");
  const [root = "", variable = ""] = list.split(".");
  if (root === "vars") return itemField(path, name, context.itemFields.get(variable) ?? []);
  if (root === "event_data") {
    const below = context.eventTypes.filter(isOutsideType).flatMap((type) => fieldsBelow(list, type, context));
    const report = itemField(path, name, below);
    return report.problem === null && below.includes(name)
      ? describeData(`${list}.${name}`.slice(11), context)
      : report;
  }
  const isOfTexts = list === "contact.tags" || list === "event.media";
  return isOfTexts ? refuse("unknown-field", `"${path}" is not a field: an item of ${list} is a text`) : known("any");
}

/** Fields of the items of a list, as a source of another system says by \`list.field\`. */
function fieldsBelow(list: string, type: string, context: CompileContext): readonly string[] {
  const start = `${list.slice("event_data.".length)}.`;
  const fields = Object.keys(fieldsOfOutside(type, context) ?? {});
  return fields.filter((field) => field.startsWith(start)).map((field) => field.slice(start.length));
}

function itemField(path: string, name: string, fields: readonly string[]): PathReport {
  const isKnown = fields.some(
    (field) => field === name || name.startsWith(`${field}.`) || field.startsWith(`${name}.`),
  );
  if (fields.length === 0 || isKnown) return known("any");
  const [root = ""] = path.split(".");
  const hint = suggestBelow(root, name, fields) ?? `an item has ${fields.join(", ")}`;
  return refuse("unknown-field", `"${path}" is not a field of the items of this list`, hint);
}

function describeOrg(path: string, names: readonly string[], context: CompileContext): PathReport {
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

function describeVariable(path: string, names: readonly string[], context: CompileContext): PathReport {
  const [name] = names;
  if (name === undefined || context.vars.has(name)) return known("any");
  const hint = context.laterVars?.includes(name)
    ? "a variable can name those above it only, so that none needs itself"
    : (suggestBelow("vars", name, [...context.vars]) ??
      "define it under `vars`, or by `set` in a step before this one");
  return refuse("unknown-variable", `"${path}" is not defined here`, hint);
}

/** What steps that stay inside leave behind. */
const INNER_RESULTS: Readonly<Record<string, readonly string[]>> = { wait_for: ["timed_out", "event", "event_data"] };
const WITHOUT_RESULT = ["log", "set", "stop", "wait", "choose"];

function describeStep(path: string, names: readonly string[], context: CompileContext): PathReport {
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

function describeCalendar(path: string, names: readonly string[], context: CompileContext): PathReport {
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
