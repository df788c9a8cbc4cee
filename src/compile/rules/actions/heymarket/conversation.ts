import { resolveInbox, resolveNamed } from "../../configured-names.ts";
import { inline } from "../../inline.ts";
import { checkTemplates } from "../../checks/templates-check.ts";
import { inboxOf, requireSender } from "../checks.ts";
import type { ActionCompiler } from "../definition.ts";

/** Another owner of the conversation as it is written. */
export const assign: ActionCompiler<"assign"> = {
  compile({ user }, path, context) {
    checkTemplates(user, [...path, "user"], context);
    requireSender(null, path, context);
    return { action: "assign", user: resolveNamed("members", user, [...path, "user"], context) };
  },
  expected: ({ value }, path, context) => resolveNamed("members", inline(value), path, context),
};

/** Another inbox of the conversation as it is written. */
export const transfer: ActionCompiler<"transfer"> = {
  compile({ inbox }, path, context) {
    requireSender(null, path, context);
    return { action: "transfer", inboxId: inboxOf(inbox, [...path, "inbox"], context) ?? "" };
  },
  requestKeys: { inbox: "transfer_inbox_id" },
  expected: ({ value }, path, context) => resolveInbox(inline(value), path, context),
};

/** An open conversation as it is written. */
export const open: ActionCompiler<"open"> = {
  compile(_written, path, context) {
    requireSender(null, path, context);
    return { action: "open" };
  },
};

/** A closed conversation as it is written. */
export const close: ActionCompiler<"close"> = {
  compile(_written, path, context) {
    requireSender(null, path, context);
    return { action: "close" };
  },
};
