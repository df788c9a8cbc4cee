import type { Contact } from "../model/contact.ts";
import { outdated } from "../model/contact-record.ts";
import type { Event } from "../model/event.ts";
import type { JsonObject, JsonValue } from "../base/json.ts";
import { isJsonObject, ownValue } from "../base/json.ts";
import { familyOf, isOutsideType } from "./vocabulary.ts";

/** The contact after an event: its name and conversation as the newest event that tells them describes them. */
export function applyEvent(contact: Contact, event: Event): Contact {
  // Another system knows nothing of conversations, and its clock says nothing of which message is newer.
  if (isOutsideType(event.type)) return { ...contact, phone: contact.phone ?? event.phone };
  const seen: Contact = {
    ...contact,
    phone: contact.phone ?? event.phone,
    newestAt: Math.max(contact.newestAt, event.at),
    ...sharedChats(contact, event),
  };
  return event.late ? seen : { ...seen, ...describeChat(contact, event) };
}

const SHARED_CHATS_KEPT = 20;

/** An event need not tell who else is in a conversation, so what one told counts for all of it. */
function sharedChats({ sharedChatIds = [] }: Contact, { chatId, isChatShared }: Event): Pick<Contact, "sharedChatIds"> {
  if (isChatShared !== true || chatId === null || sharedChatIds.includes(chatId)) return {};
  return { sharedChatIds: [...sharedChatIds, chatId].slice(-SHARED_CHATS_KEPT) };
}

/**
 * The contact when an event has come that tells of a change in Heymarket's record: the name is another one, or somebody else
 * has the conversation. What was read before is old then.
 */
export function outdatedBy(event: Event, contact: Contact): Contact {
  const name = nameTold(event);
  const isRenamed = name !== null && contact.name !== null && name !== contact.name;
  return isRenamed || event.type === "chat_reassigned" ? outdated(contact, event.receivedAt) : contact;
}

/** What an event calls its contact, the name of the conversation; null when it says none. */
export function nameTold(event: Event): string | null {
  const name = ownValue(conversationIn(event), "name");
  return typeof name === "string" && name.trim() !== "" ? name : null;
}

/** What an event tells of the conversation with its contact alone. */
function conversationIn({ data, type, isChatShared }: Event): JsonObject {
  const nested = ownValue(data, "conversation");
  if (isChatShared === true) return {};
  return isJsonObject(nested) ? nested : familyOf(type) === "chat" ? data : {};
}

function describeChat(contact: Contact, event: Event): Pick<Contact, "name" | "chat"> {
  const conversation = conversationIn(event);
  const known = contact.chat?.id === event.chatId ? contact.chat : null;
  return {
    name: nameTold(event) ?? contact.name,
    chat:
      event.chatId === null || event.isChatShared === true
        ? contact.chat
        : {
            id: event.chatId,
            inboxId: event.inboxId ?? known?.inboxId ?? null,
            status: read(conversation, "status", known?.status),
            assigned: read(conversation, "assigned", known?.assigned),
          },
  };
}

/** A text or id of the conversation; what was known before when the event does not name it. */
function read(conversation: JsonObject, name: string, known: string | null = null): string | null {
  if (!Object.hasOwn(conversation, name)) return known;
  const value: JsonValue = ownValue(conversation, name);
  return typeof value === "number" || typeof value === "string" ? String(value) : null;
}
