import { checkTemplates } from "../checks/templates-check.ts";
import type { ActionCompiler } from "./definition.ts";

/** An event of the rule's own as it is written. */
export const emit: ActionCompiler<"emit"> = {
  compile({ event, data = {} }, path, context) {
    checkTemplates(data, [...path, "data"], context);
    return { action: "emit", event, data };
  },
};
