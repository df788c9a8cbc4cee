import { isJsonObject } from "../../core/base/json.ts";
import type { JsonValue } from "../../core/base/json.ts";
import type { Path } from "../yaml/document.ts";

/** What is left out as well where a part is at fault, because it names what stands there. */
const NAMED_IN: Readonly<Record<string, readonly string[]>> = {
  members: ["sender", "ai_members"],
  connections: ["alarms"],
};

/**
 * A configuration without its mistakes of shape, so that all others can be found in the same run; null when nothing that the schema
 * takes is left. `misfitsOf` gives the places of the mistakes in some data.
 */
export function soundConfig(data: JsonValue, misfitsOf: (data: JsonValue) => readonly Path[]): JsonValue {
  let sound =
    isJsonObject(data) && typeof data["timezone"] !== "string" ? { ...data, timezone: "UTC", version: 1 } : data;
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    const misfits = misfitsOf(sound);
    if (misfits.length === 0) return sound;
    const names = misfits.flat().flatMap((segment) => NAMED_IN[String(segment)] ?? []);
    // What lacks a key goes as a whole, with the next round.
    for (const path of misfits) sound = without(sound, wholeOf(path));
    for (const name of names) sound = without(without(sound, [name]), ["heymarket", name]);
  }
  return null;
}

const MAXIMUM_ROUNDS = 4;

/** A connection or a source with a mistake goes as a whole: what it needs depends on all of it. */
function wholeOf(path: Path): Path {
  const [section] = path;
  if (section === "alarms") return [section];
  return section === "connections" || section === "sources" ? path.slice(0, 2) : path;
}

/** A value without what stands at a path; a list that holds it goes as a whole, as its other items would move. */
function without(value: JsonValue, [key, ...rest]: Path): JsonValue {
  if (!isJsonObject(value) || key === undefined || !Object.hasOwn(value, key)) return value;
  const entries = Object.entries(value);
  const goes = rest.length === 0 || Array.isArray(value[key]) || !isJsonObject(value[key]);
  if (goes) return Object.fromEntries(entries.filter(([name]) => name !== key));
  return Object.fromEntries(entries.map(([name, each]) => [name, name === key ? without(each, rest) : each]));
}
