import { isEmail } from "../../../../core/actions/heymarket/contact.ts";
import type { JsonValue } from "../../../../core/base/json.ts";
import type { Named } from "../../../../core/model/ruleset/action.ts";
import type { Path } from "../../../yaml/document.ts";
import type { CompileContext, NameContext } from "../../compile-context.ts";
import { resolveNamed } from "../../configured-names.ts";
import { inline } from "../../inline.ts";
import { checkTemplates } from "../../checks/templates-check.ts";
import type { ActionCompiler } from "../definition.ts";

/** What Heymarket takes as the owner of a contact that has none. */
const NOBODY = -1;

/** Fields of the contact as they are written. */
export const contact: ActionCompiler<"contact"> = {
  compile({ set }, path, context) {
    const place = [...path, "set"];
    const { first, last, email, custom, assignee } = set;
    checkTemplates({ first: first ?? null, last: last ?? null, email: email ?? null }, place, context, "text");
    checkTemplates(custom ?? {}, [...place, "custom"], context);
    checkTemplates(assignee ?? null, [...place, "assignee"], context);
    if (email !== undefined && email !== "" && !email.includes("{{") && !isEmail(email.trim())) {
      const message = `"${email}" is no e-mail address`;
      context.findings.error({
        code: "wrong-value",
        path: [...place, "email"],
        message,
        hint: "such as ann@example.com",
      });
    }
    return {
      action: "contact",
      first: first ?? null,
      last: last ?? null,
      email: email ?? null,
      custom: custom ?? {},
      assignee: assignee === undefined ? null : ownerOf(assignee, [...place, "assignee"], context),
    };
  },
  expected: ({ key, value }, path, context) => (key === "assignee" ? ownerOf(inline(value), path, context) : value),
};

/** The contact on lists or off them as it is written. */
export const list: ActionCompiler<"list"> = {
  compile(written, path, context) {
    return {
      action: "list",
      add: listsOf(written.add ?? [], [...path, "add"], context),
      remove: listsOf(written.remove ?? [], [...path, "remove"], context),
    };
  },
  expected: ({ value }, path, context) =>
    [value].flat().map((name: JsonValue) => resolveNamed("lists", inline(name), path, context)),
};

/** An opt-out as it is written. */
export const optOut: ActionCompiler<"opt_out"> = { compile: () => ({ action: "opt_out" }) };

function ownerOf(written: Named, path: Path, context: NameContext): Named {
  return written === "nobody" ? NOBODY : resolveNamed("members", written, path, context);
}

function listsOf(written: Named | readonly Named[], path: Path, context: CompileContext): readonly Named[] {
  if (typeof written === "object") {
    return written.flatMap((name, index) => listsOf(name, [...path, index], context));
  }
  checkTemplates(written, path, context);
  return [resolveNamed("lists", written, path, context)];
}
