import type { Decision } from "../../core/model/decision.ts";
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

function decisionNeeds({ seen, changes, parkedEvent, replay }: Decision): Needs {
  const runs = [...seen, ...changes.runs];
  const arrival = acceptNeeds(replay === null ? [] : [replay]);
  return {
    ...arrival,
    lanes: [...arrival.lanes, ...runs.map(({ lane }) => lane), ...(parkedEvent === null ? [] : [parkedEvent.lane])],
    lines: seen.flatMap(linesOf),
    phones: changes.optChange === null ? [] : [changes.optChange.phone],
    texts: [],
    reservations: changes.reservations.map(keyOf),
    events: parkedEvent === null ? [] : [parkedEvent.id],
    runs: seen.map(({ id }) => id),
  };
}

function linesOf({ lane, holds }: Run): readonly LineName[] {
  return holds.map(({ destination }) => ({ lane, destination }));
}

function noteDecision(batch: Batch, decision: Decision): "committed" | "stale" {
  const { seen, changes, parkedEvent, replay, pauses, entry } = decision;
  const { writes, events } = batch;
  if (!seen.every((run) => isUnchanged(batch, run))) return "stale";
  if (parkedEvent !== null) {
    if (events.get(parkedEvent.id)?.status !== "parked") return "stale";
    events.set(parkedEvent.id, parkedEvent);
    writes.settledParked.push(parkedEvent);
  }
  seen.forEach((run) => {
    takeBack(batch, run);
  });
  noteChanges(batch, changes);
  if (replay !== null) acceptDelivery(batch, replay);
  writes.pauses.push(...pauses);
  writes.audit.push(entry);
  return "committed";
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
