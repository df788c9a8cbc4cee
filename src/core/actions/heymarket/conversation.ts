import { StepError } from "../../base/step-error.ts";
import type { InConversation } from "../../model/ruleset/action.ts";
import { PATIENT } from "../attempts.ts";
import type { ActionDefinition, RenderContext } from "../definition.ts";
import { words } from "../definition.ts";
import { renderedInbox, renderedName, senderOf } from "./message-parts.ts";

/** Another member as the owner of the conversation. */
export const assign: ActionDefinition<"assign"> = {
  repeat: "safe",
  attempts: PATIENT,
  hasLocalId: false,
  results: ["user", "changed"],
  render: ({ user }, context) => {
    const conversation = conversationOf(context);
    if (conversation.phone === null) {
      throw new StepError("the event names no number, and Heymarket assigns conversations by their number");
    }
    return { ...conversation, user: renderedName("members", user, context) };
  },
  describeSpec: ({ user }) => [words(`assign to ${user}`)],
  describeRequest: ({ user }) => [words(`assign to ${user}`)],
};

/** The conversation in another inbox. */
export const transfer: ActionDefinition<"transfer"> = {
  repeat: "safe",
  attempts: PATIENT,
  hasLocalId: false,
  results: ["changed"],
  movesTo: ({ transfer_inbox_id: inboxId }) => inboxId,
  render: ({ inboxId }, context) => {
    const { movedTo, contact } = context;
    const hasHeardOfMove = movedTo !== null && contact.chat?.inboxId === movedTo;
    const id = hasHeardOfMove ? contact.chat.id : conversationOf({ ...context, movedTo: null }).chat_id;
    if (id === null) throw new StepError("the event names no conversation, so there is none to transfer");
    return { chat_id: id, transfer_inbox_id: renderedInbox(inboxId, context) };
  },
  describeSpec: ({ inboxId }) => [words(`transfer to inbox ${inboxId}`)],
  describeRequest: ({ transfer_inbox_id: inboxId }) => [words(`transfer to inbox ${inboxId}`)],
};

/** The conversation open. */
export const open: ActionDefinition<"open"> = {
  repeat: "safe",
  attempts: PATIENT,
  hasLocalId: false,
  results: [],
  render: (_spec, context) => conversationOf(context),
  describeSpec: () => [words("open the conversation")],
  describeRequest: () => [words("open the conversation")],
};

/** The conversation closed. */
export const close: ActionDefinition<"close"> = {
  repeat: "safe",
  attempts: PATIENT,
  hasLocalId: false,
  results: [],
  render: (_spec, context) => conversationOf(context),
  describeSpec: () => [words("close the conversation")],
  describeRequest: () => [words("close the conversation")],
};

/** The conversation the event belongs to, else the contact's in that inbox, else whichever the number has there. */
function conversationOf(context: RenderContext): InConversation {
  const { event, contact, movedTo } = context;
  const { inbox_id: inboxId, creator_id: userId } = senderOf({ inboxId: null, sender: null }, context);
  // The conversation last heard of may be one of another inbox.
  const ofContact = contact.chat?.inboxId === inboxId ? contact.chat.id : null;
  const conversation = { inbox_id: inboxId, chat_id: event.chatId ?? ofContact, phone: contact.phone, user_id: userId };
  // Heymarket does not say whether a conversation that was moved keeps its id.
  if (movedTo !== null && contact.phone !== null) return { ...conversation, chat_id: null };
  if (conversation.chat_id === null && conversation.phone === null) {
    throw new StepError("the event names neither a conversation nor a number");
  }
  return conversation;
}
