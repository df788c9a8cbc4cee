import type { Contact } from "../model/contact.ts";
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
  };
  return event.late ? seen : { ...seen, ...describeChat(contact, event) };
}

function describeChat(contact: Contact, event: Event): Pick<Contact, "name" | "chat"> {
  const nested = ownValue(event.data, "conversation");
  const conversation = isJsonObject(nested) ? nested : familyOf(event.type) === "chat" ? event.data : {};
  const name = ownValue(conversation, "name");
  const known = contact.chat?.id === event.chatId ? contact.chat : null;
  return {
    name: typeof name === "string" && name.trim() !== "" ? name : contact.name,
    chat:
      event.chatId === null
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
