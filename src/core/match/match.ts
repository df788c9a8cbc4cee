import { deliveryAfter, deliveryOutcomeOf, withLastDelivery } from "../event/delivery.ts";
import { applyEvent } from "../event/apply-event.ts";
import { describeFailure, evaluateCondition } from "../language/condition.ts";
import type { Contact, LastDelivery } from "../model/contact.ts";
import { createContact } from "../model/contact.ts";
import type { Event, OptState } from "../model/event.ts";
import { keyApart } from "../model/source.ts";
import type { Effect } from "../model/run/effect.ts";
import type { JsonObject } from "../base/json.ts";
import type { MatchIndex } from "./match-index.ts";
import type { Condition, Rule } from "../model/ruleset/rule.ts";
import { patternOf } from "../model/ruleset/rule.ts";
import { asksForReaction, countHistory, readsStatus } from "../language/history.ts";
import { buildRuleData } from "../language/rule-data.ts";
import type { Settings } from "../model/ruleset/settings.ts";
import { StepError } from "../base/step-error.ts";
import { renderText } from "../language/template.ts";
import { lazyVariables, ownConditions } from "../language/variables.ts";
import type { ConditionTrace } from "../model/trace.ts";
import { sourceFailure } from "./source.ts";
import { isNamedBy, triggerFailure } from "./trigger.ts";

/** What the rules are evaluated against. */
export interface MatchInput {
  readonly event: Event;
  /** The text or note of ours that it is an echo of, as it stood before; absent or null when it is none. */
  readonly ownText?: OwnText | null;
  /** What it tells of the delivery of an own text to the contact; absent or null when it tells nothing. */
  readonly lastDelivery?: LastDelivery | null;
  /** The contact before this event, or null when the lane is new. */
  readonly contact: Contact | null;
  readonly optState: OptState | null;
  /** Earlier events of the lane, of the types and as far back as `MatchIndex.historyFor` asks. */
  readonly history: readonly Event[];
  readonly index: MatchIndex;
  readonly settings: Settings;
  /** Called when Heymarket's record of the contact decides something. */
  readonly onContactRead?: (() => void) | undefined;
}

type OwnText = Pick<Effect, "phone" | "delivery">;

/** The outcome of every candidate rule before limits are looked at. */
export interface EventMatch {
  readonly event: Event;
  readonly contact: Contact;
  readonly verdicts: readonly RuleMatch[];
}

/** One candidate rule: matched with its variables and key, or not, with the reason. */
export type RuleMatch =
  | {
      readonly kind: "matched";
      readonly rule: Rule;
      readonly vars: JsonObject;
      /** By what limits and `mode` tell its runs apart: the contact, unless the rule says it. */
      readonly key: string;
      /** Key of its `once_per` reservation, or null when it has no limit. */
      readonly reservationKey: string | null;
      /** Keys of the reservations of its `max`, of which a run takes one; none without that limit. */
      readonly slotKeys: readonly string[];
      readonly condition: ConditionTrace | null;
    }
  | {
      readonly kind: "not_matched" | "error";
      readonly rule: Rule;
      readonly reason: string;
      readonly condition: ConditionTrace | null;
    };

const LATE_AFTER_MS = 2_000;

/** Matches an event against the rules that may fire on it. Pure; never throws on what a rule or an event holds, but a fault of ours is thrown. */
export function matchEvent(input: MatchInput): EventMatch {
  const known = knownAt(input.event, input.contact);
  const event = { ...input.event, late: input.event.at < known.newestAt - LATE_AFTER_MS };
  const applied = applyEvent(known, event);
  const contact = withLastDelivery(applied, input.lastDelivery ?? null);
  const base = buildRuleData({ at: event.at, ...input, event, contact });
  const verdicts = input.index
    .candidates(event, base)
    .filter((rule) => isAsked(rule.id, event) && isOfItsKind(rule, event, input.settings))
    .map((rule) => matchRule(rule, { base, ...input, event }));
  return { event, contact, verdicts };
}

/** Those of another inbox or source did not look, whether the index found them by a word or not. */
function isOfItsKind(rule: Rule, event: Event, settings: Settings): boolean {
  return isNamedBy(rule, event, settings) && sourceFailure(rule, event, settings) === null;
}

function isAsked(ruleId: string, { replay }: Event): boolean {
  return replay === undefined || replay.ruleId === null || replay.ruleId === ruleId;
}

/** The contact before an event. Nothing can be newer than the receipt of an event: stores of old may say so all the same. */
function knownAt({ lane, phone, receivedAt }: Event, contact: Contact | null): Contact {
  const known = contact ?? createContact(lane, phone);
  return { ...known, newestAt: Math.min(known.newestAt, receivedAt) };
}

