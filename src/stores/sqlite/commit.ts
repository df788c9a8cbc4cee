import type { ChangeSet } from "../../core/model/changes.ts";
import type { NewEvent, OptChange } from "../../core/model/event.ts";
import { optTaken } from "../../core/event/judge-delivery.ts";
import { talliesOf, talliesOfRuns } from "../../core/model/tally.ts";
import { pauseOf } from "../../core/model/decision.ts";
import { intentRefusal } from "../../core/texting/send-intent.ts";
import type { CommitOutcome } from "../../ports/store/store.ts";
import { isStale, keyOf } from "../reservation-rules.ts";
import type { Inbox } from "./tables/inbox.ts";
import type { Ledger } from "./tables/ledger.ts";
import type { OptStates } from "./tables/opt-states.ts";
import type { Pauses } from "./tables/pauses.ts";
import type { Reservations } from "./tables/reservations.ts";
import type { Tables } from "./tables/tables.ts";
import type { Tallies } from "./tables/tallies.ts";

/** The tables of a store. */
export interface Parts {
  readonly inbox: Inbox;
  readonly ledger: Ledger;
  readonly optStates: OptStates;
  readonly pauses: Pauses;
  readonly reservations: Reservations;
  readonly tables: Tables;
  readonly tallies: Tallies;
  /** Puts an event into the inbox. */
  readonly accept: (event: NewEvent) => void;
}

/**
 * Writes a change set of a lane inside a transaction of the caller: everything, or nothing when it is refused. The
 * caller has checked the claim.
 */
export function createWriteChanges(parts: Parts): (lane: string, changes: ChangeSet) => CommitOutcome {
  const { inbox, ledger, optStates, pauses, reservations, tables, tallies } = parts;
  return (lane, changes) => {
    const { event, evaluation, attempt, intent, contact, delivery, optChange } = changes;
    if (attempt !== null && pauseOf(pauses.all(), attempt) !== null) return "paused";
    if (intent !== null) {
      const { phone, textsSince } = intent;
      const stored = { optState: optStates.get(phone), texts: ledger.textsTo(phone, textsSince) };
      const refusal = intentRefusal(intent, stored);
      if (refusal !== null) return refusal;
    }
    if (changes.reservations.some((change) => isStale(change, reservations.get(keyOf(change))))) return "stale";
    // An event evaluated already, or of another lane, was not the claim's to evaluate. Nothing is written yet.
    if (event !== null && !inbox.settle(lane, event)) return "lost";
    if (evaluation !== null) inbox.saveEvaluation(evaluation);
    tallies.add(talliesOfRuns(changes.runs, ledger.isFailed));
    for (const run of changes.runs) ledger.saveRun(run);
    for (const effect of changes.effects) ledger.saveEffect(effect);
    if (delivery !== null) ledger.saveDelivery(delivery);
    if (contact !== null) tables.saveContact(contact);
    if (optChange !== null) applyOptChange(parts, optChange);
    changes.raised.forEach(parts.accept);
    for (const change of changes.reservations) reservations.apply(change);
    tallies.add(talliesOf(changes));
    return "committed";
  };
}

function applyOptChange({ optStates, accept, tallies }: Parts, change: OptChange): void {
  const taken = optTaken(optStates.find(change.phone), { change, receivedAt: change.at });
  if (taken.optState !== null) optStates.save(taken.optState);
  tallies.add(taken.tallies);
  if (taken.told !== null) accept(taken.told);
}
