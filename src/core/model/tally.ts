import type { ChangeSet } from "./changes.ts";
import type { Event } from "./event.ts";
import type { Effect } from "./run/effect.ts";
import { wentOutAt } from "./run/effect.ts";
import type { Run } from "./run/run.ts";
import type { Evaluation, Verdict } from "./trace.ts";

/**
 * What is counted, each exactly once, in the transaction that writes it:
 *
 *   counted        subject        detail        once for
 *   received       source         family        an event that is put into the inbox, whatever brought it
 *   came           type           source, inbox an event that is put into the inbox for all rules: how many a rule looked at, whose words an index may find missing at once
 *   duplicate      source         family        a delivery of an event that is stored already, also with other bytes
 *   verdict kinds  rule           -             a rule that was looked at for an event (`fired`, `not_matched`, …)
 *   text_sent      rule           -             a text that Heymarket has taken, when it went out, also when that was found out later
 *   answered_out_of_hours  rule   -             one of those that is an answer out of hours (`answersOutOfHours`)
 *   text_blocked   rule           guard         a text that the send gate lets go no more; a deferred one is not
 *   effect_failed  rule           action        an outside action that failed for good, each time a person had it retried
 *   run_failed     rule           -             a run that ended as failed, whatever failed in it; each time a person had it go on
 *   opt_out, opt_in, held  -      -             a number whose opt state becomes that; the end of a hold by a person is none
 */
export type TallyKind =
  | "received"
  | "came"
  | "duplicate"
  | Verdict["outcome"]
  | "text_sent"
  | "answered_out_of_hours"
  | "text_blocked"
  | "effect_failed"
  | "run_failed"
  | "opt_out"
  | "opt_in"
  | "held";

/** How often something happened in an hour. */
export interface Tally {
  /** When the hour begins, by UTC; epoch milliseconds. */
  readonly hourAt: number;
  readonly what: TallyKind;
  /** Id of a rule, or name of a source; empty where there is none. */
  readonly subject: string;
  /** Family of an event, name of a guard or action; empty where there is none. */
  readonly detail: string;
  readonly count: number;
}

const HOUR_MS = 3_600_000;

/** When the hour of an instant begins, by UTC; epoch milliseconds. */
export function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS) * HOUR_MS;
}

/** Something that happened once at an instant. */
export function tallyOf(at: number, what: TallyKind, subject = "", detail = ""): Tally {
  return { hourAt: hourOf(at), what, subject, detail, count: 1 };
}

/** Of which kind an event is, by which a rule listens to it or not. */
export type EventKind = Pick<Event, "type" | "source" | "inboxId">;

/** What is counted of an event that is put into the inbox for every rule; one that is run again for one rule alone is not there for the others. */
export function talliesOfKind({ type, source, inboxId, receivedAt, replay }: Event): readonly Tally[] {
  if (replay !== undefined && replay.ruleId !== null) return [];
  return [tallyOf(receivedAt, "came", type, JSON.stringify([source, inboxId]))];
}

/** The kind of the events that a tally of those that `came` counts. */
export function kindCounted({ subject, detail }: Pick<Tally, "subject" | "detail">): EventKind {
  const [source, inboxId] = JSON.parse(detail) as readonly [source: string, inboxId: string | null];
  return { type: subject, source, inboxId };
}

/** What a change set counts: what its rules came to, and what became of its effects. Who may be texted is counted where that changes. */
export function talliesOf({ evaluation, effects }: Pick<ChangeSet, "evaluation" | "effects">): readonly Tally[] {
  return [...(evaluation === null ? [] : talliesOfEvaluation(evaluation)), ...effects.flatMap(talliesOfEffect)];
}

/** The same tallies with one for each thing that is counted, in the order of their keys. */
export function mergedTallies(tallies: Iterable<Tally>): readonly Tally[] {
  const merged = new Map<string, Tally>();
  for (const tally of tallies) addTally(merged, tally);
  return [...merged.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, tally]) => tally);
}

/** Counts a tally among others, by {@link tallyKey}. */
export function addTally(tallies: Map<string, Tally>, tally: Tally): void {
  const key = tallyKey(tally);
  tallies.set(key, { ...tally, count: tally.count + (tallies.get(key)?.count ?? 0) });
}

/** What a tally counts, as one text. */
export function tallyKey({ hourAt, what, subject, detail }: Omit<Tally, "count">): string {
  return JSON.stringify([hourAt, what, subject, detail]);
}

/** What the rules came to that were looked at for an event. */
export function talliesOfEvaluation({ at, verdicts }: Evaluation): readonly Tally[] {
  return verdicts.map(({ ruleId, outcome }) => tallyOf(at, outcome, ruleId));
}

/** Of what is not settled there is nothing to count; a change set that settles an effect is its only one that does. */
export function talliesOfEffect(effect: Effect): readonly Tally[] {
  const { status, phone, settledAt, ruleId, guard, action } = effect;
  if (settledAt === null) return [];
  switch (status) {
    case "done":
      return phone === null ? [] : talliesOfSent(effect, wentOutAt(effect) ?? settledAt);
    case "blocked":
      return phone === null ? [] : [tallyOf(settledAt, "text_blocked", ruleId, guard ?? "")];
    case "failed":
    case "dead":
      return [tallyOf(settledAt, "effect_failed", ruleId, action)];
    case "planned":
    case "deferred":
    case "sending":
    case "unknown":
    case "cancelled":
      return [];
  }
}

/** A text counts when it went out, which a person may tell, or the engine find out, on a later day. */
function talliesOfSent({ ruleId, answersOutOfHours }: Effect, at: number): readonly Tally[] {
  const sent = tallyOf(at, "text_sent", ruleId);
  return answersOutOfHours === true ? [sent, tallyOf(at, "answered_out_of_hours", ruleId)] : [sent];
}

/** The runs among those that are written that end as failed by that, and had not before. */
export function talliesOfRuns(runs: readonly Run[], wasFailed: (id: string) => boolean): readonly Tally[] {
  return runs.flatMap(({ id, status, updatedAt, ruleId }) =>
    status === "failed" && !wasFailed(id) ? [tallyOf(updatedAt, "run_failed", ruleId)] : [],
  );
}
