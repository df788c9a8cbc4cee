import type { Rule } from "./rule.ts";

/** How far a rule is let out, in a word or two, such as `on` or `canary 10%`. */
export function ruleState({ enabled, liveFor }: Pick<Rule, "enabled" | "liveFor">): string {
  if (liveFor === undefined) return enabled;
  if ("share" in liveFor) return `canary ${Math.round(liveFor.share * 100)}%`;
  const { length } = liveFor.phones;
  return `only ${length} ${length === 1 ? "number" : "numbers"}`;
}

/**
 * The newest version of a rule in which it was not off, of those that are kept, the one loaded last first; null when none is
 * kept.
 */
export function lastLetOut<Version extends { readonly rule: Pick<Rule, "enabled"> }>(
  versions: readonly Version[],
): Version["rule"] | null {
  return versions.find(({ rule }) => rule.enabled !== "off")?.rule ?? null;
}

/** A rule as if it were on for everybody, whatever it is. */
export function asIfOn(rule: Rule): Rule {
  return { ...rule, enabled: "on", liveFor: { share: 1 } };
}
