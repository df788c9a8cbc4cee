import { isJsonObject } from "../../core/base/json.ts";
import type { JsonValue } from "../../core/base/json.ts";

/** A value on one line as a person would write it in YAML, without quotes; `{ var: path }` is its path. */
export function inline(value: JsonValue): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => inline(item)).join(", ")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value);
  const [only] = entries;
  if (only?.[0] === "var" && entries.length === 1) return inline(only[1]);
  return `{ ${entries.map(([key, item]) => `${key}: ${inline(item)}`).join(", ")} }`;
}
