import type { Contact } from "./contact.ts";
import type { Event } from "./event.ts";
import { isJsonObject, ownValue } from "./json.ts";

/** The contact after an event: its name and conversation as the event describes them. */
export function applyEvent(contact: Contact, event: Event): Contact {
  const nested = ownValue(event.data, "conversation");
  const conversation = isJsonObject(nested) ? nested : event.type.startsWith("chat_") ? event.data : null;
  const name = ownValue(conversation ?? undefined, "name");
  const status = ownValue(conversation ?? undefined, "status");
  const assigned = ownValue(conversation ?? undefined, "assigned");
  return {
    ...contact,
    phone: contact.phone ?? event.phone,
    name: typeof name === "string" && name.trim() !== "" ? name : contact.name,
    chat:
      event.chatId === null
        ? contact.chat
        : {
            id: event.chatId,
            inboxId: event.inboxId,
            status: typeof status === "string" ? status : null,
            assigned: typeof assigned === "number" || typeof assigned === "string" ? String(assigned) : null,
          },
    newestAt: Math.max(contact.newestAt, event.at),
  };
}
