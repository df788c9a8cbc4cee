import type { Rule } from "./rule.ts";
import { isOwnRule } from "./rule.ts";

/** How many rules of files are in force, and how many of the engine's own beside them. */
export interface RuleCount {
  readonly ofFiles: number;
  readonly own: number;
}

/** How many of some rules stand in files, and how many are the engine's own. */
export function countRules(rules: readonly Pick<Rule, "id">[]): RuleCount {
  const own = rules.filter(isOwnRule).length;
  return { ofFiles: rules.length - own, own };
}
