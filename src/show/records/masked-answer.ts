import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { isJsonObject } from "../../core/base/json.ts";
import { phoneOfLane } from "../../core/model/source.ts";
import { maskedJson } from "../text/masked.ts";
import { withoutSecrets } from "../text/redact.ts";

/**
 * Stored records in the form they have, as somebody may see them who may only look: numbers masked, also in what was delivered, and
 * what stands under the name of a secret hidden. A list is masked row by row, each by the number of its contact.
 */
export function maskedAnswer(answer: unknown): JsonValue {
  const value = answer as JsonValue;
  if (Array.isArray(value)) return value.map((row: JsonValue) => maskedAnswer(row));
  if (isJsonObject(value) && Array.isArray(value["rows"])) return { ...value, rows: maskedAnswer(value["rows"]) };
  return masked(value, numberOf(value));
}

function masked(value: JsonValue, phone: string | null): JsonValue {
  const told = isJsonObject(value) ? withBodies(value, phone) : value;
  return maskedJson(withoutSecrets(told), phone);
}

/** What was delivered is JSON as text, in which a number has no plus sign. */
function withBodies(record: JsonObject, phone: string | null): JsonObject {
  const { body, variants } = record;
  return {
    ...record,
    ...(typeof body === "string" ? { body: maskedBody(body, phone) } : {}),
    ...(Array.isArray(variants) ? { variants: variants.map((variant: JsonValue) => masked(variant, phone)) } : {}),
  };
}

function maskedBody(body: string, phone: string | null): string {
  try {
    return JSON.stringify(maskedJson(withoutSecrets(JSON.parse(body) as JsonValue), phone));
  } catch {
    // Words that were taken out leave no JSON.
    return "";
  }
}

/** The number of the contact a record is of: of an event, a run, a contact or an opt state. */
function numberOf(record: JsonValue): string | null {
  if (!isJsonObject(record)) return null;
  const { event = null, run = null, phone = null, lane = null } = record;
  if (typeof phone === "string") return phone;
  if (typeof lane === "string") return phoneOfLane(lane);
  return event === null && run === null ? null : (numberOf(event) ?? numberOf(run));
}
