import type { RuleCount } from "../../core/model/ruleset/rule-count.ts";
import { countOf } from "../text/count-of.ts";

/** How many rules are in force, as every place tells it: `2 rules in force, and 1 of its own`. */
export function rulesInForce({ ofFiles, own }: RuleCount): string {
  return `${countOf(ofFiles, "rule")} in force${own === 0 ? "" : `, and ${own} of its own`}`;
}
