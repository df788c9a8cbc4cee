import type { JsonObject } from "../../core/base/json.ts";
import { isJsonObject } from "../../core/base/json.ts";
import type { Answer, FakeRequest } from "../answer.ts";
import { jsonAnswer, refusal } from "../answer.ts";
import { badData, bodyOf, booleanOf, checkPhone, integerOf, listOf, objectOf, required, textOf } from "../fields.ts";
import type { Account, Contact } from "./account.ts";
import { changeContact, ensureContact } from "./account.ts";

const MAXIMUM_TAGS = 5;

/** `POST /v1/contact`. A known number is refused with 409; the documentation leaves that open. */
export function createContact(account: Account, request: FakeRequest): Answer {
  const body = bodyOf(request);
  const phone = phoneOf(body);
  if (account.contacts.has(phone)) throw refusal(409, "duplicate", "there is a contact with this phone");
  const fields = fieldsOf(account, body);
  const custom = customOf(body) ?? {};
  return writtenAnswer(changeContact(account, ensureContact(account, phone), { ...fields, custom }));
}

/** `GET /v1/contact/:id`. */
export function getContact(account: Account, request: FakeRequest): Answer {
  return jsonAnswer(200, contactJson(contactById(account, Number(request.params["id"]))));
}

/** `POST /v1/contact/get` by `phone` or `id`; `phone` wins. */
export function findContact(account: Account, request: FakeRequest): Answer {
  return jsonAnswer(200, contactJson(namedContact(account, bodyOf(request))));
}

/**
 * `PUT /v1/contact/:id`: replaces the contact, so that omitted fields become empty, except `is_opted_out`; `custom` is
 * merged unless `?overwrite=true`.
 */
export function updateContact(account: Account, request: FakeRequest): Answer {
  const contact = contactById(account, Number(request.params["id"]));
  const body = bodyOf(request);
  const phone = phoneOf(body);
  if (phone !== contact.phone && account.contacts.has(phone)) {
    throw refusal(409, "duplicate", "another contact has this phone");
  }
  const kept = request.query.get("overwrite") === "true" ? {} : contact.custom;
  const custom = { ...kept, ...customOf(body) };
  return writtenAnswer(changeContact(account, contact, { phone, ...fieldsOf(account, body), custom }));
}

/** `POST /v1/contact/status`. */
export function getStatus(account: Account, request: FakeRequest): Answer {
  const { id, phone, optedOut, blocked } = namedContact(account, bodyOf(request));
  return jsonAnswer(200, { id, phone, unsubscribed: optedOut, blocked });
}

const STATUS_CHANGES: Readonly<Record<string, Partial<Contact>>> = {
  active: { optedOut: false, blocked: false },
  subscribed: { optedOut: false },
  unsubscribed: { optedOut: true },
  blocked: { blocked: true },
  unblocked: { blocked: false },
};

/** `POST /v1/contact/set_status`. */
export function setStatus(account: Account, request: FakeRequest): Answer {
  const body = bodyOf(request);
  const status = required(textOf(body, "status"), "status");
  const changes = Object.hasOwn(STATUS_CHANGES, status) ? STATUS_CHANGES[status] : undefined;
  if (changes === undefined) throw badData(`status must be one of ${Object.keys(STATUS_CHANGES).join(", ")}`);
  changeContact(account, namedContact(account, body), changes);
  return jsonAnswer(200, "success");
}

function namedContact(account: Account, body: JsonObject): Contact {
  const phone = textOf(body, "phone");
  if (phone === null) return contactById(account, required(contactIdOf(body), "phone or id"));
  const contact = account.contacts.get(checkPhone(phone, "phone"));
  if (contact === undefined) throw refusal(404, "not_found", "there is no contact with this phone");
  return contact;
}

/** Older pages write the id as a string. */
function contactIdOf(body: JsonObject): number | null {
  return typeof body["id"] === "string" ? Number(body["id"]) : integerOf(body, "id");
}

function contactById(account: Account, id: number): Contact {
  for (const contact of account.contacts.values()) if (contact.id === id) return contact;
  throw refusal(404, "not_found", "there is no such contact");
}

function phoneOf(body: JsonObject): string {
  return checkPhone(required(textOf(body, "phone"), "phone"), "phone");
}

function fieldsOf(account: Account, body: JsonObject): Partial<Contact> {
  const optedOut = booleanOf(body, "is_opted_out");
  return {
    first: textOf(body, "first") ?? "",
    last: textOf(body, "last") ?? "",
    displayName: textOf(body, "display_name") ?? "",
    email: textOf(body, "email") ?? "",
    avatar: textOf(body, "avatar") ?? "",
    assigneeId: assigneeOf(account, body),
    tagIds: tagIdsOf(account, body),
    ...(optedOut === null ? {} : { optedOut }),
  };
}

function assigneeOf(account: Account, body: JsonObject): number {
  const id = integerOf(body, "assignee_id") ?? -1;
  const isMember = account.directory.members.has(id) || account.inboxes.some(({ members }) => members.includes(id));
  if (id !== -1 && !isMember) throw badData(`there is no member ${id}`);
  return id;
}

function tagIdsOf(account: Account, body: JsonObject): readonly number[] {
  const tags = listOf(body, "tags") ?? [];
  if (tags.length > MAXIMUM_TAGS) throw badData(`tags must hold at most ${MAXIMUM_TAGS}`);
  const ids = tags.map((tag) => {
    if (!isJsonObject(tag)) throw badData("tags must hold objects such as {tag_id: 1}");
    const id = required(integerOf(tag, "tag_id"), "tag_id");
    if (!account.tags.has(id)) throw badData(`there is no tag ${id}`);
    return id;
  });
  return [...new Set(ids)];
}

/** Custom values by field id. Keys that are not ids are dropped without a word, as Heymarket does. */
function customOf(body: JsonObject): JsonObject | null {
  const custom = objectOf(body, "custom");
  return custom === null ? null : Object.fromEntries(Object.entries(custom).filter(([key]) => /^\d+$/.test(key)));
}

function writtenAnswer({ id, rev, uuid }: Contact): Answer {
  return jsonAnswer(200, { id, rev, uuid });
}

function contactJson(contact: Contact): JsonObject {
  return {
    id: contact.id,
    display_name: contact.displayName,
    first: contact.first,
    last: contact.last,
    email: contact.email,
    phone: contact.phone,
    avatar: contact.avatar,
    custom: contact.custom,
    team_id: 1,
    creator_id: 0,
    shared: true,
    created: new Date(contact.createdAt).toISOString(),
    updated: new Date(contact.updatedAt).toISOString(),
    rev: contact.rev,
    assigned_user_id: contact.assigneeId,
    tags: contact.tagIds.map((id) => ({ tag_id: id })),
    is_opted_out: contact.optedOut,
  };
}
