import {
  REDACTED,
  REDACTED_BODY,
  redactedEffect,
  redactedEvaluation,
  redactedEvent,
  redactedRun,
} from "../../../core/event/redaction.ts";
import type { Event } from "../../../core/model/event.ts";
import type { Effect } from "../../../core/model/run/effect.ts";
import type { Run } from "../../../core/model/run/run.ts";
import type { Evaluation } from "../../../core/model/trace.ts";
import type { Passage, Passed, QuietPassage } from "../../../ports/store/retention.ts";
import type { PageEnd } from "../../lists.ts";
import { formatCursor, parseCursor } from "../../lists.ts";
import { completeEffect, completeEvent, completeRun } from "../../older-records.ts";
import { integerOf, redactedJson, textOf } from "../../sql/sql-rows.ts";
import type { Connection, Query, Row } from "../server/connection.ts";
import { lockLanes } from "../server/locks.ts";
import { columnsOf } from "../tables/rows/rows.ts";
import { IS_OPEN } from "../tables/run-records.ts";

/** As many rows are looked at in one transaction. */
const PART = 64;

/** Events by receipt, whatever became of them. */
const WALK = `AND received_at < $1 AND (received_at, seq) > ($2, $3) ORDER BY received_at, seq LIMIT ${PART}`;
const LOOKS = {
  events: `SELECT seq, id, lane, received_at FROM events WHERE true ${WALK}`,
  texts: `SELECT seq, id, lane, received_at FROM events WHERE redacted_at IS NULL ${WALK}`,
};

/** Those that somebody writes to are skipped: nobody waits for what is forgotten, and the next round comes by again. */
const LOCK = "SELECT lane FROM lanes WHERE lane = ANY($1) ORDER BY lane FOR UPDATE SKIP LOCKED";

const FINISHED = `
  SELECT id FROM events WHERE id = ANY($1) AND lane = ANY($2) AND status = ANY($3)
    AND NOT EXISTS (SELECT FROM runs WHERE runs.event_id = events.id AND ${IS_OPEN})`;

const DROPS = {
  dedupe_keys: "key IN (SELECT key FROM dedupe_keys WHERE at < $1 AND event_id <> ''",
  reservations: "key IN (SELECT key FROM reservations WHERE expires_at < $1",
  audit: "seq IN (SELECT seq FROM audit WHERE at < $1",
  tallies: "ctid IN (SELECT ctid FROM tallies WHERE hour_at < $1",
};

const WHEREABOUTS = {
  events: ["done", "parked"],
  texts: ["done"],
};

/** Takes the next part of what is old away. Engines that do it at once take different parts. */
export async function forget({ transaction }: Connection, { what, before, now, after }: Passage): Promise<Passed> {
  const { instant, key } = placeOf(after);
  switch (what) {
    case "events":
    case "texts":
      return transaction(async (query) => {
        const rows = await query(LOOKS[what], [before, instant, Number(key)]);
        const ids = await finishedAmong(query, rows, WHEREABOUTS[what]);
        if (what === "events") await dropEvents(query, ids);
        else await redactEvents(query, ids, now);
        if (what === "events") await query(DELETE_IDLE_LANES, [rows.map((row) => textOf(row, "lane"))]);
        return { count: ids.length, next: endOf(rows) };
      });
    case "dedupe_keys":
    case "reservations":
    case "audit":
    case "tallies":
      return transaction(async (query) => {
        const sql = `DELETE FROM ${what} WHERE ${DROPS[what]} LIMIT ${PART} FOR UPDATE SKIP LOCKED) RETURNING 1 AS gone`;
        const { length } = await query(sql, [before]);
        return { count: length, next: length < PART ? null : formatCursor("kept", { instant: 0, key: "0" }) };
      });
  }
}

/** Events of a lane by receipt, and whether there are runs of them. */
const QUIET = `
  SELECT seq, id, received_at, status = 'new' OR EXISTS (SELECT FROM runs WHERE runs.event_id = events.id) AS stays FROM events
  WHERE lane = $1 AND (received_at, seq) > ($2, $3) ORDER BY received_at, seq LIMIT ${PART}`;

/** Takes the next part of what a lane has and nothing came of away. */
export function forgetQuiet({ transaction }: Connection, { lane, after }: QuietPassage): Promise<Passed> {
  const { instant, key } = placeOf(after);
  return transaction(async (query) => {
    await lockLanes(query, [lane]);
    const rows = await query(QUIET, [lane, instant, Number(key)]);
    const ids = rows.filter((row) => row["stays"] === false).map((row) => textOf(row, "id"));
    await dropEvents(query, ids);
    return { count: ids.length, next: endOf(rows) };
  });
}

