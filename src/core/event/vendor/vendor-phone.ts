import { isJsonObject, ownValue } from "../../base/json.ts";
import type { JsonObject, JsonValue } from "../../base/json.ts";
import { readVendorNumber, vendorNumberReadings } from "../../base/phone.ts";
import { familyOf } from "../vocabulary.ts";
import { numbersIn } from "./vendor-chat.ts";

/** Fields of opt events that may hold the contact's number. */
const OPT_PHONE_FIELDS = ["target", "phone", "phone_number"];

/**
 * What the contact's number may be, the reading that counts first; empty when no field has one. Which field holds it is documented for
 * no event, so the likely ones are tried in order.
 */
export function phoneReadings(
  { type, data }: { readonly type: string; readonly data: JsonObject },
  country: string,
): readonly string[] {
  const ofChat = ownValue(ownValue(data, "conversation"), "target");
  const candidates =
    familyOf(type) === "opt" ? optCandidates(data) : [ownValue(data, "phone"), ownValue(data, "target"), ofChat];
  for (const candidate of candidates) {
    const readings = vendorNumberReadings(candidate, country);
    if (readings.length > 0) return readings;
  }
  return [];
}

/** An opt-out of nobody opts nobody out, so it is looked for in every part, and in a list of recipients that holds one. */
function optCandidates(data: JsonObject): readonly JsonValue[] {
  const named = [data, ownValue(data, "contact"), ownValue(data, "conversation")];
  const others = Object.values(data).filter((part) => isJsonObject(part) && !named.includes(part));
  const parts = [...named, ...others];
  const lists = parts.map((part) => numbersIn(ownValue(part, "targets"))).filter(({ length }) => length === 1);
  return [...parts.flatMap((part) => OPT_PHONE_FIELDS.map((name) => ownValue(part, name))), ...lists.flat()];
}

/** Data with the contact's number in E.164: the same number spelled otherwise is no other content. */
export function inOneSpelling(
  data: JsonObject,
  contact: { readonly phone: string; readonly country: string },
): JsonObject {
  const { phone, country } = contact;
  const entries = Object.entries(data).map(([name, value]): readonly [string, JsonValue] => {
    if ((name === "contact" || name === "conversation") && isJsonObject(value))
      return [name, inOneSpelling(value, contact)];
    return [name, OPT_PHONE_FIELDS.includes(name) && readVendorNumber(value, country) === phone ? phone : value];
  });
  return Object.fromEntries(entries);
}
