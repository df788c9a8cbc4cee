import type { Digest } from "../base/ids.ts";
import type { Rule, RuleSet } from "../model/ruleset/rule.ts";
import type { Settings } from "../model/ruleset/settings.ts";
import { createMatchIndex } from "./match-index.ts";
import type { MatchIndex } from "./match-index.ts";

/** Rules and settings in force; replaced as a whole when files change. */
export interface ActiveRules {
  readonly ruleSet: RuleSet;
  readonly index: MatchIndex;
  readonly settings: Settings;
}

/**
 * Rules in firing order, the higher priority first and ties by id, ready to match. The hash names the set: the same rules
 * in the same versions give the same one, whatever files they stand in.
 */
export function activeRulesOf(rules: readonly Rule[], settings: Settings, digest: Digest): ActiveRules {
  const names = rules.map((rule) => `${rule.id}@${rule.version}:${rule.enabled}`).toSorted();
  const hash = digest(names.join("\n")).slice(0, 16);
  const ordered = rules.toSorted((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
  return { ruleSet: { hash, rules: ordered }, index: createMatchIndex(ordered), settings };
}
