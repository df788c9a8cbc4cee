import { memoized } from "./memo.ts";

/** A value as JSON knows it. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object; keys are own properties, never inherited ones. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Tells whether a value is a JSON object (not null, not an array). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Own property of an object by name, or null when it is absent or inherited.
 * Names that reach a prototype are never read.
 */
export function ownValue(object: JsonValue | undefined, name: string): JsonValue {
  if (!isJsonObject(object) || !Object.hasOwn(object, name)) return null;
  return object[name] ?? null;
}

/** The value at a dotted path such as `event.media.0`, own properties only; null when there is none. */
export function valueAt(data: JsonValue, path: string): JsonValue {
  let value = data;
  for (const name of namesIn(path)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return null;
    value = (value as JsonObject)[name] ?? null;
  }
  return value;
}

/** The names of a path; rules read the same few paths of every event. */
const namesIn = memoized((path: string): readonly string[] => path.split("."), 10_000);

/** JSON text with the keys of every object in code-unit order, so that equal data give equal text (after RFC 8785). */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => canonicalJson(item)).join(",")}]`;
  if (isJsonObject(value)) {
    let members = "";
    for (const key of Object.keys(value).sort()) {
      members += `${members === "" ? "" : ","}${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`;
    }
    return `{${members}}`;
  }
  return JSON.stringify(value);
}

/** A non-empty string of an object, or null. */
export function ownText(data: JsonObject, name: string): string | null {
  const value = ownValue(data, name);
  return typeof value === "string" && value !== "" ? value : null;
}

/** Data of which each value with a name is worked out when it is first read, beside what is known already. */
export function lazyData<Name extends string>(
  names: readonly Name[],
  valueOf: (name: Name) => JsonValue,
  known: JsonObject = {},
): JsonObject {
  const data: Record<string, JsonValue> = Object.assign({}, known);
  const settle = (key: string | symbol): void => {
    const name = names.find((one) => one === key);
    if (name !== undefined && !Object.hasOwn(data, name)) data[name] = valueOf(name);
  };
  // A property that is defined as one with a getter takes a microsecond and more, and most are never read.
  return new Proxy(data, {
    get: (_, key): unknown => {
      settle(key);
      return Reflect.get(data, key);
    },
    getOwnPropertyDescriptor: (_, key) => {
      settle(key);
      return Reflect.getOwnPropertyDescriptor(data, key);
    },
    ownKeys: () => [...new Set([...Object.keys(known), ...names])],
  });
}

/**
 * JSON that says the same, in which what moves a cursor, breaks a line or turns the direction of writing stands as `\uXXXX`. JSON
 * itself does so only with characters below U+0020.
 */
export function escapeSteering(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
