import { isJsonObject } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { maskedJson, maskedText } from "../../show/text/masked.ts";

/** What a command printed, with every number masked that its JSON knows as a contact's, however it is spelled. */
export function maskedOutput(told: JsonObject, lines: string): { readonly told: JsonObject; readonly lines: string } {
  const phones = phonesIn(withoutBytes(told));
  const masked = phones.reduce<JsonValue>(
    (value, phone) => maskedJson(value, phone),
    maskedJson(withoutBytes(told), null),
  );
  return {
    told: isJsonObject(masked) ? masked : {},
    lines: phones.reduce((text, phone) => maskedText(text, phone), maskedText(lines, null)),
  };
}

/** What was delivered, in which numbers stand in any form. */
const BYTES = ["body", "variants"];

function withoutBytes(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => (BYTES.includes(name) ? [] : [[name, cleaned(item)] as const])),
  );
}

function cleaned(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => cleaned(item));
  return isJsonObject(value) ? withoutBytes(value) : value;
}

function phonesIn(value: JsonValue): readonly string[] {
  if (typeof value === "string") return /^\+\d{7,15}$/.test(value) ? [value] : [];
  if (Array.isArray(value)) return [...new Set(value.flatMap((item: JsonValue) => phonesIn(item)))];
  return isJsonObject(value) ? [...new Set(Object.values(value).flatMap(phonesIn))] : [];
}
