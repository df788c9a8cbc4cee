import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { RuleVersion } from "../../ports/store/store.ts";
import { byLastLoad } from "../lists.ts";
import type { Records } from "./records.ts";

/** Keeps a version of a rule, and that it was loaded; one that is there already stays as it is. */
export function saveRule({ state }: Records, rule: Rule, loadedAt: number): void {
  const { version } = rule;
  const known = state.ruleLoads.get(version);
  if (!state.rules.has(version)) state.rules.set(version, rule);
  const firstAt = Math.min(known?.firstAt ?? loadedAt, loadedAt);
  state.ruleLoads.set(version, { version, firstAt, lastAt: Math.max(known?.lastAt ?? loadedAt, loadedAt) });
}

/** The versions of a rule, the one loaded last first. */
export function ruleVersionsOf({ state }: Records, ruleId: string): readonly RuleVersion[] {
  const rules = [...state.rules.values()].filter(({ id }) => id === ruleId);
  const versions = rules.map((rule): RuleVersion => {
    const load = state.ruleLoads.get(rule.version);
    return { rule, firstLoadedAt: load?.firstAt ?? null, lastLoadedAt: load?.lastAt ?? null };
  });
  return versions.toSorted(byLastLoad);
}
