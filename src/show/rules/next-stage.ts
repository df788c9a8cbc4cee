import { eventTypesOf, SCHEDULE_TYPE } from "../../core/model/ruleset/rule.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";

/** How far a rule is let out, as `enabled` says it. */
export interface RuleStage {
  /** As a value of YAML. */
  readonly written: string;
  /** As `rules ls` says it. */
  readonly state: string;
}

/** Share of contacts for which a rule is live first, where nothing else is said. */
const FIRST_CANARY = 10;

const ON: RuleStage = { written: "true", state: "on" };

/**
 * What comes after the state of a rule on its way from shadow to a canary to on, or why nothing does. `canary` is a share in
 * percent, 1 to 99, that is to be next.
 */
export function nextStage(
  { id, enabled, liveFor, triggers }: Pick<Rule, "id" | "enabled" | "liveFor" | "triggers">,
  canary: number | null,
): RuleStage | { readonly refused: string } {
  if (enabled === "off") return { refused: `${id} is off: write \`enabled: shadow\` first, and see what it would do` };
  if (enabled === "on" && liveFor === undefined) return { refused: `${id} is on already` };
  const share = liveFor !== undefined && "share" in liveFor ? Math.round(liveFor.share * 100) : null;
  if (eventTypesOf(triggers).includes(SCHEDULE_TYPE)) {
    return canary === null
      ? ON
      : { refused: `${id} has a schedule, which is of no contact: it can be on, and no canary` };
  }
  if (share !== null && canary === null) return ON;
  if (share !== null && canary !== null && canary <= share)
    return { refused: `${id} is a canary of ${share}% already: name more than that, or nothing for on` };
  const percent = canary ?? FIRST_CANARY;
  return { written: `{ canary: ${percent}% }`, state: `canary ${percent}%` };
}

/** A change of how far a rule is let out, as a person makes it in its file. */
export interface StageChange {
  /** Such as `on`, as `rules ls` says it. */
  readonly state: string;
  /** What is to stand in the rule. */
  readonly line: string;
  /** The command that writes it; null where there is none. */
  readonly command: string | null;
}

/** What a person may let a rule become next: a step further out, off, or in shadow when it is off. */
export function stageChanges(rule: Pick<Rule, "id" | "enabled" | "liveFor" | "triggers">): readonly StageChange[] {
  const next = nextStage(rule, null);
  const further: readonly StageChange[] =
    "refused" in next ? [] : [{ ...changeTo(next), command: `heyrules rules promote ${rule.id}` }];
  if (rule.enabled === "off") return [changeTo({ written: "shadow", state: "shadow" }), changeTo(ON)];
  return [...further, changeTo({ written: "false", state: "off" })];
}

function changeTo({ written, state }: RuleStage): StageChange {
  return { state, line: `enabled: ${written}`, command: null };
}
