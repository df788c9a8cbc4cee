import { isJsonObject } from "../../../core/base/json.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { suggest } from "../../../core/base/suggest.ts";
import {
  CHAT_FIELDS,
  CONTACT_FIELDS,
  dataFieldsOf,
  ERROR_FIELDS,
  EVENT_TYPES,
  familyOf,
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
import { describeCalendar, describeCallback, describeOrg, describeStep, describeVariable } from "./own-paths.ts";
import { intendedField } from "./foreign-fields.ts";
import { holding, known, refuse, suggestBelow } from "./path-report.ts";
import type { PathReport } from "./path-report.ts";

/** What a data path may begin with. */
export const ROOTS = [
  "event",
  "event_data",
  "contact",
  "chat",
  "org",
  "vars",
  "steps",
  "error",
  "calendar",
  "callback",
  "now",
];
const FORBIDDEN = ["__proto__", "constructor", "prototype"];

/** Looks a full data path (`event.text`, `steps.push.json.id`) up among what can be named at a place. Never throws. */
export function describePath(path: string, context: CompileContext): PathReport {
  const [root = "", ...names] = path.split(".");
  if (path.split(".").some((name) => name === "" || FORBIDDEN.includes(name))) {
    return refuse("forbidden-path", `"${path}" is not a path that can be read`);
  }
  const item = context.part === "event" ? undefined : context.items.get(root);
  if (item !== undefined) return describeItem(path, names, { ...item, context });
  if (!ROOTS.includes(root)) return unknownRoot(path, context);
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
      return names[0] === "custom" && names.length > 1 ? known("any") : inCatalogue(path, CONTACT_FIELDS);
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
    case "callback":
      return describeCallback(path, names, context);
    default:
      return names.length === 0
        ? known("time")
        : refuse("unknown-field", `"${path}" is not a field`, '"now" is a time');
  }
}

const EVERY_FIELD = [...fieldsOf("message_sent"), ...CONTACT_FIELDS, ...CHAT_FIELDS].map((field) => field.path);

const CLOCK_WORDS = ["weekday", "weekdays", "day", "days", "hour", "hours", "time", "date", "business_hours"];

function unknownRoot(path: string, { items, vars, steps }: CompileContext): PathReport {
  const [root = ""] = path.split(".");
  const roots = [...ROOTS, ...items.keys()];
  if (vars.has(root)) return refuse("unknown-field", `"${path}" is not a field`, `write vars.${path}`);
  if (steps.has(root)) return refuse("unknown-field", `"${path}" is not a field`, `write steps.${path}`);
  if (["secrets", "env", "secret"].includes(root)) {
    const hint = "rules hold no secrets: write ${NAME} under the connection in heyrules.yaml";
    return refuse("unknown-field", `"${path}" is not a field`, hint);
  }
  const whole = EVERY_FIELD.find((field) => field.endsWith(`.${path}`));
  if (CLOCK_WORDS.includes(root)) {
    const hint = 'days and hours are those of a calendar: open: NAME; a time of day is now: { after: "17:00" }';
    return refuse("unknown-field", `"${path}" is not a field`, hint);
  }
  const near = whole === undefined ? suggest(path, SHORT_FIELDS) : `did you mean "${whole}"?`;
  const hint = near ?? intendedField(path) ?? suggest(root, roots) ?? `fields start with ${roots.join(", ")}`;
  return refuse("unknown-field", `"${path}" is not a field`, hint);
}

function inCatalogue(path: string, fields: readonly Field[]): PathReport {
  const [root = "", name] = path.split(".");
  if (name === undefined || path === "contact.custom") return holding({});
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
  const hint =
    suggestBelow(root, path.slice(root.length + 1), names) ?? intendedField(path) ?? `${root} has ${names.join(", ")}`;
  return refuse("unknown-field", `"${path}" is not a field`, hint);
}

