import { dataAt } from "../../compile/yaml/cursor.ts";
import type { Path } from "../../compile/yaml/document.ts";
import { MATCHERS } from "../../compile/rules/conditions/matchers.ts";
import { isJsonObject, ownValue } from "../../core/base/json.ts";
import type { JsonValue } from "../../core/base/json.ts";
import {
  CALENDAR_FIELDS,
  canonicalType,
  CHAT_FIELDS,
  CONTACT_FIELDS,
  dataFieldsOf,
  ERROR_FIELDS,
  EVENT_TYPES,
  fieldsOf,
  isOutsideType,
  isRaisedType,
  SHORT_FIELDS,
} from "../../core/event/vocabulary.ts";
import type { Field } from "../../core/event/vocabulary.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";

/** Types of the events a place in a rule is about: of the pattern that it stands in, else those that start the rule. */
function eventTypesAt(data: JsonValue, path: Path): readonly string[] {
  for (let length = path.length; length > 2; length -= 1) {
    if (path[length - 1] !== "where") continue;
    const types = typesIn(dataAt(data, path.slice(0, length - 1)));
    if (types.length > 0) return types;
  }
  return path[0] === "rules" ? typesIn(dataAt(data, [...path.slice(0, 2), "on"])) : [];
}

/** Event types of a trigger or pattern as it is written. */
function typesIn(written: JsonValue): readonly string[] {
  if (typeof written === "string") return [canonicalType(written)];
  if (Array.isArray(written)) return (written as readonly JsonValue[]).flatMap(typesIn);
  if (!isJsonObject(written)) return [];
  return [...typesIn(ownValue(written, "event")), ...typesIn(ownValue(written, "after"))];
}

/** Data that may be named at a place of a rule, by full path. */
export function fieldsAt(data: JsonValue, path: Path, settings: Settings | null): readonly Field[] {
  const types = eventTypesAt(data, path);
  const rule = dataAt(data, path.slice(0, 2));
  const known = types.length === 0 ? EVENT_TYPES : types;
  const calendars = Object.keys(settings?.calendars ?? {});
  const all: readonly Field[] = [
    ...known.flatMap(fieldsOf),
    ...CONTACT_FIELDS,
    ...CHAT_FIELDS,
    ...(path.includes("on_error") ? ERROR_FIELDS : []),
    { path: "now", kind: "time" },
    ...Object.keys(settings?.org ?? {}).map((key): Field => ({ path: `org.${key}`, kind: "any" })),
    ...Object.keys(objectAt(rule, "vars")).map((name): Field => ({ path: `vars.${name}`, kind: "any" })),
    ...stepIds([ownValue(rule, "do"), ownValue(rule, "on_error")]).map((id): Field => ({
      path: `steps.${id}`,
      kind: "any",
    })),
    ...calendars.flatMap((name) =>
      Object.entries(CALENDAR_FIELDS).map(([field, kind]): Field => ({ path: `calendar.${name}.${field}`, kind })),
    ),
    ...known
      .flatMap((type) => eventDataOf(type, settings))
      .map((name): Field => ({ path: `event_data.${name}`, kind: "any" })),
  ];
  return [...new Map(all.map((field) => [field.path, field])).values()];
}

function eventDataOf(type: string, settings: Settings | null): readonly string[] {
  if (isRaisedType(type)) return [];
  if (!isOutsideType(type)) return dataFieldsOf(type);
  const source = settings?.sources[type.slice(0, type.indexOf("."))];
  return Object.keys(source?.outside?.fields ?? {});
}

function objectAt(data: JsonValue, key: string): object {
  const value = ownValue(data, key);
  return isJsonObject(value) ? value : {};
}

/** Ids of steps, however deep they stand. */
function stepIds(value: JsonValue): readonly string[] {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap(stepIds);
  if (!isJsonObject(value)) return [];
  const id = ownValue(value, "id");
  const below = ["do", "else", "choose", "for_each", "on_error"].flatMap((key) => stepIds(ownValue(value, key)));
  return [...(typeof id === "string" ? [id] : []), ...below];
}

/** The full path of a field as a condition names it. */
export function fullPath(name: string): string {
  return SHORT_FIELDS.includes(name) ? `event.${name}` : name;
}

/** The matchers that fit a field as a condition names it. */
export function matchersFor(name: string, fields: readonly Field[]): readonly string[] {
  const path = fullPath(name);
  return MATCHERS[fields.find((field) => field.path === path)?.kind ?? "any"];
}
