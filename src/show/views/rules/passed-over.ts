import { looksAt, whyNotConsidered } from "../../../core/match/trigger.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import type { EventRecord, RuleVersion } from "../../../ports/store/store.ts";
import { rulesAsThen } from "../../records/explain/as-then.ts";
import { REMOVED } from "../../text/removed.ts";
import { stoppedAt } from "./stopped-at.ts";

/**
 * Why the index passed a rule over on each of some events that it looks at, since they lack what it cannot do without: there is no verdict of that, so
 * it is found once more. Of events that came before the rule was as it is nothing is known, so they are left out.
 */
export async function passedOver(
  rows: readonly EventRecord[],
  {
    rule,
    kept,
    ruleSet,
    settings,
  }: {
    readonly rule: Rule;
    readonly kept: readonly RuleVersion[];
    readonly ruleSet: string;
    readonly settings: Settings;
  },
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const record of rows) {
    const { event, evaluation } = record;
    if (evaluation === null || evaluation.verdicts.some(({ ruleId }) => ruleId === rule.id)) continue;
    if (!looksAt(rule, event, settings) || (event.replay?.ruleId ?? rule.id) !== rule.id) continue;
    const asThen = await rulesAsThen(() => Promise.resolve(kept), record, { rules: [rule], ruleSet });
    if (evaluation.ruleSet !== ruleSet && !asThen.has(rule.id)) continue;
    const why = event.redactedAt === undefined ? whyNotConsidered(rule, event, settings) : null;
    if (event.redactedAt !== undefined) found.push(`what the event said was ${REMOVED}`);
    else if (why !== null) found.push(stoppedAt(why.condition) ?? why.reason);
  }
  return found;
}
