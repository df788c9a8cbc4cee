import type { JsonValue } from "../../base/json.ts";
import { CONTACT_FIELDS, familyOf, fieldsOf } from "../../event/vocabulary.ts";
import type { FieldValues, ValueKind } from "../../language/proof/refutation.ts";

/** The values that a field of the data can have on an event of a type. What is not known is said to be anything. */
export function fieldValues(field: string, eventType: string): FieldValues {
  if (field === "event.type") return oneOf([eventType]);
  if (field === "event.author") return oneOf(authorsOf(eventType));
  if (field === "event.reaction" || field === "event.reaction_to") {
    if (eventType !== "message_recieved") return oneOf([null]);
    return field === "event.reaction" ? oneOf([null, ...enumOf(field)]) : TEXT;
  }
  if (field === "event.media") return all("list");
  if (["event.at", "event.received_at", "event.source", "now"].includes(field)) return all("text");
  if (field === "event.late" || field === OWN_END || field === UPDATE) return oneOf([false, true]);
  if (/^calendar\.[^.]+\.open$/.test(field)) return oneOf([true, false]);
  if (field.startsWith("history ")) return all("count");
  const contact = CONTACT_FIELDS.find(({ path }) => path === field);
  if (contact?.kind === "boolean") return oneOf([false, true]);
  if (contact?.kind === "enum") return oneOf([null, ...(contact.values ?? [])]);
  if (contact?.kind === "list") return all("list");
  if (contact !== undefined && contact.kind !== "any") return TEXT;
  return /^(event|chat|calendar)\./.test(field) && !/\.\d+$/.test(field) ? TEXT : ANYTHING;
}

/** Field that stands for an event which tells of an own text how it ended; no rule can name it. */
export const OWN_END = "is the end of an own text";
/** Field that stands for an event which tells of a text once more; no rule can name it. */
export const UPDATE = "is an update of a text";

function authorsOf(eventType: string): readonly string[] {
  if (eventType === "message_recieved") return ["contact"];
  // Whoever is the contact writes to us.
  if (familyOf(eventType) === "message") return enumOf("event.author").filter((author) => author !== "contact");
  return ["unknown"];
}

function enumOf(path: string): readonly string[] {
  return fieldsOf("message_sent").find((field) => field.path === path)?.values ?? [];
}

function oneOf(values: readonly JsonValue[]): FieldValues {
  return { values, kinds: [] };
}

function all(...kinds: readonly ValueKind[]): FieldValues {
  return { values: null, kinds };
}

const TEXT = all("absent", "text");
const ANYTHING = all("absent", "text", "number", "boolean", "list", "object");
