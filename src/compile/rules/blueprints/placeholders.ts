import { isJsonObject, ownValue } from "../../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import type { Path } from "../../yaml/document.ts";
import { inline } from "../inline.ts";

/** Values of inputs by name. */
export type InputValues = Readonly<Record<string, JsonValue>>;

/** `${name}` in a text of a blueprint, and what is written like it. */
const PLACEHOLDER = /\$\{[^}]*\}?/g;
const NAMED = /^\$\{\s*([a-z][a-z0-9_-]*)\s*\}$/;

/** A placeholder in a text of a blueprint; `name` is null when it names nothing. */
export interface Placeholder {
  readonly text: string;
  readonly name: string | null;
  /** Whether it is the whole text, or a part of it. */
  readonly isAlone: boolean;
  /** Where the text stands: below the rule of the blueprint. */
  readonly path: Path;
  readonly which: "key" | "value";
}

/** Every placeholder in the keys and texts of a value. */
export function placeholdersIn(value: JsonValue, path: Path = []): readonly Placeholder[] {
  if (typeof value === "string") return inText(value, path, "value");
  if (Array.isArray(value)) return value.flatMap((item: JsonValue, index) => placeholdersIn(item, [...path, index]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...inText(key, [...path, key], "key").map((found) => ({ ...found, isAlone: false })),
    ...placeholdersIn(item, [...path, key]),
  ]);
}

function inText(text: string, path: Path, which: Placeholder["which"]): readonly Placeholder[] {
  return [...text.matchAll(PLACEHOLDER)].map(([placeholder]) => {
    const name = NAMED.exec(placeholder)?.[1] ?? null;
    return { text: placeholder, name, isAlone: placeholder === text, path, which };
  });
}

/** A value with the inputs in place of their placeholders: alone in a text one keeps its type. What an input holds is not looked at again. */
export function fillInputs(value: JsonValue, values: InputValues): JsonValue {
  if (typeof value === "string") {
    const alone = inputAlone(value);
    return alone === null ? fillText(value, values) : (values[alone] ?? value);
  }
  if (Array.isArray(value)) return value.map((item: JsonValue) => fillInputs(item, values));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [fillText(key, values), fillInputs(item, values)]),
  );
}

/** The name of the input that is all of a text; null for any other text. */
function inputAlone(text: string): string | null {
  return NAMED.exec(text)?.[1] ?? null;
}

function fillText(text: string, values: InputValues): string {
  return text.replace(PLACEHOLDER, (placeholder) => {
    const value = values[inputAlone(placeholder) ?? ""];
    return value === undefined ? placeholder : inline(value);
  });
}

/** A key that stands twice in one mapping once the inputs are filled in, so that one of the two would be lost; null where none does. */
export function doubledKey(value: JsonValue, values: InputValues): string | null {
  if (typeof value !== "object" || value === null) return null;
  const keys = isJsonObject(value) ? Object.keys(value).map((key) => fillText(key, values)) : [];
  const doubled = keys.find((key, index) => keys.indexOf(key) !== index);
  if (doubled !== undefined) return doubled;
  const below = Object.values(value as JsonObject).map((item) => doubledKey(item, values));
  return below.find((key) => key !== null) ?? null;
}

/** Where the key or value at a path of a filled value was written: in the value itself, or below the value of an input. */
export function writtenAt(
  root: JsonValue,
  { path, which = "value" }: { readonly path: Path; readonly which?: "key" | "value" | undefined },
  values: InputValues,
): { readonly input: string | null; readonly path: Path } {
  let value = root;
  const written: (string | number)[] = [];
  for (const [index, segment] of path.entries()) {
    const input = typeof value === "string" ? inputAlone(value) : null;
    if (input !== null) return { input, path: path.slice(index) };
    const key = isJsonObject(value) ? keyIn(value, String(segment), values) : segment;
    written.push(key);
    value = Array.isArray(value)
      ? ((value as readonly JsonValue[])[Number(key)] ?? null)
      : ownValue(value, String(key));
  }
  const input = typeof value === "string" && which === "value" ? inputAlone(value) : null;
  return { input, path: input === null ? written : [] };
}

/** A key as it is written, given as it is filled. */
function keyIn(object: JsonObject, filled: string, values: InputValues): string {
  if (Object.hasOwn(object, filled)) return filled;
  return Object.keys(object).find((key) => fillText(key, values) === filled) ?? filled;
}
