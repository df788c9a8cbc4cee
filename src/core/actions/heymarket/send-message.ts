import { StepError } from "../../base/step-error.ts";
import { readWrittenNumber } from "../../base/phone.ts";
import { PROMPT } from "../attempts.ts";
import type { ActionDefinition, RenderContext } from "../definition.ts";
import { quote, words } from "../definition.ts";
import { chatIdOf, nonEmptyText, renderedName, saidBy, senderOf } from "./message-parts.ts";

/** A text to a customer. */
export const sendMessage: ActionDefinition<"send_message"> = {
  repeat: "never",
  attempts: PROMPT,
  hasLocalId: true,
  results: null,
  texts: ({ purpose }, { phone, text, template_id: id }) => ({ phone, purpose, text: saidBy(text, id) }),
  render: (spec, context) => ({
    ...recipientOf(spec.to, context),
    ...senderOf(spec, context),
    text: spec.text === null ? null : nonEmptyText(context.message(spec.text)),
    template_id: spec.templateId === null ? null : renderedName("templates", spec.templateId, context),
    media_url: spec.media === null ? null : context.text(spec.media),
  }),
  describeSpec: ({ purpose, to, text, templateId, media }) => [
    words(`send_message (${purpose}) to ${to}:`),
    quote(text ?? (templateId === null ? (media ?? "") : `template ${templateId}`)),
  ],
  describeRequest: ({ phone, text, template_id, media_url }, purpose) => [
    words(`send_message (${purpose ?? "reply"}) to ${phone}:`),
    ...(text === null ? [] : [quote(text)]),
    ...(template_id === null ? [] : [words(`template ${template_id}`)]),
    ...(media_url === null ? [] : [words(`with ${media_url}`)]),
  ],
};

function unsharedChatId(context: RenderContext): string | null {
  const id = chatIdOf(context);
  return id !== null && context.contact.sharedChatIds?.includes(id) === true ? null : id;
}

/** Every text names the number it goes to: without one, nobody could tell whether its owner opted out. */
function recipientOf(to: string, context: RenderContext): { readonly phone: string; readonly chat_id: string | null } {
  if (to !== "contact" && to !== "chat") {
    const { country } = context.settings;
    const number = readWrittenNumber(context.text(to), country);
    if (number !== null) return { phone: number, chat_id: null };
    throw new StepError(
      `\`to\` is no phone number of ${country}; write it with + and country code, such as "+15105550100"`,
    );
  }
  const { phone } = context.contact;
  if (phone === null) throw new StepError("the event names no number, so there is nobody to text");
  if (to === "contact") return { phone, chat_id: null };
  // The gate is asked about one number: a text into a group, or to another number than the event's, would go past it.
  const id = context.event.isChatShared === true ? null : unsharedChatId(context);
  if (id === null && context.movedTo === null)
    throw new StepError("the event names no conversation with its contact alone to answer in; use `to: contact`");
  return { phone, chat_id: id };
}
