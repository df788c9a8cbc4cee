import { checkConnection } from "../../configured-names.ts";
import { inline } from "../../inline.ts";
import { checkSaid, checkTemplates } from "../../checks/templates-check.ts";
import type { ActionCompiler } from "../definition.ts";

const CHANGES = ["set", "tags", "opt_out", "note"] as const;

/** A change in a CRM as it is written. */
export const crm: ActionCompiler<"crm"> = {
  compile(written, path, context) {
    checkConnection(written.connection, [...path, "connection"], context, "crm");
    if (typeof written.note === "string") checkSaid(written.note, [...path, "note"], context);
    for (const part of ["set", "tags", "opt_out"] as const)
      checkTemplates(written[part] ?? null, [...path, part], context);
    if (CHANGES.every((part) => written[part] === undefined)) {
      const hint = "add `set`, `tags`, `opt_out` or `note`";
      context.findings.error({ code: "missing-key", path, which: "key", message: "there is nothing to change", hint });
    }
    if (typeof written.opt_out === "string" && !/^\{\{[^{}]*\}\}$/.test(written.opt_out.trim())) {
      const message = "`opt_out` is true, false, or one placeholder that is";
      const hint = 'such as "{{ vars.opted_out }}"';
      context.findings.error({ code: "wrong-value", path: [...path, "opt_out"], message, hint });
    }
    return {
      action: "crm",
      connection: written.connection,
      create: written.create ?? false,
      several: written.several ?? "fail",
      set: written.set ?? {},
      tags: { add: [written.tags?.add ?? []].flat(), remove: [written.tags?.remove ?? []].flat() },
      optOut: written.opt_out ?? null,
      note: written.note ?? null,
    };
  },
  expected({ key, value }, path, context) {
    if (key === "connection") checkConnection(inline(value), path, context, "crm");
    return value;
  },
};
