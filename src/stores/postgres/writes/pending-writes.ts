import type { DedupeRow } from "../../../core/event/judge-delivery.ts";
import type { EventChange, Reservation } from "../../../core/model/changes.ts";
import type { Contact } from "../../../core/model/contact.ts";
import type { AuditEntry, ErasedContact, PauseChange } from "../../../core/model/decision.ts";
import type { NewEvent } from "../../../core/model/event.ts";
import type { Delivery } from "../../../core/model/delivery.ts";
import type { Effect } from "../../../core/model/run/effect.ts";
import type { Run } from "../../../core/model/run/run.ts";
import type { Tally } from "../../../core/model/tally.ts";
import { talliesOfEffect, talliesOfRuns } from "../../../core/model/tally.ts";
import type { Evaluation } from "../../../core/model/trace.ts";
import type { StoredOptState } from "../../../core/texting/opt-state.ts";
import type { Query } from "../server/connection.ts";
import { saveAudit, savePauses, settleParkedEvents } from "../tables/rows/decision-rows.ts";
import { eraseContacts } from "./erasing.ts";
import type { NewVariant } from "../tables/rows/inbox-rows.ts";
import {
  addDuplicates,
  saveDedupeKeys,
  saveEvaluations,
  saveEvents,
  saveVariants,
  settleEvents,
} from "../tables/rows/inbox-rows.ts";
import { dropSealed, saveOptStates } from "../tables/opt-states.ts";
import { releaseLanes, releaseTurns, renewLeases } from "../lanes/leases.ts";
import { saveReservations } from "../tables/reservations.ts";
import type { Seal } from "../../seal.ts";
import { columnsOf } from "../tables/rows/rows.ts";
import { saveTallies } from "../tables/tallies.ts";
import type { LineName } from "../tables/rows/run-rows.ts";
import { failedAmong, saveDeliveries, saveEffects, saveRuns } from "../tables/rows/run-rows.ts";
import { dropEndedHolds, refreshLanes, refreshLines } from "../lanes/schedule.ts";

/** What a transaction is to write: of a row that several pieces of work change, its last form. */
export interface PendingWrites {
  readonly seal: Seal;
  readonly events: NewEvent[];
  readonly dedupe: Map<string, DedupeRow>;
  readonly duplicates: Map<string, number>;
  readonly variants: NewVariant[];
  readonly settled: EventChange[];
  readonly evaluations: Map<string, Evaluation>;
  readonly runs: Map<string, Run>;
  readonly effects: Map<string, Effect>;
  /** By effect. */
  readonly deliveries: Map<string, Delivery>;
  readonly contacts: Map<string, Contact>;
  readonly optStates: Map<string, StoredOptState>;
  readonly reservations: Map<string, Reservation | null>;
  /** Parked events that a person settled. */
  readonly settledParked: { readonly id: string; readonly lane: string; readonly status: "new" | "done" }[];
  readonly pauses: PauseChange[];
  readonly audit: AuditEntry[];
  /** Besides those of effects, which are counted when they are written. */
  readonly tallies: Tally[];
  readonly erased: ErasedContact[];
  readonly releasedLanes: Set<string>;
  readonly releasedLines: LineName[];
  readonly renewedLanes: Set<string>;
  readonly renewedLines: LineName[];
  /** Lines in which a hold has ended at an instant. */
  readonly endedHolds: { readonly line: LineName; readonly now: number }[];
}

/** Nothing to write. */
export function createPendingWrites(seal: Seal): PendingWrites {
  return {
    seal,
    events: [],
    dedupe: new Map(),
    duplicates: new Map(),
    variants: [],
    settled: [],
    evaluations: new Map(),
    runs: new Map(),
    effects: new Map(),
    deliveries: new Map(),
    contacts: new Map(),
    optStates: new Map(),
    reservations: new Map(),
    settledParked: [],
    pauses: [],
    audit: [],
    tallies: [],
    erased: [],
    releasedLanes: new Set(),
    releasedLines: [],
    renewedLanes: new Set(),
    renewedLines: [],
    endedHolds: [],
  };
}

/** Writes everything, and notes what there is to do then on the lanes and in the lines it touched, which are locked. */
export async function flushWrites(query: Query, writes: PendingWrites): Promise<void> {
  await saveEvents(query, writes.events);
  await saveDedupeKeys(query, writes.dedupe);
  await saveVariants(query, writes.variants);
  await addDuplicates(query, writes.duplicates);
  await settleEvents(query, writes.settled);
  await settleParkedEvents(query, writes.settledParked);
  await savePauses(query, writes.pauses);
  await saveAudit(query, writes.audit);
  await saveEvaluations(query, [...writes.evaluations.values()]);
  const runs = [...writes.runs.values()];
  const failedBefore = await failedAmong(query, runs);
  const failures = talliesOfRuns(runs, (id) => failedBefore.has(id));
  const lines = await saveRuns(query, runs);
  const settled = await saveEffects(query, [...writes.effects.values()]);
  await saveTallies(query, [...writes.tallies, ...failures, ...settled.flatMap(talliesOfEffect)]);
  await saveDeliveries(query, writes.deliveries);
  await saveContacts(query, [...writes.contacts.values()]);
  await saveOptStates(query, [...writes.optStates.values()]);
  await dropSealed(query, [...writes.optStates.keys()], writes.seal);
  await saveReservations(query, writes.reservations);
  // First: what was renewed and then given back is free.
  await renewLeases(query, { lanes: [...writes.renewedLanes], lines: writes.renewedLines });
  await releaseLanes(query, [...writes.releasedLanes]);
  await releaseTurns(query, writes.releasedLines);
  await eraseContacts(query, writes.erased, writes.seal);
  const held = writes.endedHolds.map(({ line }) => line);
  await dropEndedHolds(query, held, Math.max(...writes.endedHolds.map(({ now }) => now)));
  await refreshLines(query, [...lines, ...writes.releasedLines, ...held]);
  await refreshLanes(query, touchedLanes(writes));
}

/** Whether writes bring something to do at once, or another process has to know of them. */
export function bringWork(writes: PendingWrites): boolean {
  const { events, runs } = writes;
  if (writes.pauses.length > 0 || writes.settledParked.length > 0) return true;
  return events.length > 0 || [...runs.values()].some(({ status }) => status === "ready" || status === "queued");
}

function touchedLanes(writes: PendingWrites): readonly string[] {
  return [
    ...writes.events.map(({ event }) => event.lane),
    ...[...writes.runs.values()].map(({ lane }) => lane),
    ...writes.settledParked.map(({ lane }) => lane),
    ...writes.releasedLanes,
    ...writes.releasedLines.map(({ lane }) => lane),
  ];
}

/** Writes contacts of lanes that the transaction has locked. */
export async function saveContacts(query: Query, contacts: readonly Contact[]): Promise<void> {
  if (contacts.length === 0) return;
  await query(
    `INSERT INTO contacts (lane, record) SELECT * FROM unnest($1::text[], $2::text[])
     ON CONFLICT (lane) DO UPDATE SET record = excluded.record`,
    columnsOf(contacts, (contact) => [contact.lane, JSON.stringify(contact)]),
  );
}
