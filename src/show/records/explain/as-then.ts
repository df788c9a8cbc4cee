import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { EventRecord, RuleVersion } from "../../../ports/store/store.ts";

/**
 * Ids of the rules at hand that were so when an event was evaluated, as far as loads tell: their version was loaded before, and no other one
 * since. Whether a rule was on is no part of its version, so one that is off now is not among them.
 */
export async function rulesAsThen(
  versionsOf: (ruleId: string) => Promise<readonly RuleVersion[]>,
  { evaluation }: Pick<EventRecord, "evaluation">,
  { rules, ruleSet }: { readonly rules: readonly Rule[]; readonly ruleSet?: string },
): Promise<ReadonlySet<string>> {
  if (evaluation === null || ruleSet === undefined || evaluation.ruleSet === ruleSet) return new Set();
  const { at, verdicts } = evaluation;
  const untold = rules.filter(({ id, enabled }) => enabled !== "off" && verdicts.every(({ ruleId }) => ruleId !== id));
  const known = await Promise.all(
    untold.map(async ({ id, version }) => (isOfThen(await versionsOf(id), { version, at }) ? [id] : [])),
  );
  return new Set(known.flat());
}

function isOfThen(
  versions: readonly RuleVersion[],
  { version, at }: { readonly version: string; readonly at: number },
): boolean {
  const from = versions.find(({ rule }) => rule.version === version)?.firstLoadedAt ?? null;
  if (from === null || from > at) return false;
  const others = versions.filter(({ rule }) => rule.version !== version);
  return others.every(({ lastLoadedAt }) => (lastLoadedAt ?? 0) < from);
}
