import type { Passing } from "../../core/event/retention.ts";
import {
  REDACTED,
  REDACTED_BODY,
  redactedEffect,
  redactedEvaluation,
  redactedEvent,
  redactedRun,
} from "../../core/event/redaction.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import type { Run } from "../../core/model/run/run.ts";
import type { Event } from "../../core/model/event.ts";
import type { Evaluation } from "../../core/model/trace.ts";
import type { Passage, Passed, QuietPassage } from "../../ports/store/retention.ts";
import type { PageEnd } from "../lists.ts";
import { formatCursor, parseCursor } from "../lists.ts";
import { completeEffect, completeEvent, completeRun } from "../older-records.ts";
import { integerOf, redactedJson, textOf } from "../sql/sql-rows.ts";
import { TALLY_GROUP } from "../sql/sql-tallies.ts";
import type { Connection, Row } from "./connection.ts";

/** As many rows are looked at in one transaction. */
const PART = 64;

const IS_OPEN = `EXISTS (SELECT 1 FROM runs WHERE event_id = events.id AND status NOT IN ('done', 'failed', 'stopped'))`;

const OLD_EVENTS = `
  SELECT seq, id, received_at, status = 'new' OR ${IS_OPEN} AS stays FROM events
  WHERE received_at < ? AND (received_at, seq) > (?, ?) ORDER BY received_at, seq LIMIT ${PART}`;

/** Of a lane. */
const QUIET_EVENTS = `
  SELECT seq, id, received_at, status = 'new' OR EXISTS (SELECT 1 FROM runs WHERE event_id = events.id) AS stays FROM events
  WHERE lane = ? AND (received_at, seq) > (?, ?) ORDER BY received_at, seq LIMIT ${PART}`;

/** Of those that nothing was taken out of yet. */
const OLD_TEXTS = `
  SELECT seq, id, received_at, status <> 'done' OR ${IS_OPEN} AS stays, record,
    (SELECT record FROM evaluations WHERE event_id = events.id) AS evaluation
  FROM events INDEXED BY events_with_text
  WHERE redacted_at IS NULL AND received_at < ? AND (received_at, seq) > (?, ?) ORDER BY received_at, seq LIMIT ${PART}`;

/**
 * What is old goes, a part at a time, inside transactions of the caller. Events and texts are walked by receipt, so that
 * those which stay, because something of theirs is open, are looked at once a round and not once a part.
 */
export function createForgetting(connection: Connection): {
  readonly forget: (passage: Passage) => Passed;
  readonly forgetQuiet: (passage: QuietPassage) => Passed;
} {
  const { statement } = connection;
  const drops: Readonly<Record<Exclude<Passing, "texts" | "events">, string>> = {
    dedupe_keys: "key IN (SELECT key FROM dedupe_keys WHERE at < ?",
    reservations: "key IN (SELECT key FROM reservations WHERE expires_at < ?",
    audit: "seq IN (SELECT seq FROM audit WHERE at < ?",
    tallies: `(${TALLY_GROUP}) IN (SELECT ${TALLY_GROUP} FROM tallies WHERE hour_at < ?`,
  };
  const oldEvents = statement(OLD_EVENTS);
  const oldTexts = statement(OLD_TEXTS);
  const quietEvents = statement(QUIET_EVENTS);
  const drop = createDropping(connection);
  const redact = createRedacting(connection);
  const dropOf = Object.fromEntries(
    Object.entries(drops).map(([table, which]) => [
      table,
      statement(`DELETE FROM ${table} WHERE ${which} LIMIT ${PART})`),
    ]),
  );

  function walk(rows: readonly Row[], take: (row: Row) => void): Passed {
    const going = rows.filter((row) => integerOf(row, "stays") === 0);
    going.forEach(take);
    const last = rows.at(-1);
    const isWhole = rows.length < PART || last === undefined;
    const next = isWhole
      ? null
      : formatCursor("kept", { instant: integerOf(last, "received_at"), key: String(integerOf(last, "seq")) });
    return { count: going.length, next };
  }

  function forget({ what, before, now, after }: Passage): Passed {
    const { instant, key } = placeOf(after);
    switch (what) {
      case "events":
        return walk(oldEvents.all(before, instant, Number(key)), drop);
      case "texts":
        return walk(oldTexts.all(before, instant, Number(key)), (row) => {
          redact(row, now);
        });
      case "dedupe_keys":
      case "reservations":
      case "audit":
      case "tallies": {
        const count = dropOf[what]?.run(before) ?? 0;
        return { count, next: count < PART ? null : formatCursor("kept", { instant: 0, key: "0" }) };
      }
    }
  }

  return {
    forget,
    forgetQuiet: ({ lane, after }) => {
      const { instant, key } = placeOf(after);
      return walk(quietEvents.all(lane, instant, Number(key)), drop);
    },
  };
}

function placeOf(after: string | null): PageEnd {
  return after === null ? { instant: -1, key: "0" } : parseCursor(after, { list: "kept", keyForm: /^\d+$/ });
}

/** Drops an event with its runs and effects. Its dedupe key stays as long as a repeat may come. */
function createDropping({ statement }: Connection): (row: Row) => void {
  const deletions = [
    "DELETE FROM effects WHERE run_id IN (SELECT id FROM runs WHERE event_id = ?)",
    "DELETE FROM runs WHERE event_id = ?",
    "DELETE FROM evaluations WHERE event_id = ?",
    "DELETE FROM event_variants WHERE event_id = ?",
    "DELETE FROM events WHERE id = ?",
  ].map((sql) => statement(sql));
  return (row) => {
    for (const deletion of deletions) deletion.run(textOf(row, "id"));
  };
}

function createRedacting({ statement }: Connection): (row: Row, now: number) => void {
  const saveEvent = statement(
    `UPDATE events SET record = ?, body = '${REDACTED_BODY}', redacted_at = ?,
       error = CASE WHEN error IS NOT NULL THEN '${REDACTED}' END WHERE id = ?`,
  );
  const saveVariants = statement(`UPDATE event_variants SET body = '${REDACTED_BODY}' WHERE event_id = ?`);
  const saveEvaluation = statement("UPDATE evaluations SET record = ? WHERE event_id = ?");
  const runsOf = statement("SELECT id, record FROM runs WHERE event_id = ?");
  const saveRun = statement("UPDATE runs SET record = ? WHERE id = ?");
  const effectsOf = statement("SELECT id, record FROM effects WHERE run_id = ?");
  const saveEffect = statement("UPDATE effects SET record = ? WHERE id = ?");
  return (row, now) => {
    const id = textOf(row, "id");
    const event = redactedJson(row, "event", (record) => redactedEvent(completeEvent(record as Event), now));
    saveEvent.run(event, now, id);
    saveVariants.run(id);
    if (row["evaluation"] !== null) {
      const redacted = (record: unknown) => redactedEvaluation(record as Evaluation);
      saveEvaluation.run(redactedJson(row, "evaluation of event", redacted, "evaluation"), id);
    }
    for (const run of runsOf.all(id)) {
      const runId = textOf(run, "id");
      saveRun.run(
        redactedJson(run, "run", (record) => redactedRun(completeRun(record as Run), now)),
        runId,
      );
      for (const effect of effectsOf.all(runId)) {
        const redacted = (record: unknown) => redactedEffect(completeEffect(record as Effect), now);
        saveEffect.run(redactedJson(effect, "effect", redacted), textOf(effect, "id"));
      }
    }
  };
}
