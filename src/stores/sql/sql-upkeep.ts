import type { Passing } from "../../core/event/retention.ts";
import type { Age, Pruned, StoreCondition } from "../../ports/store/upkeep.ts";
import type { SnapshotQuery } from "./sql-snapshot.ts";
import type { SqlRow } from "./sql-rows.ts";
import { readDamage } from "./sql-damage.ts";
import { integerOf, integerOrNullOf, textOf } from "./sql-rows.ts";

const IS_OLD = `events.received_at < $1 AND events.status <> 'new' AND NOT EXISTS (SELECT 1 FROM runs
  WHERE runs.event_id = events.id AND runs.status NOT IN ('done', 'failed', 'stopped'))`;

/** Statements that count what is old, each with one instant. */
const OLD: Readonly<Record<keyof Pruned, readonly [horizon: Passing, sql: string]>> = {
  events: ["events", `SELECT count(*) AS counted FROM events WHERE ${IS_OLD}`],
  runs: ["events", `SELECT count(*) AS counted FROM runs JOIN events ON events.id = runs.event_id WHERE ${IS_OLD}`],
  effects: [
    "events",
    `SELECT count(*) AS counted FROM effects JOIN runs ON runs.id = effects.run_id
    JOIN events ON events.id = runs.event_id WHERE ${IS_OLD}`,
  ],
  // Without those that are dropped.
  texts: [
    "texts",
    `SELECT count(*) AS counted FROM events WHERE ${IS_OLD} AND events.status = 'done' AND redacted_at IS NULL
    AND events.received_at >= $2`,
  ],
  dedupeKeys: ["dedupe_keys", "SELECT count(*) AS counted FROM dedupe_keys WHERE at < $1"],
  reservations: ["reservations", "SELECT count(*) AS counted FROM reservations WHERE expires_at < $1"],
  audit: ["audit", "SELECT count(*) AS counted FROM audit WHERE at < $1"],
  tallies: ["tallies", "SELECT count(*) AS counted FROM tallies WHERE hour_at < $1"],
};

/** How many records of a SQL store are old. */
export async function countOld(query: SnapshotQuery, { horizons }: Age): Promise<Pruned> {
  const counts: [string, number][] = [];
  for (const [kind, [horizon, sql]] of Object.entries(OLD)) {
    const values = kind === "texts" ? [horizons.texts, horizons.events] : [horizons[horizon]];
    const [row] = await query(sql, values);
    counts.push([kind, row === undefined ? 0 : integerOf(row, "counted")]);
  }
  return Object.fromEntries(counts) as unknown as Pruned;
}

/** Tables that belong together, and the sentence on rows of which the other half is missing. */
const HALVES: readonly (readonly [sql: string, fault: string])[] = [
  ["runs WHERE NOT EXISTS (SELECT 1 FROM events WHERE events.id = runs.event_id)", "runs without their event"],
  ["effects WHERE NOT EXISTS (SELECT 1 FROM runs WHERE runs.id = effects.run_id)", "effects without their run"],
  [
    "evaluations WHERE NOT EXISTS (SELECT 1 FROM events WHERE events.id = evaluations.event_id)",
    "evaluations without their event",
  ],
];

/** Counts, the oldest event, what is missing and what cannot be read, of a SQL store; `isNewest` when its schema is. */
export async function readContents(
  query: SnapshotQuery,
  { isNewest }: { readonly isNewest: boolean },
): Promise<Pick<StoreCondition, "events" | "runs" | "oldestEventAt" | "faults">> {
  const faults: string[] = [];
  for (const [sql, fault] of HALVES) {
    const [row] = await query(`SELECT count(*) AS counted FROM ${sql}`, []);
    const counted = row === undefined ? 0 : integerOf(row, "counted");
    if (counted > 0) faults.push(`There are ${counted} ${fault}.`);
  }
  faults.push(...(await readDamage(query, { isNewest })));
  const [oldest] = await query("SELECT min(received_at) AS at FROM events", []);
  return {
    events: byStatus(await query("SELECT status, count(*) AS counted FROM events GROUP BY status", [])),
    runs: byStatus(await query("SELECT status, count(*) AS counted FROM runs GROUP BY status", [])),
    oldestEventAt: oldest === undefined ? null : integerOrNullOf(oldest, "at"),
    faults,
  };
}

function byStatus(rows: readonly SqlRow[]): Readonly<Record<string, number>> {
  return Object.fromEntries(rows.map((row) => [textOf(row, "status"), integerOf(row, "counted")]));
}

/** Whether a SQL store holds nothing that an import could repeat or mix with; rules alone do not count. */
export async function isEmptyStore(query: SnapshotQuery): Promise<boolean> {
  const tables = ["events", "runs", "effects", "contacts", "opt_states", "reservations", "dedupe_keys", "tallies"];
  for (const table of tables) {
    if ((await query(`SELECT 1 AS found FROM ${table} LIMIT 1`, [])).length > 0) return false;
  }
  return true;
}
