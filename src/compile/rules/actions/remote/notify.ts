import { checkConnection } from "../../configured-names.ts";
import { inline } from "../../inline.ts";
import { checkSaid } from "../../checks/templates-check.ts";
import type { ActionCompiler } from "../definition.ts";

/** A line to a team chat as it is written. */
export const notify: ActionCompiler<"notify"> = {
  compile(written, path, context) {
    checkConnection(written.connection, [...path, "connection"], context, "notify");
    checkSaid(written.text, [...path, "text"], context);
    return { action: "notify", connection: written.connection, text: written.text };
  },
  expected({ key, value }, path, context) {
    if (key === "connection") checkConnection(inline(value), path, context, "notify");
    return value;
  },
};
