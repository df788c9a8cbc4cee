import { PATIENT } from "../attempts.ts";
import type { ActionDefinition } from "../definition.ts";
import { quote, words } from "../definition.ts";
import { nonEmptyText } from "../heymarket/message-parts.ts";

/** A line to a team chat. */
export const notify: ActionDefinition<"notify"> = {
  repeat: "safe",
  attempts: PATIENT,
  hasLocalId: false,
  results: ["status"],
  render: (spec, context) => ({ connection: spec.connection, text: nonEmptyText(context.text(spec.text)) }),
  describeSpec: ({ connection, text }) => [words(`notify ${connection}:`), quote(text)],
  describeRequest: ({ connection, text }) => [words(`notify ${connection}:`), quote(text)],
};
