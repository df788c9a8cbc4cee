import { isCovered } from "../../../core/event/judge-delivery.ts";
import type { Decision, ErasedContact } from "../../../core/model/decision.ts";
import { isAsSeen } from "../../../core/model/decision.ts";
import type { Run } from "../../../core/model/run/run.ts";
import type { Decisions } from "../../../ports/store/store.ts";
import { keyOf } from "../../reservation-rules.ts";
import type { Seal } from "../../seal.ts";
import { acceptDelivery, acceptNeeds } from "./accept.ts";
import type { Batch, Needs } from "./batch.ts";
import { lineKey, openBatch } from "./batch.ts";
import { noteChanges } from "./commit.ts";
import type { Connection } from "../server/connection.ts";
import { createDecisionRecords, lockPauses } from "../tables/rows/decision-rows.ts";
import { flushWrites } from "./pending-writes.ts";
import type { LineName } from "../tables/rows/run-rows.ts";
import type { WriteQueue } from "./write-queue.ts";

/** What people decide, in the same transactions as everything else that this process writes. */
export function createSharedDecisions(
  { query, transaction }: Connection,
  { queue, seal }: { readonly queue: WriteQueue; readonly seal: Seal },
): Decisions {
  return {
    decide: (decision) =>
      decision.erases === null && decision.pauses.length === 0
        ? queue.submit(decisionNeeds(decision), (batch) => noteDecision(batch, decision))
        : decideAlone(transaction, decision, seal),
    ...createDecisionRecords(query),
  };
}

/** In a transaction of its own: what others write of the lane, or of attempts, comes wholly before it or after it. */
function decideAlone(
  transaction: Connection["transaction"],
  decision: Decision,
  seal: Seal,
): Promise<"committed" | "stale"> {
  return transaction(async (query) => {
    if (decision.pauses.length > 0) await lockPauses(query);
    const batch = await openBatch(query, [decisionNeeds(decision)], seal);
    const outcome = noteDecision(batch, decision);
    await flushWrites(query, batch.writes);
    return outcome;
  });
}

function decisionNeeds({ seen, changes, parkedEvent, replay, erases }: Decision): Needs {
  const runs = [...seen, ...changes.runs];
  const arrival = acceptNeeds([replay?.arrival ?? [], changes.optChange?.told ?? []].flat());
  return {
    ...arrival,
    knownKeys: replay?.coveredBy ?? [],
    lanes: [
      ...arrival.lanes,
      ...[...runs, ...[parkedEvent ?? []].flat()].map(({ lane }) => lane),
      ...(erases?.lanes ?? []),
    ],
    lines: seen.flatMap(linesOf),
    phones: [changes.optChange ?? [], erases ?? []].flat().map(({ phone }) => phone),
    texts: [],
    reservations: changes.reservations.map(keyOf),
    events: parkedEvent === null ? [] : [parkedEvent.id],
    runs: seen.map(({ id }) => id),
    erased: erases === null ? [] : [erases],
  };
}

function linesOf({ lane, holds }: Run): readonly LineName[] {
  return holds.map(({ destination }) => ({ lane, destination }));
}

function noteDecision(batch: Batch, decision: Decision): "committed" | "stale" {
  const { seen, changes, parkedEvent, replay, pauses, erases, entry } = decision;
  const { writes, events } = batch;
  if (!seen.every((run) => isUnchanged(batch, run))) return "stale";
  if (replay !== null && isCovered(replay, (key) => batch.dedupe.get(key) ?? null)) return "stale";
  if (erases !== null && batch.busyContacts.has(erases.phone)) return "stale";
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
  if (replay !== null) acceptDelivery(batch, replay.arrival);
  writes.pauses.push(...pauses);
  if (entry !== null) writes.audit.push(entry);
  return "committed";
}

/** Whoever works on the lane or has a turn of it loses them: both are gone with it. */
function noteErasing({ writes, laneFences }: Batch, erased: ErasedContact): void {
  for (const lane of erased.lanes) {
    laneFences.delete(lane);
    writes.releasedLanes.add(lane);
  }
  writes.erased.push(erased);
}

function isUnchanged({ runs, writes }: Batch, seen: Run): boolean {
  return isAsSeen(writes.runs.get(seen.id) ?? runs.get(seen.id) ?? null, seen);
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
