import type { Check } from "../../doctor/check.ts";
import type { VendorSetting } from "../../doctor/inbox-settings.ts";
import type { Team } from "../../doctor/team.ts";
import { printable } from "../../show/text/printable.ts";
import { formatTable } from "../../show/text/table.ts";
import type { CliContext } from "../context.ts";

/** The lines of a check for a terminal: mark, name, what was found, details, and what to do. */
export function formatCheck(check: Check, style: CliContext["style"]): readonly string[] {
  const { name, status, message, details, next } = check;
  const mark = {
    ok: style.green("✓"),
    warning: style.yellow("!"),
    failed: style.red("✗"),
    skipped: style.dim("–"),
  }[status];
  const indent = " ".repeat(NAME_WIDTH + 4);
  return [
    `${mark} ${name.padEnd(NAME_WIDTH)}  ${printable(message)}`,
    ...details.map((line) => `${indent}${printable(line)}`),
    ...(next === null ? [] : [`${indent}→ ${printable(next)}`]),
  ];
}

const NAME_WIDTH = "configuration".length;

/** Tables of the inboxes and members with their ids, as far as Heymarket told them. */
export function formatTeam(
  { inboxes, members }: Team,
  { style, columns }: Pick<CliContext, "style" | "columns">,
): readonly string[] {
  const layout = { style, columns, whole: [0] };
  const inboxRows = inboxes?.map((inbox) => [
    String(inbox.id),
    printable(inbox.name),
    inbox.members.join(" "),
    inbox.configuredAs ?? "–",
  ]);
  const memberRows = members?.map((member) => [
    String(member.id),
    printable(member.name),
    printable(member.role ?? ""),
    member.configuredAs.join(" ") || "–",
  ]);
  return [
    ...(inboxRows === undefined
      ? []
      : ["", ...formatTable(inboxRows, { header: ["inbox", "name", "members", "in heyrules.yaml"], ...layout })]),
    ...(memberRows === undefined
      ? []
      : ["", ...formatTable(memberRows, { header: ["member", "name", "role", "in heyrules.yaml"], ...layout })]),
  ];
}

/** The block of settings for a terminal. */
export function formatSettings(settings: readonly VendorSetting[], style: CliContext["style"]): readonly string[] {
  return [
    "\nLook at these in Heymarket yourself, no call tells them:",
    ...settings.flatMap(({ setting, where, why }) => [`  ${setting} ${style.dim(`(${where})`)}`, `    ${why}`]),
  ];
}
