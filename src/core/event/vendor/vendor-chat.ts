import type { JsonValue } from "../../base/json.ts";
import { isJsonObject, ownValue } from "../../base/json.ts";
import { vendorNumberReadings } from "../../base/phone.ts";

/**
 * Whether what goes into a conversation reaches another number than its contact's, as far as an event tells. `parts` are the
 * message and the conversation; who is in a group is in `targets`, whose keys are numbers (observed, docs/heymarket.md).
 */
export function isChatWithOthers(
  parts: readonly JsonValue[],
  { phone, country }: { readonly phone: string; readonly country: string },
): boolean {
  const isOther = (number: string): boolean => {
    const readings = vendorNumberReadings(number, country);
    return readings.length > 0 && !readings.includes(phone);
  };
  const named = parts.flatMap((part) => [
    ...numbersIn(ownValue(part, "target")),
    ...numbersIn(ownValue(part, "targets")),
  ]);
  return named.some(isOther);
}

/** The numbers in a `target` or `targets`: a number, a list of numbers or of recipients, or a mapping by number. */
export function numbersIn(value: JsonValue): readonly string[] {
  if (isJsonObject(value)) return Object.keys(value);
  return (Array.isArray(value) ? value : [value]).flatMap((one: JsonValue) => {
    const number = isJsonObject(one) ? (ownValue(one, "phone") ?? ownValue(one, "target")) : one;
    return typeof number === "string" || typeof number === "number" ? [String(number)] : [];
  });
}
