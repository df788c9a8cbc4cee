import { canonicalJson } from "../../base/json.ts";
import { atomsOf, joined, literal, negated, ALWAYS, NEVER } from "../../language/proof/formula.ts";
import type { Formula } from "../../language/proof/formula.ts";
import { opaqueAtom, simpleFormula } from "../../language/proof/atom.ts";
import { certain, outcomeOf, withoutPlaces } from "../../language/proof/outcome.ts";
import type { Outcome, Speaker } from "../../language/proof/outcome.ts";
import { isOutsideType, isRaisedType } from "../../event/vocabulary.ts";
import { asksForReaction, readsStatus } from "../../language/history.ts";
import { inboxName } from "../../language/rule-data.ts";
import { ownConditions } from "../../language/variables.ts";
import type { JsonValue } from "../../base/json.ts";
import type { Reaction } from "../../model/event.ts";
import type { Condition, EventPattern, Rule } from "../../model/ruleset/rule.ts";
import { patternOf } from "../../model/ruleset/rule.ts";
import { DEFAULT_SOURCE } from "../../model/ruleset/settings.ts";
import type { Settings } from "../../model/ruleset/settings.ts";
import { OWN_END, UPDATE } from "./field-values.ts";

/** A rule on the events of one type: which of them it hears of, and what its `if` makes of them. */
export interface RuleOnType {
  readonly heard: Formula;
  readonly condition: Outcome;
}

/** What a rule says of events of one type, as formulas. */
export function ruleOnType(rule: Rule, eventType: string, settings: Settings): RuleOnType {
  const patterns = rule.triggers.map(patternOf).filter((pattern) => pattern.eventType === eventType);
  const heard = joined(
    "any",
    patterns.map((pattern) => patternFormula(pattern, rule, settings)),
  );
  const condition = rule.condition === null ? certain(ALWAYS) : outcomeOf(rule.condition, rule, settings);
  return { heard: joined("all", [heard, newsFormula(rule, eventType), absenceFormula(rule)]), condition };
}

/** That a rule starts by an event of the type. */
export function startsFormula({ heard, condition }: RuleOnType): Formula {
  return joined("all", [heard, condition.passes]);
}

/** That it does not, whatever the reason. */
export function startsNotFormula({ heard, condition }: RuleOnType): Formula {
  // In this order an example shows what the `if` makes of an event, where it can.
  return joined("any", [negated(condition.passes), negated(heard)]);
}

/** What holds of every event of a type, as far as a formula asks about it. */
export function factsOf(formula: Formula, eventType: string, settings: Settings): Formula {
  const fields = new Set(atomsOf(formula).map(({ field }) => field));
  const facts: Formula[] = [];
  if (fields.has("event.source")) facts.push(originFact(eventType, settings));
  if (fields.has("event.reaction") && fields.has("event.text")) {
    facts.push(joined("any", [negated(exists("event.reaction")), negated(exists("event.text")), IS_EMOJI_TEXT]));
  }
  if (fields.has("contact.opted_out") && fields.has("contact.held")) {
    facts.push(joined("any", [negated(is("contact.opted_out", [true])), negated(is("contact.held", [true]))]));
  }
  return joined("all", facts);
}

/** An event of another system comes from its source, and those of Heymarket from none such; what a rule raises, from wherever its cause did. */
function originFact(eventType: string, { sources }: Settings): Formula {
  if (isRaisedType(eventType)) return ALWAYS;
  if (isOutsideType(eventType)) return is("event.source", [eventType.slice(0, eventType.indexOf("."))]);
  const others = Object.entries(sources).flatMap(([name, { outside }]) => (outside === null ? [] : [name]));
  return others.length === 0 ? ALWAYS : negated(is("event.source", others));
}

/** That an event of the type of a pattern fits it; the rule is the one whose words its `where` uses. */
export function patternFormula(pattern: EventPattern, rule: Speaker, settings: Settings): Formula {
  const { inboxIds, sources, where } = pattern;
  const inboxes = inboxIds?.map((id) => inboxName(id, settings) ?? id);
  return joined("all", [
    inboxes === undefined ? ALWAYS : is("event.inbox", inboxes),
    sources === undefined ? ALWAYS : is("event.source", sourcesTaken(sources, settings)),
    where === null ? ALWAYS : outcomeOf(where, rule, settings).passes,
  ]);
}

/** A text that was swept in counts as one of every live source of Heymarket. */
function sourcesTaken(names: readonly string[], { sources }: Settings): readonly string[] {
  const ofHeymarket = Object.entries(sources).filter(([, { dry, outside }]) => !dry && outside === null);
  const live = [DEFAULT_SOURCE, ...ofHeymarket.map(([name]) => name)];
  const takesSwept = !Object.hasOwn(sources, "sweep") && names.some((name) => live.includes(name));
  return takesSwept ? [...names, "sweep"] : names;
}

/** That what an absence waits for does not come: a question of its own, which only the same absence answers alike. */
function absenceFormula({ program, mode }: Rule): Formula {
  const wait = program.find((one) => one.op === "await" && one.path === ABSENCE);
  if (wait?.op !== "await") return ALWAYS;
  const { events, timeoutMs, clock, verify } = wait;
  const said = withoutPlaces({ events, timeoutMs, clock, verify, mode } as unknown as JsonValue);
  const written = `missing ${[...new Set(events.map(({ eventType }) => eventType))].join(" or ")}`;
  return literal(opaqueAtom(false, { key: `absence ${canonicalJson(said)}`, why: "absence", written }));
}

/** Path of what stands under `on`. */
const ABSENCE = "on";

/** Which events are news to a rule: `whyNoNews` in match.ts. */
function newsFormula(rule: Rule, eventType: string): Formula {
  const asked = [...rule.triggers.map((trigger) => patternOf(trigger).where), ...ownConditions(rule)];
  const asksFor = (reads: (condition: Condition | null) => boolean): boolean => asked.some(reads);
  if (eventType === "message_recieved") return newReactions(asksFor);
  if (eventType !== "message_sent") return ALWAYS;
  const isOwn = is("event.author", ["automation"]);
  if (asksFor(readsStatus)) return joined("any", [negated(isOwn), is(OWN_END, [true])]);
  return joined("all", [negated(isOwn), negated(is(UPDATE, [true]))]);
}

/** Which reactions are news, of those that a contact sends instead of a text. */
function newReactions(asksFor: (reads: (condition: Condition | null) => boolean) => boolean): Formula {
  const asksForKind = (kind: Reaction["kind"]): boolean =>
    asksFor((condition) => asksForReaction(condition, { kind, quoted: null }));
  if (asksForKind("liked")) return ALWAYS;
  const isNone = negated(exists("event.reaction"));
  return asksForKind("emoji_text") ? joined("any", [isNone, IS_EMOJI_TEXT]) : isNone;
}

function is(path: string, wanted: readonly JsonValue[]): Formula {
  return (
    simpleFormula({ is: [{ var: path }, wanted] }, (field) => field, `${path} is ${wanted.map(String).join(", ")}`) ??
    NEVER
  );
}

function exists(path: string): Formula {
  return simpleFormula({ exists: [{ var: path }] }, (field) => field, `${path} exists`) ?? NEVER;
}

const IS_EMOJI_TEXT = is("event.reaction", ["emoji_text"]);
