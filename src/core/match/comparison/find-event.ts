import type { Formula, Literal } from "../../language/proof/formula.ts";
import { joined } from "../../language/proof/formula.ts";
import { search } from "../../language/proof/search.ts";
import type { SearchResult } from "../../language/proof/search.ts";
import type { EventPattern, Rule } from "../../model/ruleset/rule.ts";
import { eventTypesOf } from "../../model/ruleset/rule.ts";
import type { Settings } from "../../model/ruleset/settings.ts";
import { fieldValues } from "./field-values.ts";
import { factsOf, patternFormula, ruleOnType, startsFormula, startsNotFormula } from "./rule-formula.ts";

/** Makes an example of answers on an event of a type and tries it on the real rules; null when it does not show what is claimed. */
export type TryExample<Shown> = (literals: readonly Literal[], claim: Claim) => Shown | null;

/** What an example is to show. */
export interface Claim {
  readonly eventType: string;
  readonly starts: readonly Rule[];
  readonly startsNot: readonly Rule[];
}

/** How events are looked for. */
export interface FindInput<Shown> {
  readonly settings: Settings;
  readonly mostSteps: number;
  /** Absent: whether there may be one is enough, and what may be is `open`. */
  readonly tryExample?: TryExample<Shown>;
}

/** Looks for an event that starts some rules and not others; of those all must be as said. */
export function findEvent<Shown>(
  {
    starts,
    startsNot,
    eventTypes,
  }: { readonly starts: readonly Rule[]; readonly startsNot: readonly Rule[]; readonly eventTypes?: readonly string[] },
  input: FindInput<Shown>,
): SearchResult<Shown> {
  const types = eventTypes ?? commonTypes(starts);
  return findAmong(types, input, (eventType) => ({
    formula: joined("all", [
      ...starts.map((rule) => startsFormula(ruleOnType(rule, eventType, input.settings))),
      ...startsNot.map((rule) => startsNotFormula(ruleOnType(rule, eventType, input.settings))),
    ]),
    claim: { eventType, starts, startsNot },
  }));
}

/** Looks for an event that a rule hears of and that its `if` denies. */
export function findDenied<Shown>(rule: Rule, input: FindInput<Shown>): SearchResult<Shown> {
  return findAmong(eventTypesOf(rule.triggers), input, (eventType) => {
    const { heard, condition } = ruleOnType(rule, eventType, input.settings);
    return { formula: joined("all", [heard, condition.fails]), claim: { eventType, starts: [], startsNot: [rule] } };
  });
}

/** Looks for an event that fits a pattern whose `where` looks at the event only. */
export function findFitting(
  pattern: EventPattern,
  input: Pick<FindInput<never>, "settings" | "mostSteps">,
): SearchResult<never> {
  const { eventType } = pattern;
  const formula = patternFormula(pattern, { vars: [], histories: [] }, input.settings);
  return findOnType({ formula, claim: { eventType, starts: [], startsNot: [] } }, input);
}

function commonTypes([first, ...others]: readonly Rule[]): readonly string[] {
  const types = first === undefined ? [] : eventTypesOf(first.triggers);
  return types.filter((type) => others.every((rule) => eventTypesOf(rule.triggers).includes(type)));
}

function findAmong<Shown>(
  eventTypes: readonly string[],
  input: FindInput<Shown>,
  ask: (eventType: string) => { readonly formula: Formula; readonly claim: Claim },
): SearchResult<Shown> {
  const results = eventTypes.map((eventType) => findOnType(ask(eventType), input));
  return (
    results.find(({ kind }) => kind === "found") ??
    results.find(({ kind }) => kind === "open") ?? {
      kind: "none",
      fields: [...new Set(results.flatMap((result) => (result.kind === "none" ? result.fields : [])))],
    }
  );
}

function findOnType<Shown>(
  { formula, claim }: { readonly formula: Formula; readonly claim: Claim },
  { settings, mostSteps, tryExample }: FindInput<Shown>,
): SearchResult<Shown> {
  return search(joined("all", [formula, factsOf(formula, claim.eventType, settings)]), {
    valuesOf: (field) => fieldValues(field, claim.eventType),
    mostSteps,
    ...(tryExample === undefined ? {} : { exampleOf: (literals: readonly Literal[]) => tryExample(literals, claim) }),
  });
}
