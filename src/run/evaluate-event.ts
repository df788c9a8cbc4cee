import { admitRuns } from "../core/match/admit.ts";
import { NO_CHANGES } from "../core/model/changes.ts";
import type { Contact } from "../core/model/contact.ts";
import { messageOf, stackOf } from "../core/base/errors.ts";
import type { Event } from "../core/model/event.ts";
import { matchEvent } from "../core/match/match.ts";
import type { Run } from "../core/model/run.ts";
import type { Claim, LaneView } from "../ports/store.ts";
import type { EngineParts } from "./engine-parts.ts";

/** What an evaluation left to do. */
export interface Evaluated {
  readonly event: Event;
  readonly contact: Contact;
  readonly runs: readonly Run[];
}

/**
 * Evaluates the oldest new event of a lane and commits verdicts, runs and the contact in one transaction; null when the
 * claim was lost. A reservation taken by another lane meanwhile, or other rules in force, make it look again.
 */
export async function evaluateEvent(
  parts: EngineParts,
  claim: Claim,
  view: LaneView & { readonly nextEvent: Event },
): Promise<Evaluated | null> {
  for (;;) {
    const active = parts.activeRules();
    const { ruleSet, index, settings } = active;
    const event = await withAuthor(parts, view.nextEvent);
    const need = index.historyFor(event.type);
    const history = need === null ? [] : await parts.store.history(event.lane, need.types, event.at - need.lastMs);
    const match = matchEvent({ event, contact: view.contact, optState: view.optState, history, index, settings });
    const keys = match.verdicts.flatMap((item) =>
      item.kind === "matched" && item.reservationKey !== null ? [item.reservationKey] : [],
    );
    const reservations = keys.length === 0 ? [] : await parts.store.reservations(keys);
    const now = parts.clock.now();
    const changes = admitRuns(match, reservations, { ruleSet: ruleSet.hash, now, digest: parts.digest });
    // Rules replaced while the store was asked: nothing is decided any more by those that are gone.
    if (parts.activeRules() !== active) continue;
    const outcome = await parts.store.commit(claim, changes);
    switch (outcome) {
      case "committed":
        return { event: match.event, contact: match.contact, runs: changes.runs };
      case "lost":
        return null;
      case "stale":
        continue;
      case "opted_out":
        throw new Error("an evaluation sends no text and was refused as opted_out");
    }
  }
}

/** Takes an event out of the way that the engine could not evaluate, for a person to look at. */
export async function parkEvent(parts: EngineParts, claim: Claim, event: Event, error: unknown): Promise<void> {
  const message = messageOf(error);
  parts.logger.error(
    { event: event.id, type: event.type, error: message, stack: stackOf(error) },
    "event could not be evaluated; parked",
  );
  await parts.store.commit(claim, {
    ...NO_CHANGES,
    event: { id: event.id, status: "parked", author: event.author, late: event.late, error: message },
  });
}

/** The engine's own texts come back as `message_sent`; the ledger knows their `local_id`. */
async function withAuthor(parts: EngineParts, event: Event): Promise<Event> {
  if (event.type !== "message_sent" || event.localId === null) return event;
  return (await parts.store.isOwnLocalId(event.localId)) ? { ...event, author: "automation" } : event;
}
