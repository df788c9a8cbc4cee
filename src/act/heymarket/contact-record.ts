import { isJsonObject, ownText, ownValue } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { vendorNumber } from "../../core/base/phone.ts";
import { refused } from "../../core/model/outcome.ts";
import type { HttpAnswer } from "../http/exchange/http-ending.ts";
import { Ended, refusalOf } from "../http/calls.ts";
import type { Call } from "../http/calls.ts";
import { vendorId } from "./client/heymarket-client.ts";

/** A contact as Heymarket has it. */
export interface ContactRecord {
  readonly id: number;
  readonly contact: JsonValue;
  readonly tags: readonly number[];
  readonly answer: HttpAnswer;
}

/** What a PUT would clear if it were left away, by the name the answer has and the one the request wants. */
const KEPT_FIELDS = [
  ["first", "first"],
  ["last", "last"],
  ["display_name", "display_name"],
  ["email", "email"],
  ["avatar", "avatar"],
  ["assigned_user_id", "assignee_id"],
  ["custom", "custom"],
] as const;

/**
 * The contact of a number, E.164 with plus sign; `notDone` begins the sentence on what becomes of the step without it.
 * @throws Ended `contact_not_found`, or `unreadable_answer` when writing it back would lose a tag we cannot read.
 */
export async function readContact(phone: string, notDone: string, call: Call): Promise<ContactRecord> {
  const missing = refused("contact_not_found", `${notDone}: Heymarket has no contact with this number.`);
  const answer = await call("POST", "/v1/contact/get", { phone: vendorNumber(phone) }).catch((error: unknown) => {
    throw refusalOf(error)?.httpStatus === 404 ? new Ended(missing) : error;
  });
  const id = vendorId(ownValue(answer.json, "id"));
  if (id === null) throw new Ended(missing);
  requireNumber(answer.json, phone, notDone);
  const listed = ownValue(answer.json, "tags");
  const tags = (Array.isArray(listed) ? (listed as readonly JsonValue[]) : []).map((tag) => tagIdOf(tag));
  if (tags.some((tag) => tag === null)) {
    throw new Ended(refused("unreadable_answer", `${notDone}: Heymarket lists its tags in a form we cannot read.`));
  }
  return { id, contact: answer.json, tags: tags.filter((tag) => tag !== null), answer };
}

/** Whether an answer is of the contact that was asked for, as far as it names a number: with or without its country code. */
export function isOfNumber(contact: JsonValue, phone: string): boolean {
  const told = (isJsonObject(contact) ? (ownText(contact, "phone") ?? "") : "").replace(/\D/g, "");
  const asked = vendorNumber(phone);
  if (told === "") return true;
  return told.length >= SHORTEST_NUMBER && (asked.endsWith(told) || told.endsWith(asked));
}

/** @throws Ended `unreadable_answer` when an answer is of another number, whose data would be told and written. */
export function requireNumber(contact: JsonValue, phone: string, notDone: string): void {
  if (isOfNumber(contact, phone)) return;
  throw new Ended(refused("unreadable_answer", `${notDone}: Heymarket answered with the contact of another number.`));
}

const SHORTEST_NUMBER = 6;

/** Writes a contact back with changes, and with everything else as it was read: a PUT replaces the contact. */
export async function writeContact(
  { id, contact, tags }: ContactRecord,
  { phone, changes }: { readonly phone: string; readonly changes: JsonObject },
  call: Call,
): Promise<HttpAnswer> {
  const kept = KEPT_FIELDS.flatMap(([from, to]) => {
    const value = ownValue(contact, from);
    return value === null ? [] : [[to, value] as const];
  });
  const known = ownValue(contact, "phone");
  return call("PUT", `/v1/contact/${id}`, {
    ...Object.fromEntries(kept),
    phone: typeof known === "string" && known !== "" ? known : vendorNumber(phone),
    tags: tags.map((tag) => ({ tag_id: tag })),
    // Whether leaving it away clears an opt-out is not documented; that somebody is not opted out is never sent.
    ...(ownValue(contact, "is_opted_out") === true ? { is_opted_out: true } : {}),
    ...changes,
  });
}

/** Answers hold tags as `{ tag_id }`, `{ id }` or a bare number; which one is not documented. */
function tagIdOf(tag: JsonValue): number | null {
  return isJsonObject(tag) ? (vendorId(ownValue(tag, "tag_id")) ?? vendorId(ownValue(tag, "id"))) : vendorId(tag);
}
