import { isJsonObject, ownValue } from "../../../core/base/json.ts";
import type { JsonValue } from "../../../core/base/json.ts";

/** Names in the data of the events that rules raise, by type: of several steps that raise one, those of all. */
export type RaisedEvents = ReadonlyMap<string, readonly string[]>;

/** The events that the rules of some files raise. What is no step is not looked at any closer: that is for the schema. */
export function raisedIn(files: readonly JsonValue[]): RaisedEvents {
  const raised = new Map<string, readonly string[]>();
  for (const emit of files.flatMap(emitsIn)) {
    const type = ownValue(emit, "event");
    if (typeof type !== "string") continue;
    const data = ownValue(emit, "data");
    const names = isJsonObject(data) ? Object.keys(data) : [];
    raised.set(type, [...new Set([...(raised.get(type) ?? []), ...names])]);
  }
  return raised;
}

function emitsIn(value: JsonValue): readonly JsonValue[] {
  if (Array.isArray(value)) return value.flatMap(emitsIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => (key === "emit" ? [item] : emitsIn(item)));
}
