import { eventTypesOf, SCHEDULE_TYPE } from "../../core/model/ruleset/rule.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { ruleState } from "../../core/model/ruleset/rule-state.ts";
import type { RuleWish } from "../../ports/rule-writer.ts";
import { commandOf } from "../views/decide/command.ts";

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
  const { inShadow, canary } = wish.kind === "enable" ? wish : { inShadow: false, canary: null };
  if (canary !== null && inShadow)
    return { refused: `${rule.id} can be in shadow or a canary, and not both: choose one` };
  if (canary !== null && isOfNoContact(rule)) return { refused: noCanary(rule) };
  const stage = wish.kind === "disable" ? OFF : inShadow ? SHADOW : canary === null ? ON : canaryOf(canary);
  return stage.state === ruleState(rule) ? { refused: `${rule.id} is ${inWords(stage)} already` } : stage;
}

function inWords({ state }: RuleStage): string {
  return state === "shadow" ? "in shadow" : state;
}

/**
 * What comes after the state of a rule on its way from shadow to a canary to on, or why nothing does. `canary` is a share in
 * percent, 1 to 99, that is to be next.
 */
export function nextStage(rule: Staged, canary: number | null): RuleStage | { readonly refused: string } {
  const { id, enabled, liveFor } = rule;
  if (enabled === "off") return { refused: `${id} is off: write \`enabled: shadow\` first, and see what it would do` };
  if (enabled === "on" && liveFor === undefined) return { refused: `${id} is on already` };
  const share = shareOf(liveFor);
  if (isOfNoContact(rule)) return canary === null ? ON : { refused: noCanary(rule) };
  // A canary of nobody is as shadow.
  if (share !== null && share > 0 && canary === null) return ON;
  if (share !== null && canary !== null && canary <= share)
    return { refused: `${id} is a canary of ${share}% already: name more than that, or nothing for on` };
  return canaryOf(canary ?? FIRST_CANARY);
}

function canaryOf(percent: number): RuleStage {
  return { written: `{ canary: ${percent}% }`, state: `canary ${percent}%` };
}

/** In percent; null for a rule that is no canary. */
function shareOf(liveFor: Rule["liveFor"]): number | null {
  return liveFor !== undefined && "share" in liveFor ? Math.round(liveFor.share * 100) : null;
}

function isOfNoContact({ triggers }: Staged): boolean {
  return eventTypesOf(triggers).includes(SCHEDULE_TYPE);
}

function noCanary({ id }: Staged): string {
  return `${id} has a schedule, which is of no contact: it can be on, and no canary`;
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

/**
 * What a person may let a rule become next: a step further out, on, off, or, when it is off, what it was `before` that, in shadow,
 * or on.
 */
export function stageChanges(rule: Staged, before: Pick<Rule, "liveFor"> | null): readonly StageChange[] {
  const ruleId = rule.id;
  const on = { kind: "enable", ruleId, inShadow: false, canary: null } as const;
  const wishes: readonly RuleWish[] =
    rule.enabled === "off"
      ? [...asCanaryAgain(ruleId, before), { ...on, inShadow: true }, on]
      : [{ kind: "promote", ruleId, canary: null }, on, { kind: "disable", ruleId }];
  const changes = wishes.flatMap((wish): readonly StageChange[] => {
    const stage = wantedStage(rule, wish);
    if ("refused" in stage) return [];
    return [{ state: stage.state, line: `enabled: ${stage.written}`, command: commandOf(wish), wish }];
  });
  // The last step of a promotion is to be on.
  return changes.filter(({ state }, index) => changes.findIndex((other) => other.state === state) === index);
}

function asCanaryAgain(ruleId: string, before: Pick<Rule, "liveFor"> | null): readonly RuleWish[] {
  const canary = shareOf(before?.liveFor);
  // A canary of nobody or all is what shadow or on is, and none that can be wished for.
  if (canary === null || canary === 0 || canary === 100) return [];
  return [{ kind: "enable", ruleId, inShadow: false, canary }];
}