function placeOf(after: string | null): PageEnd {
  return after === null ? { instant: -1, key: "0" } : parseCursor(after, { list: "kept", keyForm: /^\d+$/ });
}

function endOf(rows: readonly Row[]): string | null {
  const last = rows.at(-1);
  if (last === undefined || rows.length < PART) return null;
  return formatCursor("kept", { instant: integerOf(last, "received_at"), key: String(integerOf(last, "seq")) });
}

/** Ids of those whose lane is locked now and of which nothing is open. */
async function finishedAmong(
  query: Query,
  rows: readonly Row[],
  statuses: readonly string[],
): Promise<readonly string[]> {
  if (rows.length === 0) return [];
  const locked = await query(LOCK, [rows.map((row) => textOf(row, "lane"))]);
  const lanes = locked.map((row) => textOf(row, "lane"));
  const finished = await query(FINISHED, [rows.map((row) => textOf(row, "id")), lanes, statuses]);
  return finished.map((row) => textOf(row, "id"));
}

const DELETIONS = [
  "DELETE FROM effects WHERE run_id IN (SELECT id FROM runs WHERE event_id = ANY($1))",
  "DELETE FROM run_holds WHERE run_id IN (SELECT id FROM runs WHERE event_id = ANY($1))",
  "DELETE FROM runs WHERE event_id = ANY($1)",
  "DELETE FROM evaluations WHERE event_id = ANY($1)",
  "DELETE FROM event_variants WHERE event_id = ANY($1)",
  "DELETE FROM events WHERE id = ANY($1)",
];

const DELETE_IDLE_LANES = `
  DELETE FROM lanes WHERE lane IN (
    SELECT lane FROM lanes WHERE lane = ANY($1) AND due_at IS NULL AND lease_until IS NULL
      AND NOT EXISTS (SELECT FROM events WHERE events.lane = lanes.lane)
      AND NOT EXISTS (SELECT FROM run_holds WHERE run_holds.lane = lanes.lane)
      AND NOT EXISTS (SELECT FROM lines WHERE lines.lane = lanes.lane)
    FOR UPDATE SKIP LOCKED)`;

/** Drops events with their runs and effects. Their dedupe keys stay as long as a repeat may come. */
async function dropEvents(query: Query, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  for (const deletion of DELETIONS) await query(deletion, [ids]);
}

async function redactEvents(query: Query, ids: readonly string[], now: number): Promise<void> {
  if (ids.length === 0) return;
  await rewrite(query, {
    found: await query("SELECT id, record FROM events WHERE id = ANY($1)", [ids]),
    table: "events",
    redacted: (record) => redactedEvent(completeEvent(record as Event), now),
  });
  await query(
    `UPDATE events SET body = $2, redacted_at = $3, error = CASE WHEN error IS NOT NULL THEN $4 END WHERE id = ANY($1)`,
    [ids, REDACTED_BODY, now, REDACTED],
  );
  await query("UPDATE event_variants SET body = $2 WHERE event_id = ANY($1)", [ids, REDACTED_BODY]);
  await rewrite(query, {
    found: await query("SELECT event_id AS id, record FROM evaluations WHERE event_id = ANY($1)", [ids]),
    table: "evaluations",
    redacted: (record) => redactedEvaluation(record as Evaluation),
  });
  const runs = await query("SELECT id, record FROM runs WHERE event_id = ANY($1)", [ids]);
  await rewrite(query, {
    found: runs,
    table: "runs",
    redacted: (record) => redactedRun(completeRun(record as Run), now),
  });
  const runIds = runs.map((row) => textOf(row, "id"));
  await rewrite(query, {
    found: await query("SELECT id, record FROM effects WHERE run_id = ANY($1)", [runIds]),
    table: "effects",
    redacted: (record) => redactedEffect(completeEffect(record as Effect), now),
  });
  await query("UPDATE effects SET text_digest = NULL WHERE run_id = ANY($1)", [runIds]);
}

const NAMES = { events: "event", evaluations: "evaluation of event", runs: "run", effects: "effect" } as const;

async function rewrite(
  query: Query,
  {
    found,
    table,
    redacted,
  }: {
    readonly found: readonly Row[];
    readonly table: "events" | "evaluations" | "runs" | "effects";
    readonly redacted: (record: unknown) => object;
  },
): Promise<void> {
  if (found.length === 0) return;
  await query(
    `UPDATE ${table} SET record = redacted.record FROM unnest($1::text[], $2::text[]) AS redacted (id, record)
     WHERE ${table}.${table === "evaluations" ? "event_id" : "id"} = redacted.id`,
    columnsOf(found, (row) => [textOf(row, "id"), redactedJson(row, NAMES[table], redacted)]),
  );
}