function matchRule(
  rule: Rule,
  input: Pick<MatchInput, "event" | "ownText" | "history" | "settings"> & { readonly base: JsonObject },
): RuleMatch {
  const { event, base, ownText = null } = input;
  const noNews = whyNoNews(rule, event, ownText);
  if (noNews !== null) return { kind: "not_matched", rule, reason: noNews, condition: null };
  const trigger = triggerFailure(rule, event, input);
  if (trigger !== null) return { ...trigger, rule };
  const histories = settle(() => rule.histories.map((query) => (query.inSteps ? 0 : countHistory(query, input))));
  if ("error" in histories) {
    return { kind: "error", rule, reason: `history could not be counted: ${histories.error}`, condition: null };
  }
  const counted: JsonObject = { ...base, history: histories.value };
  const { timezone } = input.settings;
  const vars = lazyVariables(rule.vars, counted, timezone);
  const ruleData: JsonObject = { ...counted, vars };
  const condition = rule.condition === null ? null : evaluateCondition(rule.condition, ruleData);
  if (condition !== null && condition.result !== "pass") {
    const kind = condition.result === "error" ? "error" : "not_matched";
    return { kind, rule, reason: describeFailure(condition), condition };
  }
  const names = settle(() => startOf(rule, event, { vars, ruleData, zone: timezone }));
  if ("error" in names) {
    return { kind: "error", rule, reason: `vars or key could not be rendered: ${names.error}`, condition };
  }
  return { kind: "matched", rule, ...names.value, condition };
}

/**
 * Why an event is no news to a rule, or null when it is. Rules that ask for a status hear of every update of a text, and of own
 * texts of how they ended, once by each outcome; rules that do not, of each text once and of own texts never.
 */
function whyNoNews(rule: Rule, event: Event, ownText: OwnText | null): string | null {
  const { type, author, retells, reaction } = event;
  if (retells === "opt_state") return "the contact's state was known already, and rules have heard of it";
  const asked = [...rule.triggers.map((trigger) => patternOf(trigger).where), ...ownConditions(rule)];
  const asksFor = (reads: (condition: Condition | null) => boolean): boolean => asked.some(reads);
  if (reaction !== undefined && !asksFor((condition) => asksForReaction(condition, reaction)))
    return reaction.kind === "emoji_text"
      ? "this is a text of nothing but emoji; only a rule that asks for a reaction or names emoji hears of it"
      : "this is a reaction to a text; only a rule that asks for a reaction hears of it";
  if (type !== "message_sent") return null;
  const asksForStatus = asksFor(readsStatus);
  if (author === "automation") {
    if (!asksForStatus)
      return "the engine sent this itself; own texts start no rule that does not ask for their status";
    return whyNoOutcome(event, ownText);
  }
  return retells === "text" && !asksForStatus
    ? "this is an update of a text that rules have heard of; a rule that asks for its status hears of updates"
    : null;
}

/** Why an event tells of no own text for the first time that it was delivered or failed; null when it does, or a person runs it again. */
function whyNoOutcome(event: Event, ownText: OwnText | null): string | null {
  const { status, replay } = event;
  if (ownText?.phone === null) return "this is the echo of a note of ours, which is no text to anybody";
  const outcome = status === null ? "pending" : deliveryOutcomeOf(status);
  if (outcome === "pending")
    return "the engine sent this itself; own texts start rules when they are delivered or failed";
  if (ownText === null || replay !== undefined) return null;
  const { delivery } = ownText;
  const isFirst = delivery?.outcome !== outcome && deliveryAfter(delivery, event) !== null;
  return isFirst ? null : "this tells of an own text how it ended, and rules have heard of that or of something newer";
}

/** The variables a run of the rule starts with, and the key of its reservation. */
function startOf(
  rule: Rule,
  event: Event,
  { vars: named, ruleData, zone }: { readonly vars: JsonObject; readonly ruleData: JsonObject; readonly zone: string },
): Pick<Extract<RuleMatch, { kind: "matched" }>, "vars" | "key" | "reservationKey" | "slotKeys"> {
  const vars = { ...named };
  const key = rule.key === null ? event.lane : keyApart(renderText(rule.key, ruleData, zone), event);
  const { oncePerMs, max } = rule.limits;
  const own = `${rule.id}|${key}`;
  const slotKeys = Array.from({ length: max?.count ?? 0 }, (_, index) => `${own}|${index + 1} of max`);
  return { vars, key, reservationKey: oncePerMs === null ? null : own, slotKeys };
}

/** What a computation gives, or the sentence of what the rule did wrong. */
function settle<Value>(compute: () => Value): { readonly value: Value } | { readonly error: string } {
  try {
    return { value: compute() };
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    return { error: error.message };
  }
}
