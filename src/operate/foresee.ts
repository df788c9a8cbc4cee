import { EngineError, messageOf } from "../core/base/errors.ts";
import { textIdsOf } from "../core/event/delivery.ts";
import { admitRuns, reservationKeysOf } from "../core/match/admit.ts";
import { DISABLED } from "../core/match/admission.ts";
import { matchEvent } from "../core/match/match.ts";
import type { Event } from "../core/model/event.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { Verdict } from "../core/model/trace.ts";
import { textsAheadOf } from "../core/run/ahead.ts";
import type { Wish } from "./wish.ts";

/** The rules in force; none when nobody at hand knows them. */
export function rulesAtHand({ activeRules }: Pick<Wish, "activeRules">): readonly Rule[] {
  try {
    return activeRules().ruleSet.rules;
  } catch (error) {
    if (error instanceof EngineError) return [];
    throw error;
  }
}

/**
 * What the rules in force would make now of an event that could not be evaluated; null when nobody at hand knows them. What throws
 * once more is told, and counts no texts.
 */
export async function foreseeAgain(wish: Wish, event: Event): Promise<Foreseen | null> {
  if (rulesAtHand(wish).length === 0) return null;
  try {
    return await foresee(wish, event);
  } catch (error) {
    if (error instanceof EngineError) throw error;
    return { fires: [], told: `as things are that fails again: ${messageOf(error)}`, textsAhead: 0 };
  }
}

/** What the rules in force would make of an event. */
export interface Foreseen {
  /** Ids of those that would fire. */
  readonly fires: readonly string[];
  /** A sentence on all that have something to say of it. */
  readonly told: string;
  /** Texts that those which fire may come to, or start others to come to, at most. */
  readonly textsAhead: number;
}

/** What the rules in force would make of an event now. @throws EngineError when nobody at hand knows them. */
export async function foresee({ store, activeRules, clock, digest }: Wish, event: Event): Promise<Foreseen> {
  const { ruleSet, index, settings } = activeRules();
  const need = index.historyFor(event.type);
  const [contact, optState, ownText, history] = await Promise.all([
    store.getContact(event.lane),
    event.phone === null ? null : store.optStateOf(event.phone),
    event.type === "message_sent" ? store.ownText(textIdsOf(event)) : null,
    need === null ? [] : store.history(event.lane, need.types, event.at - need.lastMs),
  ]);
  const match = matchEvent({ event, ownText, contact, optState, history, index, settings });
  const context = { ruleSet: ruleSet.hash, now: clock.now(), digest };
  const reservations = await store.reservations(reservationKeysOf(match));
  const { evaluation } = admitRuns(match, { reservations, runs: [] }, context);
  const verdicts = evaluation?.verdicts ?? [];
  const told = [
    ...verdicts.flatMap((verdict) => toldVerdict(verdict, ruleSet.rules)),
    ...toldOff(event, ruleSet.rules),
  ];
  const fires = verdicts.flatMap(({ outcome, ruleId }) => (outcome === "fired" ? [ruleId] : []));
  const fired = ruleSet.rules.filter(({ id }) => fires.includes(id));
  return {
    fires,
    textsAhead: fired.reduce((count, rule) => count + textsAheadOf(rule, ruleSet.rules), 0),
    told: `${told.length === 0 ? "no rule fires" : told.join("; ")} (rule set ${ruleSet.hash})`,
  };
}

/** That the one rule for which an event is replayed is off, and is not even asked. */
function toldOff({ replay }: Event, rules: readonly Rule[]): readonly string[] {
  const asked = rules.find(({ id }) => id === replay?.ruleId);
  return asked?.enabled === "off" ? [`${asked.id} does not: ${DISABLED}`] : [];
}

function toldVerdict({ ruleId, ruleVersion, outcome, reason }: Verdict, rules: readonly Rule[]): readonly string[] {
  const rule = rules.find(({ id }) => id === ruleId);
  const place = rule === undefined ? "" : `, ${rule.file}:${rule.place.line}`;
  if (outcome === "fired") return [`${ruleId} fires, version ${ruleVersion}${place}`];
  return outcome === "not_matched" || outcome === "error" ? [] : [`${ruleId} does not: ${reason}`];
}
