import type { AuditEntry, Pause, PauseChange } from "../../../../core/model/decision.ts";
import { oldestFirst, pauseKey } from "../../../../core/model/decision.ts";
import type { Decisions } from "../../../../ports/store/store.ts";
import type { Page, PageOptions } from "../../../../ports/store/lists.ts";
import { pageOf, parseCursor } from "../../../lists.ts";
import { integerOf, recordOf } from "../../../sql/sql-rows.ts";
import type { Query, Row } from "../../server/connection.ts";
import { columnsOf } from "./rows.ts";

/** What is read of decisions. */
export function createDecisionRecords(query: Query): Omit<Decisions, "decide"> {
  return {
    pauses: () => readPauses(query),
    listAudit: (options) => listAudit(query, options),
  };
}

async function readPauses(query: Query): Promise<readonly Pause[]> {
  return oldestFirst((await query("SELECT key, record FROM pauses")).map((row) => recordOf(row, "pause of") as Pause));
}

/** Names the lock of pauses: "paus" in ASCII. */
const PAUSE_LOCK = 0x70617573;

/**
 * Keeps attempts from being begun until the end of the transaction, and waits for those that are being begun. Before all other
 * locks, since whoever begins an attempt asks for it last: then nobody waits in a circle.
 */
export async function lockPauses(query: Query): Promise<void> {
  await query("SELECT pg_advisory_xact_lock($1)", [PAUSE_LOCK]);
}

/** What is paused, which nobody changes until the end of the transaction. */
export async function readHeldPauses(query: Query): Promise<readonly Pause[]> {
  await query("SELECT pg_advisory_xact_lock_shared($1)", [PAUSE_LOCK]);
  // A statement of its own: it sees what was committed while the lock was waited for.
  return readPauses(query);
}

/** Writes what people made of events that were parked, of lanes that the transaction has locked. */
export async function settleParkedEvents(
  query: Query,
  settled: readonly { readonly id: string; readonly status: "new" | "done" }[],
): Promise<void> {
  if (settled.length === 0) return;
  await query(
    `UPDATE events SET status = settled.status, error = CASE settled.status WHEN 'new' THEN NULL ELSE error END
     FROM unnest($1::text[], $2::text[]) AS settled (id, status) WHERE events.id = settled.id`,
    columnsOf(settled, ({ id, status }) => [id, status]),
  );
}

/** Writes what is paused and what is no longer, in this order. */
export async function savePauses(query: Query, changes: readonly PauseChange[]): Promise<void> {
  for (const change of changes) {
    if (change.kind === "lift") await query("DELETE FROM pauses WHERE key = $1", [pauseKey(change.scope)]);
    else {
      await query(
        "INSERT INTO pauses (key, record) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET record = excluded.record",
        [pauseKey(change.pause), JSON.stringify(change.pause)],
      );
    }
  }
}

/** Writes what people did, in this order. */
export async function saveAudit(query: Query, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await query(
    `INSERT INTO audit (at, record) SELECT at, record FROM unnest($1::bigint[], $2::text[])
       WITH ORDINALITY AS entry (at, record, place) ORDER BY place`,
    columnsOf(entries, (entry) => [entry.at, JSON.stringify(entry)]),
  );
}

async function listAudit(query: Query, { limit, after, damaged }: PageOptions): Promise<Page<AuditEntry>> {
  const before =
    after === undefined ? Number.MAX_SAFE_INTEGER : Number(parseCursor(after, { list: "audit", keyForm: /^\d+$/ }).key);
  const rows = await query("SELECT seq, at, record FROM audit WHERE seq < $1 ORDER BY seq DESC LIMIT $2", [
    before,
    limit + 1,
  ]);
  const endAt = (row: Row) => ({ instant: integerOf(row, "at"), key: String(integerOf(row, "seq")) });
  return pageOf(rows, {
    list: "audit",
    limit,
    damaged,
    endAt,
    read: (row) => recordOf(row, "row of the audit") as AuditEntry,
  });
}
