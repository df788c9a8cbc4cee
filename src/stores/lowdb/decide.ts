import type { AuditEntry, Decision, Pause } from "../../core/model/decision.ts";
import { isAsSeen, oldestFirst, pauseKey } from "../../core/model/decision.ts";
import type { Page, PageOptions } from "../../ports/store/lists.ts";
import { pageOf } from "../lists.ts";
import type { Records } from "./records.ts";
import { erase } from "./erasing.ts";
import { behind } from "./lists.ts";
import { settleParkedEvent } from "./records.ts";
import { writeChanges } from "./write.ts";

/** Writes what a person decided: everything, or nothing when it is refused. */
export function decide(records: Records, decision: Decision): "committed" | "stale" {
  const { state } = records;
  const { seen, changes, parkedEvent, erases, entry } = decision;
  const isStale = seen.some((run) => {
    return !isAsSeen(state.runs.get(run.id) ?? null, run);
  });
  const parked = parkedEvent === null ? null : state.events.get(parkedEvent.id);
  if (isStale || (parked !== null && parked?.status !== "parked")) return "stale";
  if (erases !== null && !erase(records, erases)) return "stale";
  if (parked !== null && parkedEvent !== null) {
    const { status } = parkedEvent;
    settleParkedEvent(records, { ...parked, status, error: status === "new" ? null : parked.error });
  }
  const outcome = writeChanges(records, { lane: "", changes });
  if (outcome !== "committed") throw new Error(`what a person decided was refused as ${outcome}`);
  for (const change of decision.pauses) {
    if (change.kind === "set") state.pauses.set(pauseKey(change.pause), change.pause);
    else state.pauses.delete(pauseKey(change.scope));
  }
  if (entry !== null) state.audit.set(entry.id, entry);
  return "committed";
}

/** What goes out no more, oldest first. */
export function pausesOf({ state }: Records): readonly Pause[] {
  return oldestFirst([...state.pauses.values()]);
}

/** A page of what people did, newest first. */
export function listAudit({ state }: Records, { limit, after }: PageOptions): Page<AuditEntry> {
  const newestFirst = [...state.audit.values()].reverse();
  const endAt = ({ at, id }: AuditEntry) => ({ instant: at, key: id });
  return pageOf(behind(newestFirst, { list: "audit", after, endAt }), {
    list: "audit",
    limit,
    endAt,
    read: (entry) => entry,
  });
}
