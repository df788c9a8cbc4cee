import { eventTypesOf, SCHEDULE_TYPE } from "../../core/model/ruleset/rule.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { RuleWish } from "../../ports/rule-writer.ts";
import { commandOf } from "../views/decide/command.ts";
import { ruleState } from "./rule-summary.ts";

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
const OFF: RuleStage = { written: "false", state: "off" };
const SHADOW: RuleStage = { written: "shadow", state: "shadow" };

type Staged = Pick<Rule, "id" | "enabled" | "liveFor" | "triggers">;

/** What a rule is to become as somebody wants it, or why it does not. */
export function wantedStage(rule: Staged, wish: RuleWish): RuleStage | { readonly refused: string } {
  if (wish.kind === "promote") return nextStage(rule, wish.canary);
  const stage = wish.kind === "disable" ? OFF : wish.inShadow ? SHADOW : ON;
  return stage.state === ruleState(rule) ? { refused: `${rule.id} is ${inWords(stage)} already` } : stage;
}

function inWords({ state }: RuleStage): string {
  return state === "shadow" ? "in shadow" : state;
}

/**
 * What comes after the state of a rule on its way from shadow to a canary to on, or why nothing does. `canary` is a share in
 * percent, 1 to 99, that is to be next.
 */
export function nextStage(
  { id, enabled, liveFor, triggers }: Staged,
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
  /** The command that writes it. */
  readonly command: string;
  /** The operation that writes it, where the engine may. */
  readonly wish: RuleWish;
}

/** What a person may let a rule become next: a step further out, on, off, or in shadow when it is off. */
export function stageChanges(rule: Staged): readonly StageChange[] {
  const ruleId = rule.id;
  const wishes: readonly RuleWish[] =
    rule.enabled === "off"
      ? [
          { kind: "enable", ruleId, inShadow: true },
          { kind: "enable", ruleId, inShadow: false },
        ]
      : [
          { kind: "promote", ruleId, canary: null },
          { kind: "enable", ruleId, inShadow: false },
          { kind: "disable", ruleId },
        ];
  const changes = wishes.flatMap((wish): readonly StageChange[] => {
    const stage = wantedStage(rule, wish);
    if ("refused" in stage) return [];
    return [{ state: stage.state, line: `enabled: ${stage.written}`, command: commandOf(wish), wish }];
  });
  // The last step of a promotion is to be on.
  return changes.filter(({ state }, index) => changes.findIndex((other) => other.state === state) === index);
}
