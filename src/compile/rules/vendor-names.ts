import { suggest } from "../../core/base/suggest.ts";
import type { Named } from "../../core/model/ruleset/action.ts";
import type { VendorNames } from "../../core/model/ruleset/settings.ts";
import type { Path } from "../yaml/document.ts";
import type { NameContext } from "./compile-context.ts";

const WORDS = {
  members: { what: "member", code: "unknown-member" },
  surveys: { what: "survey", code: "unknown-survey" },
  templates: { what: "template", code: "unknown-template" },
  lists: { what: "list", code: "unknown-list" },
} as const;

/**
 * The id of a thing of Heymarket given by its id or its name in heyrules.yaml; another name stays, and Heymarket is asked
 * for it when the step is done. One that is nearly a name in heyrules.yaml is reported.
 */
export function resolveNamed(section: keyof VendorNames, written: Named, path: Path, context: NameContext): Named {
  const names = context.settings.names[section];
  const name = String(written).trim();
  if (Object.hasOwn(names, name)) return names[name] ?? name;
  if (/^[1-9]\d{0,14}$/.test(name)) return Number(name);
  if (name.includes("{{")) return name;
  const hint = suggest(name, Object.keys(names));
  if (hint !== null && hint !== undefined) {
    const { what, code } = WORDS[section];
    const message = `there is no ${what} "${name}" under \`heymarket.${section}\` in heyrules.yaml`;
    context.findings.error({ code, path, message, hint: `${hint}; or write its id` });
  }
  return name;
}
