import { messageIdOf } from "../../../../core/event/delivery.ts";
import type { Delivery } from "../../../../core/model/delivery.ts";
import type { Effect } from "../../../../core/model/run/effect.ts";
import type { Run } from "../../../../core/model/run/run.ts";
import { talliesOfEffect } from "../../../../core/model/tally.ts";
import { countedPurpose, sentTextOf } from "../../../../core/model/run/effect.ts";
import { isHeeded, isTerminal, laneDueAt } from "../../../../core/model/run/run.ts";
import type { Query, Row } from "../../server/connection.ts";
import { completeEffect } from "../../../older-records.ts";
import { integerOf, recordOf, textOf } from "../../../sql/sql-rows.ts";
import { columnsOf } from "./rows.ts";

/** A line: who stands in it are runs of a lane that hold a destination. */
export interface LineName {
  readonly lane: string;
  readonly destination: string;
}

const SAVE_RUNS = `
  INSERT INTO runs (id, event_id, rule_id, lane, status, due_at, lane_due_at, is_heeded, created_at, record)
  SELECT id, event_id, rule_id, lane, status, due_at, lane_due_at, is_heeded, created_at, record
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::boolean[],
    $9::bigint[], $10::text[])
    WITH ORDINALITY AS run (id, event_id, rule_id, lane, status, due_at, lane_due_at, is_heeded, created_at, record, place)
  ORDER BY place
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, due_at = excluded.due_at, is_heeded = excluded.is_heeded, record = excluded.record,
    lane_due_at = CASE WHEN runs.status = 'sending' AND excluded.status = 'sending' THEN runs.lane_due_at
      ELSE excluded.lane_due_at END
  RETURNING id, seq`;

const SAVE_HOLDS = `
  INSERT INTO run_holds (run_id, destination, lane, run_seq, until, is_queued, due_at)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::boolean[], $7::bigint[])`;

const SAVE_EFFECTS = `
  INSERT INTO effects (id, run_id, lane, action, status, local_id, planned_at, phone, sent_at, purpose, text_digest, message_id,
    delivery, record)
  SELECT id, run_id, lane, action, status, local_id, planned_at, phone, sent_at, purpose, text_digest, message_id, delivery, record
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::bigint[],
    $10::text[], $11::text[], $12::text[], $13::text[], $14::text[]) WITH ORDINALITY AS effect (id, run_id, lane, action, status,
    local_id, planned_at, phone, sent_at, purpose, text_digest, message_id, delivery, record, place)
  ORDER BY place
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, sent_at = excluded.sent_at, purpose = excluded.purpose,
    text_digest = excluded.text_digest, message_id = coalesce(excluded.message_id, effects.message_id),
    delivery = excluded.delivery, record = excluded.record`;

const OUTLIVING = `
  SELECT id, record FROM effects
  WHERE id = ANY($1) AND (delivery IS NOT NULL OR status IN ('done', 'blocked', 'failed', 'dead'))`;

/** Those stored as failed already of the runs that are written as failed: a change set whose first COMMIT was not answered is written again. */
export async function failedAmong(query: Query, runs: readonly Run[]): Promise<ReadonlySet<string>> {
  const failed = runs.filter(({ status }) => status === "failed");
  if (failed.length === 0) return new Set();
  const rows = await query("SELECT id FROM runs WHERE id = ANY($1) AND status = 'failed'", [
    failed.map(({ id }) => id),
  ]);
  return new Set(rows.map((row) => textOf(row, "id")));
}

