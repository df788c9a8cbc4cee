import { StepError } from "../../base/step-error.ts";
import { PATIENT } from "../attempts.ts";
import type { ActionDefinition } from "../definition.ts";
import { words } from "../definition.ts";
import { renderedName } from "./message-parts.ts";

/** The contact on lists, or off them. */
export const list: ActionDefinition<"list"> = {
  repeat: "safe",
  attempts: PATIENT,
  hasLocalId: false,
  results: ["added", "removed"],
  render: ({ add, remove }, context) => {
    const { phone } = context.contact;
    if (phone === null) throw new StepError("the event names no number, so there is nobody for a list");
    return {
      phone,
      add: add.map((name) => renderedName("lists", name, context)),
      remove: remove.map((name) => renderedName("lists", name, context)),
    };
  },
  describeSpec: ({ add, remove }) => [
    words(`list ${[...add.map((name) => `+${name}`), ...remove.map((name) => `-${name}`)].join(" ")}`),
  ],
  describeRequest: ({ add, remove }) => [
    words(`list ${[...add.map((name) => `+${name}`), ...remove.map((name) => `-${name}`)].join(" ")}`),
  ],
};
