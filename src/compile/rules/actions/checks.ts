import { reportTemplate, resolveInbox } from "../configured-names.ts";
import { checkTemplates } from "../checks/templates-check.ts";
import type { Path } from "../../yaml/document.ts";
import type { Named } from "../../../core/model/ruleset/action.ts";
import type { CompileContext, NameContext } from "../compile-context.ts";
import { suggest } from "../../../core/base/suggest.ts";

/** Reports when Heymarket cannot be told as which member a text or note appears. */
export function requireSender(sender: number | null, path: Path, { settings, findings }: CompileContext): void {
  if (sender !== null || settings.sender !== null) return;
  const message = "there is no member to send as";
  const hint = "set `heymarket.sender` in heyrules.yaml";
  findings.error({ code: "missing-sender", path, which: "key", message, hint });
}

/** Reports that keys exclude each other; the last of them is at fault. */
export function reportConflict(keys: readonly string[], path: Path, { findings }: CompileContext): void {
  const message = `only one of ${keys.join(" and ")} can be given`;
  findings.error({ code: "conflicting-keys", path: [...path, keys.at(-1) ?? ""], which: "key", message });
}

/** The id of the member a step names as sender, or null; a name must be in heyrules.yaml, and is reported when it is not. */
export function senderIdOf(sender: Named | undefined, path: Path, context: NameContext): number | null {
  if (sender === undefined) return null;
  const { members } = context.settings.names;
  const name = String(sender).trim();
  const id = Object.hasOwn(members, name) ? members[name] : /^[1-9]\d{0,14}$/.test(name) ? Number(name) : undefined;
  if (id !== undefined) return id;
  if (name.includes("{{")) {
    reportTemplate("member", path, context);
    return null;
  }
  const hint = suggest(name, Object.keys(members)) ?? "add it under `heymarket.members`, or write the member id";
  context.findings.error({
    code: "unknown-member",
    path,
    message: `there is no member "${name}" in heyrules.yaml`,
    hint,
  });
  return null;
}

/** The id of the inbox a step names, or its template, which is looked up when the step is done; null when there is none, which is reported. */
export function inboxOf(written: Named, path: Path, context: CompileContext): string | null {
  if (typeof written !== "string" || !written.includes("{{")) return resolveInbox(written, path, context);
  checkTemplates(written, path, context);
  return written;
}