/** Writes runs of lanes that the transaction has locked, new ones in this order, and gives the lines they stand or stood in. */
export async function saveRuns(query: Query, runs: readonly Run[]): Promise<readonly LineName[]> {
  if (runs.length === 0) return [];
  const saved = await query(
    SAVE_RUNS,
    columnsOf(runs, (run) => [
      run.id,
      run.eventId,
      run.ruleId,
      run.lane,
      run.status,
      run.dueAt,
      laneDueAt(run),
      isHeeded(run),
      run.createdAt,
      JSON.stringify(run),
    ]),
  );
  const serials = new Map(saved.map((row) => [textOf(row, "id"), integerOf(row, "seq")]));
  const left = await query("DELETE FROM run_holds WHERE run_id = ANY($1) RETURNING lane, destination", [
    runs.map(({ id }) => id),
  ]);
  const holds = runs.flatMap((run) => holdsOf(run, serials.get(run.id) ?? null));
  if (holds.length > 0) {
    await query(
      SAVE_HOLDS,
      columnsOf(holds, (hold) => [
        hold.runId,
        hold.destination,
        hold.lane,
        hold.serial,
        hold.until,
        hold.isQueued,
        hold.dueAt,
      ]),
    );
  }
  return [...left.map((row) => ({ lane: textOf(row, "lane"), destination: textOf(row, "destination") })), ...holds];
}

function holdsOf(run: Run, serial: number | null) {
  if (isTerminal(run.status)) return [];
  const { id, lane, dueAt } = run;
  return run.holds.map(({ destination, until }) => {
    const isQueued = run.status === "queued" && run.destination === destination;
    return { runId: id, destination, lane, serial, until, isQueued, dueAt };
  });
}

/**
 * Writes effects of lanes that the transaction has locked, new ones in this order, and gives those that are not stored yet as they
 * are: a change set whose first COMMIT was not answered is written again. Who writes what became of an attempt may not have heard
 * yet what became of the text: what is stored of that stays.
 */
export async function saveEffects(query: Query, effects: readonly Effect[]): Promise<readonly Effect[]> {
  const known = await readOutliving(query, effects);
  await writeEffects(
    query,
    effects.map((effect) => ({ ...effect, delivery: known.get(effect.id)?.delivery ?? effect.delivery })),
  );
  return effects.filter(({ id, status, settledAt }) => {
    const stored = known.get(id);
    return stored?.status !== status || stored.settledAt !== settledAt;
  });
}

/** Of effects that are written, those stored already with something that a second writing must see. */
async function readOutliving(query: Query, effects: readonly Effect[]): Promise<ReadonlyMap<string, Effect>> {
  const asked = effects.filter(
    (effect) => talliesOfEffect(effect).length > 0 || (effect.phone !== null && effect.attempts.length > 0),
  );
  if (asked.length === 0) return new Map();
  const rows = await query(OUTLIVING, [asked.map(({ id }) => id)]);
  return new Map(rows.map((row) => [textOf(row, "id"), effectOf(row)]));
}

/** Notes what became of texts of lanes that the transaction has locked; nothing of those that are gone. */
export async function saveDeliveries(query: Query, deliveries: ReadonlyMap<string, Delivery>): Promise<void> {
  if (deliveries.size === 0) return;
  const rows = await query("SELECT id, record FROM effects WHERE id = ANY($1)", [[...deliveries.keys()]]);
  const effects = rows.map(effectOf);
  await writeEffects(
    query,
    effects.map((effect) => ({ ...effect, delivery: deliveries.get(effect.id) ?? effect.delivery })),
  );
}

function effectOf(row: Row): Effect {
  return completeEffect(recordOf(row, "effect") as Effect);
}

async function writeEffects(query: Query, effects: readonly Effect[]): Promise<void> {
  if (effects.length === 0) return;
  await query(
    SAVE_EFFECTS,
    columnsOf(effects, (effect) => [
      effect.id,
      effect.runId,
      effect.lane,
      effect.action,
      effect.status,
      effect.localId,
      effect.plannedAt,
      effect.phone,
      sentTextOf(effect)?.goesOutAt ?? null,
      countedPurpose(effect),
      effect.textDigest,
      messageIdOf(effect),
      effect.delivery?.outcome ?? null,
      JSON.stringify(effect),
    ]),
  );
}
