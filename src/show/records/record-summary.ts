import type { AuditEntry, Pause } from "../../core/model/decision.ts";
import type { OptState } from "../../core/model/event.ts";
import { maskPhone } from "../../core/base/phone.ts";
import type { EventRecord, RunRecord } from "../../ports/store/store.ts";
import { toIso } from "../text/instants.ts";
import { shorten } from "../text/printable.ts";
import { maskLane, maskNumbers } from "../text/redact.ts";

/** How much of a text stands in a list. */
export const TEXT_LENGTH = 40;

/** An event as one of a list: the contact's number masked, the text shortened. */
export function eventSummary(record: EventRecord): object {
  const { event, status, error, duplicates, evaluation } = record;
  return {
    id: event.id,
    type: event.type,
    origin: event.origin,
    replayOf: event.replay?.of ?? null,
    source: event.source,
    status,
    at: toIso(event.at),
    receivedAt: toIso(event.receivedAt),
    contact: maskLane(event.lane),
    inboxId: event.inboxId,
    author: event.author,
    text: event.text === null ? null : shorten(event.text, TEXT_LENGTH),
    error,
    duplicates,
    verdicts: evaluation?.verdicts.map(({ ruleId, outcome, runId }) => ({ ruleId, outcome, runId })) ?? null,
  };
}

/** A run as one of a list, with how each of its effects stands, and of which event its own is a replay, or null; the contact's number masked. */
export function runSummary({ run, effects }: RunRecord, replayOf: string | null): object {
  const { id, ruleId, eventId, status, lane, dueAt, createdAt, updatedAt, error, continuedAs, continues } = run;
  return {
    id,
    ruleId,
    eventId,
    replayOf,
    status,
    contact: maskLane(lane),
    createdAt: toIso(createdAt),
    updatedAt: toIso(updatedAt),
    dueAt: toIso(dueAt),
    error: error && { ...error, message: maskNumbers(error.message) },
    continuedAs,
    continues: continues?.runId ?? null,
    effects: effects.map(({ id: effectId, action, status: state, guard, reason }) => ({
      ...{ id: effectId, action, status: state },
      ...{ guard, reason },
    })),
  };
}

/** Whether a contact may be texted, as one of a list: the number masked. */
export function contactSummary({ phone, changedAt, optedOutAt, ...rest }: OptState): object {
  return { contact: shownNumber(phone), ...rest, changedAt: toIso(changedAt), optedOutAt: toIso(optedOutAt) };
}

/** A number as lists show it. The opt-out of an erased contact stands under a hash, which is no number. */
export function shownNumber(phone: string): string {
  return phone.startsWith("+") ? maskPhone(phone) : phone;
}

/** What a person did, with its instant in ISO 8601. */
export function auditJson(entry: AuditEntry): object {
  return { ...entry, at: toIso(entry.at) };
}

/** What is paused, with its instant in ISO 8601. */
export function pauseJson(pause: Pause): object {
  return { ...pause, since: toIso(pause.since) };
}
