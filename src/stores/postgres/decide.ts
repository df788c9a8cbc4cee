import type { Decision, ErasedContact } from "../../core/model/decision.ts";
import { isAsSeen } from "../../core/model/decision.ts";
import type { Run } from "../../core/model/run.ts";
import type { Decisions } from "../../ports/store.ts";
import { keyOf } from "../reservation-rules.ts";
import { acceptDelivery, acceptNeeds } from "./accept.ts";
import type { Batch, Needs } from "./batch.ts";
import { lineKey } from "./batch.ts";
import { noteChanges } from "./commit.ts";
import type { Query } from "./connection.ts";
import { createDecisionRecords } from "./decision-rows.ts";
import type { LineName } from "./run-rows.ts";
import type { WriteQueue } from "./write-queue.ts";

/** What people decide, in the same transactions as everything else that this process writes. */
export function createSharedDecisions(query: Query, queue: WriteQueue): Decisions {
  return {
    decide: (decision) => queue.submit(decisionNeeds(decision), (batch) => noteDecision(batch, decision)),
    ...createDecisionRecords(query),
  };
}

function decisionNeeds({ seen, changes, parkedEvent, replay, erases }: Decision): Needs {
  const runs = [...seen, ...changes.runs];
  const arrival = acceptNeeds(replay === null ? [] : [replay]);
  return {
    ...arrival,
    lanes: [...arrival.lanes, ...[...runs, ...[parkedEvent ?? [], erases ?? []].flat()].map(({ lane }) => lane)],
    lines: seen.flatMap(linesOf),
    phones: [changes.optChange ?? [], erases ?? []].flat().map(({ phone }) => phone),
    texts: [],
    reservations: changes.reservations.map(keyOf),
    events: parkedEvent === null ? [] : [parkedEvent.id],
    runs: seen.map(({ id }) => id),
    sendingLanes: erases === null ? [] : [erases.lane],
  };
}

function linesOf({ lane, holds }: Run): readonly LineName[] {
  return holds.map(({ destination }) => ({ lane, destination }));
}

function noteDecision(batch: Batch, decision: Decision): "committed" | "stale" {
  const { seen, changes, parkedEvent, replay, pauses, erases, entry } = decision;
  const { writes, events } = batch;
  if (!seen.every((run) => isUnchanged(batch, run))) return "stale";
  if (erases !== null && isOnTheWire(batch, erases)) return "stale";
  if (parkedEvent !== null) {
    if (events.get(parkedEvent.id)?.status !== "parked") return "stale";
    events.set(parkedEvent.id, parkedEvent);
    writes.settledParked.push(parkedEvent);
  }
  seen.forEach((run) => {
    takeBack(batch, run);
  });
  noteChanges(batch, changes);
  if (erases !== null) noteErasing(batch, erases);
  if (replay !== null) acceptDelivery(batch, replay);
  writes.pauses.push(...pauses);
  writes.audit.push(entry);
  return "committed";
}

/** By what is stored and what the pieces of work before this one write. */
function isOnTheWire({ sendingLanes, writes }: Batch, { lane }: ErasedContact): boolean {
  return (
    sendingLanes.has(lane) || [...writes.runs.values()].some((run) => run.lane === lane && run.status === "sending")
  );
}

/** Whoever works on the lane or has a turn of it loses them: both are gone with it. */
function noteErasing({ writes, laneFences }: Batch, erased: ErasedContact): void {
  laneFences.delete(erased.lane);
  writes.releasedLanes.add(erased.lane);
  writes.erased.push(erased);
}

function isUnchanged({ runs, writes }: Batch, seen: Run): boolean {
  const stored = writes.runs.get(seen.id) ?? runs.get(seen.id);
  return stored !== undefined && stored.status !== "sending" && isAsSeen(stored, seen);
}

/** Takes the lane of a run and its turn from whoever has them. */
function takeBack({ laneFences, turns, writes }: Batch, run: Run): void {
  laneFences.delete(run.lane);
  writes.releasedLanes.add(run.lane);
  for (const line of linesOf(run)) {
    if (turns.get(lineKey(line))?.runId !== run.id) continue;
    turns.delete(lineKey(line));
    writes.releasedLines.push(line);
  }
}
