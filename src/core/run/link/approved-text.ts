import { ownText } from "../../base/json.ts";
import { phoneOfLane } from "../../model/source.ts";
import type { Rule } from "../../model/ruleset/rule.ts";
import type { Run } from "../../model/run/run.ts";

/** A text that a person decides of. */
export interface ApprovedText {
  /** As it goes out; null when it was removed because it is old. */
  readonly text: string | null;
  /** To which number, E.164 with plus sign; null when nothing says. */
  readonly phone: string | null;
}

/** The text that a run stands at for a person to decide of; the rule is null when it is no longer kept. */
export function approvedText(
  { vars, lane, cursor }: Pick<Run, "vars" | "lane" | "cursor">,
  rule: Pick<Rule, "program"> | null,
): ApprovedText {
  const instruction = rule?.program[cursor];
  const name = instruction?.op === "await" ? instruction.approves : undefined;
  if (name === undefined) return { text: null, phone: phoneOfLane(lane) };
  // Both are rendered together, into variables of one step.
  const to = ownText(vars, name.replace(/_text$/, "_to"));
  return { text: ownText(vars, name), phone: to !== null && E164.test(to) ? to : phoneOfLane(lane) };
}

const E164 = /^\+\d{7,15}$/;
