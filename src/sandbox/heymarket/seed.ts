import type { JsonObject } from "../../core/base/json.ts";
import { badData, booleanOf, checkPhone, integerOf, listOf, objectOf, required, textOf } from "../fields.ts";
import type { Account, Contact, Message } from "./account.ts";
import { changeContact, ensureContact, ensureTag } from "./account.ts";

/** A contact to be known beforehand; absent fields stay as they are. */
export interface ContactSeed {
  /** E.164, with or without the plus sign. */
  readonly phone: string;
  readonly first?: string;
  readonly last?: string;
  readonly display_name?: string;
  /** By field id. */
  readonly custom?: JsonObject;
  /** Member id of its owner; -1 is nobody. */
  readonly assignee_id?: number;
  /** Names; a tag that does not exist is made. */
  readonly tags?: readonly string[];
  readonly is_opted_out?: boolean;
}

/** A contact as a test looks at it. */
export interface SandboxContact {
  readonly id: number;
  /** Digits without plus. */
  readonly phone: string;
  readonly first: string;
  readonly last: string;
  readonly email: string;
  readonly custom: JsonObject;
  readonly assignee_id: number;
  /** Names. */
  readonly tags: readonly string[];
  readonly is_opted_out: boolean;
  readonly blocked: boolean;
  readonly rev: number;
}

/** An accepted send as a test looks at it: the truth about what customers got. */
export interface SentMessage {
  readonly id: number;
  readonly local_id: string | null;
  readonly inbox_id: number;
  readonly creator_id: number;
  /** Digits without plus, also when sent by `chat_id`; null for a broadcast or a group. */
  readonly phone_number: string | null;
  readonly chat_id: number | null;
  readonly list_id: number | null;
  readonly targets: readonly string[];
  /** With name tokens replaced. */
  readonly text: string;
  readonly template_id: number | null;
  readonly media_url: string | null;
  /** An internal comment, which the customer does not see. */
  readonly private: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Makes or changes a contact without a request. */
export function seedContact(account: Account, seed: ContactSeed): void {
  const contact = ensureContact(account, checkPhone(seed.phone.replace(/^\+/, ""), "phone"));
  changeContact(account, contact, {
    first: seed.first ?? contact.first,
    last: seed.last ?? contact.last,
    displayName: seed.display_name ?? contact.displayName,
    custom: { ...contact.custom, ...seed.custom },
    assigneeId: seed.assignee_id ?? contact.assigneeId,
    tagIds: seed.tags === undefined ? contact.tagIds : seed.tags.map((name) => ensureTag(account, name).id),
    optedOut: seed.is_opted_out ?? contact.optedOut,
  });
}

/** A contact seed that came as JSON. @throws Refusal naming the field that is missing or wrong. */
export function parseContactSeed(body: JsonObject): ContactSeed {
  const first = textOf(body, "first");
  const last = textOf(body, "last");
  const displayName = textOf(body, "display_name");
  const custom = objectOf(body, "custom");
  const assigneeId = integerOf(body, "assignee_id");
  const optedOut = booleanOf(body, "is_opted_out");
  const tags = listOf(body, "tags")?.map((name) => {
    if (typeof name !== "string") throw badData("tags must hold names");
    return name;
  });
  return {
    phone: required(textOf(body, "phone"), "phone"),
    ...(first === null ? {} : { first }),
    ...(last === null ? {} : { last }),
    ...(displayName === null ? {} : { display_name: displayName }),
    ...(custom === null ? {} : { custom }),
    ...(assigneeId === null ? {} : { assignee_id: assigneeId }),
    ...(tags === undefined ? {} : { tags }),
    ...(optedOut === null ? {} : { is_opted_out: optedOut }),
  };
}

/** A contact in the form tests look at. */
export function showContact(account: Account, contact: Contact): SandboxContact {
  return {
    id: contact.id,
    phone: contact.phone,
    first: contact.first,
    last: contact.last,
    email: contact.email,
    custom: contact.custom,
    assignee_id: contact.assigneeId,
    tags: contact.tagIds.map((id) => account.tags.get(id)?.tag ?? String(id)),
    is_opted_out: contact.optedOut,
    blocked: contact.blocked,
    rev: contact.rev,
  };
}

/** An outgoing message in the form tests look at. */
export function showSent(message: Message): SentMessage {
  return {
    id: message.id,
    local_id: message.localId,
    inbox_id: message.inboxId,
    creator_id: message.creatorId,
    phone_number: message.phone,
    chat_id: message.conversationId,
    list_id: message.listId,
    targets: message.targets,
    text: message.text,
    template_id: message.templateId,
    media_url: message.mediaUrl,
    private: message.private,
    at: message.at,
  };
}
