import { equalityKey } from "../../../core/language/operators.ts";
import type { Condition, EventPattern, Rule } from "../../../core/model/ruleset/rule.ts";
import { patternOf } from "../../../core/model/ruleset/rule.ts";
import { inboxName } from "../../../core/language/rule-data.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";

/**
 * The data path whose conditions contradict each other, or the trigger, under every trigger of a rule; null when an
 * event may fit. Looks at equalities that must all hold; says nothing about the rest.
 */
export function findContradiction(rule: Rule, settings: Settings): string | null {
  let found: string | null = null;
  for (const pattern of rule.triggers.map(patternOf)) {
    found = contradictionUnder(pattern, rule.condition, settings);
    if (found === null) return null;
  }
  return found;
}

/** What is known of one data path: one of `allowed` (null: anything) and none of `excluded`. */
interface Fact {
  readonly allowed: ReadonlySet<string> | null;
  readonly excluded: ReadonlySet<string>;
}

function contradictionUnder(pattern: EventPattern, condition: Condition | null, settings: Settings): string | null {
  const facts = new Map<string, Fact>();
  learn(facts, { path: "event.type", values: [pattern.eventType], isExcluded: false });
  // Whoever else writes, writes to the contact.
  if (pattern.eventType === "message_recieved") {
    learn(facts, { path: "event.author", values: ["contact"], isExcluded: false });
  }
  if (pattern.inboxIds !== null) {
    const values = pattern.inboxIds.map((id) => inboxName(id, settings) ?? id);
    learn(facts, { path: "event.inbox", values, isExcluded: false });
  }
  for (const part of [pattern.where, condition]) if (part !== null) collect(facts, part, false);
  for (const [path, { allowed, excluded }] of facts) {
    if (allowed !== null && [...allowed].every((value) => excluded.has(value))) return path;
  }
  return null;
}

function collect(facts: Map<string, Fact>, condition: Condition, isNegated: boolean): void {
  switch (condition.kind) {
    case "not":
      collect(facts, condition.child, !isNegated);
      return;
    case "all":
    case "any":
      // Of alternatives nothing is certain; a negated `any` denies each of them.
      if ((condition.kind === "any") !== isNegated && condition.children.length > 1) return;
      for (const child of condition.children) collect(facts, child, isNegated);
      return;
    case "test": {
      const { key } = condition;
      if (!key || key.kind === "words") return;
      learn(facts, { path: key.path, values: key.values.map(String), isExcluded: (key.kind === "not") !== isNegated });
    }
  }
}

interface Equality {
  readonly path: string;
  readonly values: readonly string[];
  readonly isExcluded: boolean;
}

function learn(facts: Map<string, Fact>, { path, values, isExcluded }: Equality): void {
  const { allowed, excluded } = facts.get(path) ?? { allowed: null, excluded: new Set<string>() };
  const words = new Set(values.map(equalityKey));
  if (isExcluded) facts.set(path, { allowed, excluded: new Set([...excluded, ...words]) });
  else facts.set(path, { allowed: new Set([...words].filter((word) => allowed?.has(word) ?? true)), excluded });
}
