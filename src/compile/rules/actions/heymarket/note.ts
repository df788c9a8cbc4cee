import { checkSaid } from "../../checks/templates-check.ts";
import { requireSender } from "../checks.ts";
import type { ActionCompiler } from "../definition.ts";

/** A private comment as it is written. */
export const note: ActionCompiler<"note"> = {
  compile(written, path, context) {
    checkSaid(written.text, [...path, "text"], context);
    requireSender(null, path, context);
    return { action: "note", text: written.text };
  },
};
