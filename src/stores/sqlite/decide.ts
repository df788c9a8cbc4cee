import type { ChangeSet } from "../../core/model/changes.ts";
import type { AuditEntry, Decision, Pause } from "../../core/model/decision.ts";
import { isAsSeen } from "../../core/model/decision.ts";
import type { CommitOutcome } from "../../ports/store/store.ts";
import type { Page, PageOptions } from "../../ports/store/lists.ts";
import { pageOf, parseCursor } from "../lists.ts";
import { integerOf, recordOf } from "../sql/sql-rows.ts";
import type { Seal } from "../seal.ts";
import type { Connection, Row } from "./connection.ts";
import { createErasing } from "./erasing.ts";
import type { Pauses } from "./tables/pauses.ts";
import type { RunRecords } from "./tables/run-records.ts";

/** What people decided. Writes belong in a transaction of the caller. */
export interface Decisions {
  readonly decide: (decision: Decision) => "committed" | "stale";
  readonly pauses: () => readonly Pause[];
  readonly listAudit: (options: PageOptions) => Page<AuditEntry>;
}

/** The decisions of a SQLite store. */
export function createDecisions(
  connection: Connection,
  parts: {
    readonly runs: RunRecords;
    readonly seal: Seal;
    readonly pauses: Pauses;
    readonly writeChanges: (lane: string, changes: ChangeSet) => CommitOutcome;
  },
): Decisions {
  const { statement } = connection;
  const settleParked = statement(
    "UPDATE events SET status = ?1, error = CASE ?1 WHEN 'new' THEN NULL ELSE error END WHERE id = ?2 AND status = 'parked'",
  );
  const erase = createErasing(connection, parts.seal);
  const saveEntry = statement("INSERT INTO audit (at, record) VALUES (?, ?)");
  const entries = statement("SELECT seq, at, record FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?");

  function isStale({ seen }: Decision): boolean {
    return seen.some((run) => {
      return !isAsSeen(parts.runs.get(run.id)?.run ?? null, run);
    });
  }

  return {
    decide: (decision) => {
      const { changes, parkedEvent, erases, entry } = decision;
      if (isStale(decision)) return "stale";
      if (erases !== null && !erase(erases)) return "stale";
      if (parkedEvent !== null && settleParked.run(parkedEvent.status, parkedEvent.id) === 0) return "stale";
      const outcome = parts.writeChanges("", changes);
      if (outcome !== "committed") throw new Error(`what a person decided was refused as ${outcome}`);
      decision.pauses.forEach(parts.pauses.apply);
      if (entry !== null) saveEntry.run(entry.at, JSON.stringify(entry));
      return "committed";
    },
    pauses: parts.pauses.all,
    listAudit: ({ limit, after, damaged }) => {
      const before =
        after === undefined
          ? Number.MAX_SAFE_INTEGER
          : Number(parseCursor(after, { list: "audit", keyForm: /^\d+$/ }).key);
      const endAt = (row: Row) => ({ instant: integerOf(row, "at"), key: String(integerOf(row, "seq")) });
      return pageOf(entries.all(before, limit + 1), {
        list: "audit",
        limit,
        damaged,
        endAt,
        read: (row) => recordOf(row, "row of the audit") as AuditEntry,
      });
    },
  };
}
