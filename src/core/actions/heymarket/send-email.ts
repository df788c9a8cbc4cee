import { StepError } from "../../base/step-error.ts";
import { PROMPT } from "../attempts.ts";
import type { ActionDefinition, RenderContext } from "../definition.ts";
import { quote, words } from "../definition.ts";
import { isEmail } from "./contact.ts";
import { nonEmptyText, senderOf } from "./message-parts.ts";

/** An e-mail; it passes the send gate by the contact's number, since nothing else tells whether they want to hear from us. */
export const sendEmail: ActionDefinition<"send_email"> = {
  repeat: "never",
  attempts: PROMPT,
  hasLocalId: true,
  leavesNoRecord: true,
  results: ["id", "chat_id", "date", "queued", "compliance"],
  texts: ({ purpose }, { phone, text }) => ({ phone, purpose, text }),
  render: (spec, context) => {
    const { phone } = context.contact;
    if (phone === null) {
      throw new StepError("the event names no number, so nobody could tell whether the contact opted out");
    }
    return {
      phone,
      ...senderOf(spec, context),
      to: spec.to.map((address) => addressOf(address, context)),
      cc: spec.cc.map((address) => addressOf(address, context)),
      subject: nonEmptyText(context.message(spec.subject)),
      text: nonEmptyText(context.message(spec.text)),
    };
  },
  describeSpec: ({ purpose, to, subject }) => [words(`send_email (${purpose}) to ${to.join(", ")}:`), quote(subject)],
  describeRequest: ({ to, subject, text }, purpose) => [
    words(`send_email (${purpose ?? "service"}) to ${to.join(", ")}:`),
    quote(subject),
    quote(text),
  ],
};

function addressOf(source: string, context: RenderContext): string {
  const address = context.text(source).trim();
  if (isEmail(address)) return address;
  throw new StepError("a recipient came out as no e-mail address");
}
