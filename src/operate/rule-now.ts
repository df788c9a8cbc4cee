import { whyNotLive } from "../core/match/admission.ts";
import type { ChangeSet } from "../core/model/changes.ts";
import { isOwnRule } from "../core/model/ruleset/rule.ts";
import type { Run } from "../core/model/run/run.ts";
import { isTerminal } from "../core/model/run/run.ts";
import { phoneOfLane } from "../core/model/source.ts";
import { rulesAtHand } from "./foresee.ts";
import type { Wish } from "./wish.ts";

/**
 * That a run goes on although its rule is off, in shadow for its contact, or not in force in this version, as words behind what is
 * done; null when it does not go on, or goes on by the version in force, or nobody at hand knows the rules.
 */
export function ruleNow(wish: Wish, { runs }: Pick<ChangeSet, "runs">, run: Run): string | null {
  const rules = rulesAtHand(wish);
  const goesOn = runs.some(({ id, status }) => id === run.id && !isTerminal(status));
  if (rules.length === 0 || !goesOn || isOwnRule({ id: run.ruleId })) return null;
  const why = whyNotInForce(wish, rules, run);
  return why === null ? null : `; ${why}: it goes on by the version it started with`;
}

function whyNotInForce({ digest }: Wish, rules: ReturnType<typeof rulesAtHand>, run: Run): string | null {
  const rule = rules.find(({ id }) => id === run.ruleId);
  if (rule === undefined) return "the rule is not in force any more";
  const notLive = whyNotLive(rule, { lane: run.lane, phone: phoneOfLane(run.lane) }, digest);
  if (notLive !== null) return `${notLive} by now`;
  return rule.version === run.ruleVersion ? null : "another version of the rule is in force";
}
