import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../core/base/json.ts";
import { refusal } from "../answer.ts";
import { createBoundedList, keep } from "../bounded.ts";
import type { BoundedList } from "../bounded.ts";
import { badData } from "../fields.ts";
import type { Directory } from "./directory.ts";
import type { Email, ScheduledText } from "./outbox.ts";

/** An inbox of the team. */
export interface Inbox {
  readonly id: number;
  readonly name: string;
  /** Member ids that may act in it. */
  readonly members: readonly number[];
  /** Fields beyond the documented ones, such as `businessHours`. */
  readonly settings?: JsonObject;
}

/** A contact as the fake keeps it. Numbers are digits without plus. */
export interface Contact {
  readonly id: number;
  readonly uuid: string;
  readonly phone: string;
  readonly first: string;
  readonly last: string;
  readonly displayName: string;
  readonly email: string;
  readonly avatar: string;
  /** By field id. */
  readonly custom: JsonObject;
  /** -1 is nobody. */
  readonly assigneeId: number;
  readonly tagIds: readonly number[];
  readonly optedOut: boolean;
  readonly blocked: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Grows with each write. */
  readonly rev: number;
}

/** The chat of one number in one inbox. */
export interface Conversation {
  readonly id: number;
  readonly inboxId: number;
  readonly phone: string;
  readonly status: "open" | "closed";
  /** Member that owns it; -1 is nobody. */
  readonly assignedId: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly lastInboundAt: number | null;
}

/** A message that came in or was accepted to go out. */
export interface Message {
  readonly id: number;
  readonly direction: "in" | "out";
  readonly inboxId: number;
  /** Null for a broadcast or a group. */
  readonly conversationId: number | null;
  readonly phone: string | null;
  readonly listId: number | null;
  readonly targets: readonly string[];
  /** Zero when it came in. */
  readonly creatorId: number;
  readonly text: string;
  readonly templateId: number | null;
  readonly mediaUrl: string | null;
  readonly surveyId: number | null;
  readonly private: boolean;
  readonly localId: string | null;
  readonly at: number;
}

/** A tag of the team. */
export interface Tag {
  readonly id: number;
  readonly uuid: string;
  readonly tag: string;
  readonly color: string;
  readonly at: number;
}

/** Everything one fake Heymarket team holds. */
export interface Account {
  readonly inboxes: readonly Inbox[];
  /** By number. */
  readonly contacts: Map<string, Contact>;
  readonly conversations: Map<number, Conversation>;
  readonly messages: BoundedList<Message>;
  /** Accepted sends by the client's id. */
  readonly byLocalId: Map<string, Message>;
  readonly tags: Map<number, Tag>;
  readonly directory: Directory;
  readonly scheduled: Map<number, ScheduledText>;
  readonly emails: BoundedList<Email>;
  now(): number;
  /** Now, or a millisecond after the last stamp, so that no two things are of the same time. */
  stamp(): number;
  /** Ids of different kinds of things never coincide. */
  nextId(): number;
  /** Told of each message that was taken to go out. */
  readonly onAccepted: (message: Message) => void;
  clear(): void;
}

/** An account with inboxes and what else a team has set up; ids are counted from `firstId`. */
export function createAccount(options: {
  readonly inboxes: readonly Inbox[];
  readonly directory: Directory;
  readonly now: () => number;
  readonly firstId: number;
  readonly onAccepted?: Account["onAccepted"];
}): Account {
  const { inboxes, directory, now, firstId, onAccepted = () => undefined } = options;
  const messages = createBoundedList<Message>();
  const emails = createBoundedList<Email>();
  const maps = {
    contacts: new Map<string, Contact>(),
    conversations: new Map<number, Conversation>(),
    byLocalId: new Map<string, Message>(),
    tags: new Map<number, Tag>(),
    scheduled: new Map<number, ScheduledText>(),
  };
  let lastStamp = 0;
  let lastId = firstId - 1;
  return {
    ...maps,
    inboxes,
    directory,
    messages,
    emails,
    now,
    onAccepted,
    stamp: () => {
      lastStamp = Math.max(now(), lastStamp + 1);
      return lastStamp;
    },
    nextId: () => {
      lastId += 1;
      return lastId;
    },
    clear: () => {
      messages.clear();
      emails.clear();
      for (const map of Object.values(maps)) map.clear();
      directory.clear();
    },
  };
}

/** The inbox with an id. @throws Refusal when there is none. */
export function inboxOf(account: Account, id: number): Inbox {
  const inbox = account.inboxes.find((candidate) => candidate.id === id);
  if (inbox === undefined) throw badData(`there is no inbox ${id}`);
  return inbox;
}

/** Checks that a member may act in an inbox. @throws Refusal 403 when not. */
export function checkMember(inbox: Inbox, memberId: number, field: string): void {
  if (inbox.members.includes(memberId)) return;
  throw refusal(403, "denied", `${field} ${memberId} has no access to inbox ${inbox.id}`);
}

/** The contact of a number, made when it is new. */
export function ensureContact(account: Account, phone: string): Contact {
  const known = account.contacts.get(phone);
  if (known !== undefined) return known;
  const at = account.stamp();
  const contact: Contact = {
    id: account.nextId(),
    uuid: randomUUID(),
    phone,
    first: "",
    last: "",
    displayName: "",
    email: "",
    avatar: "",
    custom: {},
    assigneeId: -1,
    tagIds: [],
    optedOut: false,
    blocked: false,
    createdAt: at,
    updatedAt: at,
    rev: 1,
  };
  keep(account.contacts, phone, contact);
  return contact;
}

/** Writes changes to a contact and gives its new form. */
export function changeContact(account: Account, contact: Contact, changes: Partial<Contact>): Contact {
  const changed = { ...contact, ...changes, updatedAt: account.stamp(), rev: contact.rev + 1 };
  if (changed.phone !== contact.phone) account.contacts.delete(contact.phone);
  keep(account.contacts, changed.phone, changed);
  return changed;
}

/** The conversation of a number in an inbox, or null. */
export function findConversation(account: Account, inboxId: number, phone: string): Conversation | null {
  for (const conversation of account.conversations.values()) {
    if (conversation.inboxId === inboxId && conversation.phone === phone) return conversation;
  }
  return null;
}

/** The conversation of a number in an inbox, made when it is new. */
export function ensureConversation(account: Account, inboxId: number, phone: string): Conversation {
  const known = findConversation(account, inboxId, phone);
  if (known !== null) return known;
  const at = account.stamp();
  const conversation: Conversation = {
    id: account.nextId(),
    inboxId,
    phone,
    status: "open",
    assignedId: -1,
    createdAt: at,
    updatedAt: at,
    lastInboundAt: null,
  };
  keep(account.conversations, conversation.id, conversation);
  return conversation;
}

/** Writes changes to a conversation and gives its new form. */
export function changeConversation(
  account: Account,
  conversation: Conversation,
  changes: Partial<Conversation>,
): Conversation {
  const changed = { ...conversation, ...changes, updatedAt: account.stamp() };
  keep(account.conversations, changed.id, changed);
  return changed;
}

/** The tag of a name, made when it is new. */
export function ensureTag(account: Account, name: string): Tag {
  for (const tag of account.tags.values()) if (tag.tag === name) return tag;
  return addTag(account, name, "#888888");
}

/** A new tag. */
export function addTag(account: Account, name: string, color: string): Tag {
  const tag = { id: account.nextId(), uuid: randomUUID(), tag: name, color, at: account.stamp() };
  keep(account.tags, tag.id, tag);
  return tag;
}