function describeEventField(path: string, names: readonly string[], context: CompileContext): PathReport {
  const found = inCatalogue(path, fieldsOf("message_sent"));
  const report = path === "event.type" ? { ...found, values: [...found.values, ...context.eventTypes] } : found;
  if (report.problem !== null || names.length === 0) return report;
  const field = `event.${names[0] ?? ""}`;
  const without = context.eventTypes.filter((type) => !fieldsOf(type).some((item) => item.path === field));
  if (without.length === 0) return path === "event.status" ? ofCalls(report, context) : report;
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

/** Heymarket tells nothing of a call but that it came. */
function ofCalls(report: PathReport, { eventTypes, strict }: CompileContext): PathReport {
  if (eventTypes.some((type) => familyOf(type) !== "call")) return report;
  const message = "Heymarket documents no status of incoming_call: whether a call was answered cannot be told";
  const hint = "word the text so that it is right for answered and missed calls";
  return { ...report, problem: { severity: strict ? "error" : "warning", code: "unknown-event-data", message, hint } };
}

function describeData(path: string, context: CompileContext): PathReport {
  if (path === "") return holding({});
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
  if (documented.some((item) => item.startsWith(`${path}.`)))
    return outside.length === 0 ? holding({}) : holding([{}], {});
  if (documented.some((item) => path === item || isBelowUntold(path, item, documented))) {
    return known(isIdPath(`event_data.${path}`) ? "id" : "any");
  }
  const severity = context.strict ? "error" : "warning";
  const missing = outside.length > 0 ? "not among the fields of" : "not documented for";
  const message = `"event_data.${path}" is ${missing} ${context.eventTypes.join(", ")}`;
  const hint = suggestBelow("event_data", path, documented);
  return { kind: "any", values: [], problem: { severity, code: "unknown-event-data", message, hint } };
}

/** Whether a path lies below a field of which nothing is told but its name. */
function isBelowUntold(path: string, field: string, documented: readonly string[]): boolean {
  return path.startsWith(`${field}.`) && !documented.some((other) => other.startsWith(`${field}.`));
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
  const fields = fieldsInList(list, context);
  if (fields === null) return refuse("unknown-field", `"${path}" is not a field: an item of ${list} is a text`);
  const report = itemField(path, name, fields);
  const isOfEvent = list.startsWith("event_data.") && report.problem === null && fields.includes(name);
  return isOfEvent ? describeData(`${list}.${name}`.slice(11), context) : report;
}

/** Names that the items of a list have; none where nothing is told of them, null where they are texts. */
export function fieldsInList(list: string, context: CompileContext): readonly string[] | null {
  if (list === "contact.tags" || list === "event.media") return null;
  const [root = "", variable = ""] = list.split(".");
  if (root === "vars") return fieldsOfItems(context.vars.get(variable) ?? null);
  if (root !== "event_data") return [];
  return context.eventTypes.filter(isOutsideType).flatMap((type) => fieldsBelow(list, type, context));
}

/** Fields of the items of a list of mappings; none of anything else. */
function fieldsOfItems(list: JsonValue): readonly string[] {
  return Array.isArray(list) && list.every(isJsonObject) ? [...new Set(list.flatMap(Object.keys))] : [];
}

/** Fields of the items of a list, as a source of another system says by \`list.field\`. */
function fieldsBelow(list: string, type: string, context: CompileContext): readonly string[] {
  const start = `${list.slice("event_data.".length)}.`;
  const fields = Object.keys(fieldsOfOutside(type, context) ?? {});
  return fields.filter((field) => field.startsWith(start)).map((field) => field.slice(start.length));
}

/** A name in an item of a list that has these. */
export function itemField(path: string, name: string, fields: readonly string[]): PathReport {
  const isKnown = fields.some(
    (field) => field === name || name.startsWith(`${field}.`) || field.startsWith(`${name}.`),
  );
  if (fields.length === 0 || isKnown) return known("any");
  const [root = ""] = path.split(".");
  const hint = suggestBelow(root, name, fields) ?? `an item has ${fields.join(", ")}`;
  return refuse("unknown-field", `"${path}" is not a field of the items of this list`, hint);
}
