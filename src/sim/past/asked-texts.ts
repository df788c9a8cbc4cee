import { ownText } from "../../core/base/json.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Run } from "../../core/model/run/run.ts";

/** The texts that a run asked a person to approve, in order; null for one whose words are not known any more. */
export function askedTexts(
  { ruleId, ruleVersion, trace, vars }: Pick<Run, "ruleId" | "ruleVersion" | "trace" | "vars">,
  rules: readonly Rule[],
): readonly (string | null)[] {
  const asked = trace.filter(({ asks }) => asks !== undefined);
  if (asked.length === 0) return [];
  const { program = [] } = rules.find(({ id, version }) => id === ruleId && version === ruleVersion) ?? {};
  return asked.map(({ path }, index) => {
    const wait = program.find((one) => one.op === "await" && one.path === path);
    const name = wait?.op === "await" ? (wait.approves ?? null) : null;
    // A variable that was written again, for another item of a list, holds the last of its texts.
    const isLast = asked.findLastIndex((other) => other.path === path) === index;
    return name === null || !isLast ? null : ownText(vars, name);
  });
}
