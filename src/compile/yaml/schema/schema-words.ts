import { isJsonObject, ownValue } from "../../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import type { Path } from "../document.ts";
import { readSchema } from "./schema.ts";
import type { SchemaName } from "./schema.ts";

/** A key or a value that a schema knows at a place, and what it says of it in plain words. */
export interface SchemaWord {
  readonly word: string;
  /** Null when the schema says nothing. */
  readonly description: string | null;
}

/** What a schema knows of a place in a file. */
export interface SchemaPlace {
  /** What the value there is for; null when the schema says nothing, or knows no such place. */
  readonly description: string | null;
  /** Keys of a mapping there. */
  readonly keys: readonly SchemaWord[];
  /** Values there: all there are where the set is closed, else examples. */
  readonly values: readonly SchemaWord[];
  readonly examples: readonly JsonValue[];
  /** Types of value that are taken there. */
  readonly types: readonly string[];
}

/** What a published schema says of the place at a path, whichever of its alternatives holds there. */
export function schemaPlace(name: SchemaName, path: Path): SchemaPlace {
  let parts: readonly Part[] = expanded([{ schema: readSchema(name), root: name }]);
  for (const segment of path) parts = expanded(parts.flatMap((part) => childrenOf(part, segment)));
  return {
    description: firstText(parts),
    keys: distinct(parts.flatMap(keysOf)),
    values: distinct(parts.flatMap(valuesOf)),
    examples: parts.flatMap(({ schema }) => listAt(schema, "examples")),
    types: parts.flatMap(({ schema }) => [ownValue(schema, "type")].flat()).filter((type) => typeof type === "string"),
  };
}

/** A part of a schema, with the file it stands in. */
interface Part {
  readonly schema: JsonObject;
  readonly root: SchemaName;
}

/** Parts with all that they refer to and are put together of, outer ones first. */
function expanded(parts: readonly Part[]): readonly Part[] {
  const found = new Map<JsonObject, Part>();
  const queue = [...parts];
  for (const part of queue) {
    const { schema, root } = part;
    if (found.has(schema)) continue;
    found.set(schema, part);
    const below = [
      ...["allOf", "anyOf", "oneOf"].flatMap((key) => listAt(schema, key)),
      ownValue(schema, "then"),
      ownValue(schema, "else"),
    ];
    const reference = ownValue(schema, "$ref");
    if (typeof reference === "string") queue.push(...referred(reference, root));
    queue.push(...below.filter(isJsonObject).map((each) => ({ schema: each, root })));
  }
  return [...found.values()];
}

function referred(reference: string, root: SchemaName): readonly Part[] {
  const [file = "", pointer = ""] = reference.split("#");
  const name = file === "" ? root : (file.replace(".schema.json", "") as SchemaName);
  let schema: JsonValue = readSchema(name);
  for (const segment of pointer.split("/").slice(1)) schema = ownValue(schema, segment);
  return isJsonObject(schema) ? [{ schema, root: name }] : [];
}

function childrenOf({ schema, root }: Part, segment: string | number): readonly Part[] {
  if (typeof segment === "number") return asParts(ownValue(schema, "items"), root);
  const own = ownValue(ownValue(schema, "properties"), segment);
  return asParts(own ?? ownValue(schema, "additionalProperties"), root);
}

function asParts(schema: JsonValue, root: SchemaName): readonly Part[] {
  return isJsonObject(schema) ? [{ schema, root }] : [];
}

function keysOf({ schema, root }: Part): readonly SchemaWord[] {
  const properties = ownValue(schema, "properties");
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties)
    .filter(([, property]) => isJsonObject(property) && !("x-not-available" in property))
    .map(([word, property]) => ({ word, description: firstText(expanded(asParts(property, root))) }));
}

function valuesOf({ schema }: Part): readonly SchemaWord[] {
  const descriptions = listAt(schema, "enumDescriptions");
  const closed = [...listAt(schema, "enum"), ...listAt(schema, "const")];
  const snippets = listAt(schema, "defaultSnippets").filter(isJsonObject);
  return [
    ...closed.map((value, index) => ({ word: wordOf(value), description: textOf(descriptions[index]) })),
    ...snippets
      .filter(({ body }) => typeof body === "string")
      .map(({ body, description }) => ({ word: wordOf(body ?? null), description: textOf(description) })),
    ...listAt(schema, "examples")
      .filter((value) => typeof value !== "object" || value === null)
      .map((value) => ({ word: wordOf(value), description: null })),
  ];
}

function wordOf(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function listAt(schema: JsonObject, key: string): readonly JsonValue[] {
  if (!Object.hasOwn(schema, key)) return [];
  return [schema[key] ?? null].flat();
}

function firstText(parts: readonly Part[]): string | null {
  return parts.map(({ schema }) => textOf(ownValue(schema, "description"))).find((text) => text !== null) ?? null;
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

/** The first of each word, with the first description of it. */
function distinct(words: readonly SchemaWord[]): readonly SchemaWord[] {
  const byWord = new Map<string, SchemaWord>();
  for (const each of words) if ((byWord.get(each.word)?.description ?? null) === null) byWord.set(each.word, each);
  return [...byWord.values()];
}
