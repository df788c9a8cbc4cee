import { StepError } from "../../base/step-error.ts";
import { PROMPT } from "../attempts.ts";
import type { ActionDefinition } from "../definition.ts";
import { words } from "../definition.ts";
import { renderedName, senderOf } from "./message-parts.ts";

/** A survey to the contact: a text with its question. */
export const sendSurvey: ActionDefinition<"send_survey"> = {
  repeat: "never",
  attempts: PROMPT,
  hasLocalId: true,
  results: ["id", "chat_id", "date", "queued", "compliance"],
  texts: ({ purpose }, { phone, survey }) => ({ phone, purpose, text: `survey ${survey}` }),
  render: (spec, context) => {
    const { phone } = context.contact;
    if (phone === null) throw new StepError("the event names no number, so there is nobody to ask");
    return { phone, chat_id: null, ...senderOf(spec, context), survey: renderedName("surveys", spec.survey, context) };
  },
  describeSpec: ({ purpose, survey }) => [words(`send_survey (${purpose}) ${survey}`)],
  describeRequest: ({ phone, survey }, purpose) => [
    words(`send_survey (${purpose ?? "service"}) ${survey} to ${phone}`),
  ],
};
