import type { Literal } from "../../language/proof/formula.ts";
import type { SearchResult } from "../../language/proof/search.ts";
import type { Rule } from "../../model/ruleset/rule.ts";
import { eventTypesOf } from "../../model/ruleset/rule.ts";
import type { Settings } from "../../model/ruleset/settings.ts";
import type { Relation } from "./relation.ts";
import { timingApart } from "./start-timing.ts";
import type { TryExample } from "./find-event.ts";
import { findDenied, findEvent } from "./find-event.ts";

/** Whether there is an event that shows something: an example that was tried, a proof that there is none, or why it is not known. */
export type Answer<Example> =
  | { readonly kind: "example"; readonly example: Example }
  | { readonly kind: "none" }
  | { readonly kind: "undecided"; readonly reasons: readonly UndecidedReason[] };

/** What keeps a question from being decided. */
export interface UndecidedReason {
  /** The leaf as it was written; null when it is no single one. */
  readonly leaf: string | null;
  readonly why:
    | "logic"
    | "two-fields"
    | "variable"
    | "absence"
    | "pattern"
    | "history"
    | "texts"
    | "size"
    | "no-event"
    | "timing";
}

/** Two rules compared by the events that start them. */
export interface RuleComparison<Example> {
  readonly relation: Relation;
  readonly onlyFirst: Answer<Example>;
  readonly onlySecond: Answer<Example>;
  readonly both: Answer<Example>;
  /** Of the first rule and the second. */
  readonly own: readonly [OwnVerdict, OwnVerdict];
}

/** What is proved of one rule alone. */
export interface OwnVerdict {
  readonly neverFires: boolean;
  /** Its `if` holds on every event of its `on`; false also without an `if`. */
  readonly alwaysHolds: boolean;
}

/** Ways that are looked at for one question; what people write takes a few hundred. */
const MOST_STEPS = 20_000;

/**
 * Compares two rules, by `on` and `if` alone: no limits, groups, or states. An absence starts by the event that it counts from; where one is counted
 * otherwise than the other, or a schedule is another, nothing is proved of what starts both.
 */
export function compareRules<Example>(
  first: Rule,
  second: Rule,
  { settings, tryExample }: { readonly settings: Settings; readonly tryExample: TryExample<Example> },
): RuleComparison<Example> {
  const find = { settings, mostSteps: MOST_STEPS, tryExample };
  const neverFires = (rule: Rule): boolean => findEvent({ starts: [rule], startsNot: [] }, find).kind === "none";
  const only = (one: Rule, other: Rule): Answer<Example> => {
    const result = findEvent({ starts: [one], startsNot: [other], eventTypes: eventTypesOf(one.triggers) }, find);
    const apart = timingApart(one, other);
    if (result.kind === "found" || apart === null || neverFires(one)) return answerOf(result);
    return { kind: "undecided", reasons: [{ leaf: apart, why: "timing" }] };
  };
  const onlyFirst = only(first, second);
  const onlySecond = only(second, first);
  const both = answerOf(findEvent({ starts: [first, second], startsNot: [] }, find));
  const own = (rule: Rule): OwnVerdict => ({
    neverFires: neverFires(rule),
    alwaysHolds: rule.condition !== null && findDenied(rule, find).kind === "none",
  });
  return {
    relation: relationOf({ onlyFirst, onlySecond, both }),
    onlyFirst,
    onlySecond,
    both,
    own: [own(first), own(second)],
  };
}

function relationOf({
  onlyFirst,
  onlySecond,
  both,
}: Pick<RuleComparison<unknown>, "onlyFirst" | "onlySecond" | "both">): Relation {
  if (onlyFirst.kind === "none" && onlySecond.kind === "none") return "equal";
  if (both.kind === "none") return "never-both";
  if (onlyFirst.kind === "none") return "first-implies-second";
  if (onlySecond.kind === "none") return "second-implies-first";
  return [onlyFirst, onlySecond, both].every(({ kind }) => kind === "example") ? "overlap" : "undecided";
}

function answerOf<Example>(result: SearchResult<Example>): Answer<Example> {
  switch (result.kind) {
    case "found":
      return { kind: "example", example: result.example };
    case "none":
      return { kind: "none" };
    case "open":
      return { kind: "undecided", reasons: result.isTooLarge ? [{ leaf: null, why: "size" }] : reasonsIn(result.ways) };
  }
}

/** Why no example of a way could be shown, by what is hardest to see into. */
function reasonsIn([way = []]: readonly (readonly Literal[])[]): readonly UndecidedReason[] {
  const reasons = way.flatMap(({ atom }): readonly UndecidedReason[] => {
    const { whyOpaque, operation, field, written } = atom;
    if (whyOpaque !== null) return [{ leaf: written, why: whyOpaque }];
    if (operation === "matches") return [{ leaf: written, why: "pattern" }];
    return field.startsWith("history ") ? [{ leaf: written, why: "history" }] : [];
  });
  if (reasons.length > 0)
    return reasons.filter(({ leaf }, index) => reasons.findIndex((other) => other.leaf === leaf) === index);
  const fields = way.map(({ atom }) => atom.field);
  const shared = way.filter(({ atom }) => fields.filter((field) => field === atom.field).length > 1);
  if (shared.length === 0) return [{ leaf: null, why: "no-event" }];
  return [...new Set(shared.map(({ atom }) => atom.written))].map((leaf) => ({ leaf, why: "texts" }));
}
