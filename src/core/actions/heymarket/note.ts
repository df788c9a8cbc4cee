import { PATIENT } from "../attempts.ts";
import type { ActionDefinition } from "../definition.ts";
import { quote, words } from "../definition.ts";
import { chatIdOf, nonEmptyText, senderOf } from "./message-parts.ts";

/** A private comment in a conversation, which the customer does not see. */
export const note: ActionDefinition<"note"> = {
  repeat: "never",
  attempts: PATIENT,
  hasLocalId: true,
  results: null,
  render: (spec, context) => ({
    phone: context.contact.phone,
    chat_id: chatIdOf(context),
    ...senderOf({ inboxId: null, sender: null }, context),
    text: nonEmptyText(context.message(spec.text)),
  }),
  describeSpec: ({ text }) => [words("note"), quote(text)],
  describeRequest: ({ text }) => [words("note:"), quote(text)],
};
