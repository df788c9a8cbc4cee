import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Contact } from "../../core/model/contact.ts";
import type { AuditEntry, Pause } from "../../core/model/decision.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import type { Run } from "../../core/model/run/run.ts";
import type { KeptVariant, RuleLoad, StoreRecord } from "../../ports/store/upkeep.ts";
import { completeContact, completeEffect, completeRule, completeRun } from "../older-records.ts";
import { eventRecordOf, reservationOf, storedOptStateOf, variantOf } from "./sql-records.ts";
import type { SqlRow } from "./sql-rows.ts";
import { integerOf, recordOf, textOf } from "./sql-rows.ts";
import { TALLY_COLUMNS, TALLY_GROUP, tallyOfRow } from "./sql-tallies.ts";

/** Gives the rows of a statement whose values are numbered from `$1`, each used once and in this order. */
export type SnapshotQuery = (sql: string, values: readonly (string | number)[]) => Promise<readonly SqlRow[]>;

/** Where a table is read on behind the last row that was read. */
type Position = string | number;

interface Table {
  /** The columns, behind SELECT. */
  readonly columns: string;
  readonly name: string;
  /** The unique column it is read in the order of. */
  readonly order: string;
  /** What stands before all values of that column. */
  readonly start: Position;
  readonly rows: number;
  readonly read: (row: SqlRow) => StoreRecord | null;
}

const byKey = { start: "", rows: 500 };
const bySerial = { order: "seq", start: 0, rows: 500 };
/** Bodies may be large. */
const EVENTS_AT_ONCE = 100;

/** What is read row by row, before events. */
const KEYED: readonly Table[] = [
  {
    ...byKey,
    columns: "version, record",
    name: "rule_versions",
    order: "version",
    read: (row) => ["rule", completeRule(recordOf(row, "rule version") as Rule)],
  },
  {
    ...byKey,
    columns: "*",
    name: "rule_loads",
    order: "version",
    read: (row) => ["rule_load", ruleLoadOf(row)],
  },
  { ...byKey, columns: "*", name: "opt_states", order: "phone", read: (row) => ["opt_state", storedOptStateOf(row)] },
  {
    ...byKey,
    columns: "lane, record",
    name: "contacts",
    order: "lane",
    read: (row) => ["contact", completeContact(recordOf(row, "contact") as Contact)],
  },
  { ...byKey, columns: "*", name: "reservations", order: "key", read: (row) => ["reservation", reservationOf(row)] },
  {
    ...byKey,
    columns: "key, record",
    name: "pauses",
    order: "key",
    read: (row) => ["pause", recordOf(row, "pause of") as Pause],
  },
  { ...byKey, columns: "*", name: "dedupe_keys", order: "key", read: readKey },
];

/** What is read row by row, after events. */
const SERIAL: readonly Table[] = [
  {
    ...bySerial,
    columns: "seq, id, record",
    name: "runs",
    read: (row) => ["run", completeRun(recordOf(row, "run") as Run)],
  },
  {
    ...bySerial,
    columns: "seq, id, record",
    name: "effects",
    read: (row) => ["effect", completeEffect(recordOf(row, "effect") as Effect)],
  },
  {
    ...bySerial,
    columns: "seq, record",
    name: "audit",
    read: (row) => ["audit", recordOf(row, "row of the audit") as AuditEntry],
  },
];

/**
 * Everything in the tables of a SQL store, page by page. `variantOrder` is the column in the order of which variants were
 * written.
 */
export async function* recordsOfTables(
  query: SnapshotQuery,
  { variantOrder }: { readonly variantOrder: string },
): AsyncGenerator<readonly StoreRecord[]> {
  for (const table of KEYED) yield* recordsOfTable(query, table);
  yield* keptEvents(query, variantOrder);
  for (const table of SERIAL) yield* recordsOfTable(query, table);
  yield* tallies(query);
}

async function* recordsOfTable(query: SnapshotQuery, table: Table): AsyncGenerator<readonly StoreRecord[]> {
  const { columns, name, order, read } = table;
  const sql = `SELECT ${columns} FROM ${name} WHERE ${order} > $1 ORDER BY ${order} LIMIT ${table.rows}`;
  for (let after = table.start; ;) {
    const rows = await query(sql, [after]);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.flatMap((row) => {
      const record = read(row);
      return record === null ? [] : [record];
    });
    after = last[order] as Position;
  }
}

async function* keptEvents(query: SnapshotQuery, variantOrder: string): AsyncGenerator<readonly StoreRecord[]> {
  const eventsAfter = `SELECT events.*, (SELECT record FROM evaluations WHERE event_id = events.id) AS evaluation
    FROM events WHERE seq > $1 ORDER BY seq LIMIT ${EVENTS_AT_ONCE}`;
  const variantsBetween = `SELECT event_variants.* FROM event_variants JOIN events ON events.id = event_variants.event_id
    WHERE events.seq > $1 AND events.seq <= $2 ORDER BY event_variants.${variantOrder} DESC`;
  for (let after = 0; ;) {
    const rows = await query(eventsAfter, [after]);
    const last = rows.at(-1);
    if (last === undefined) return;
    const until = integerOf(last, "seq");
    const variants = new Map<string, KeptVariant[]>(rows.map((row) => [textOf(row, "id"), []]));
    for (const row of await query(variantsBetween, [after, until])) {
      variants.get(textOf(row, "event_id"))?.push({ ...variantOf(row), digest: textOf(row, "digest") });
    }
    yield rows.map((row) => ["event", { ...eventRecordOf(row, []), variants: variants.get(textOf(row, "id")) ?? [] }]);
    after = until;
  }
}

/** Hour by hour: there are as many in one as rules and what they do. */
async function* tallies(query: SnapshotQuery): AsyncGenerator<readonly StoreRecord[]> {
  const sql = `SELECT ${TALLY_COLUMNS} FROM tallies
    WHERE hour_at = (SELECT min(hour_at) FROM tallies WHERE hour_at > $1) GROUP BY ${TALLY_GROUP} ORDER BY ${TALLY_GROUP}`;
  for (let after = -1; ;) {
    const rows = await query(sql, [after]);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map((row) => ["tally", tallyOfRow(row)]);
    after = integerOf(last, "hour_at");
  }
}

function ruleLoadOf(row: SqlRow): RuleLoad {
  return { version: textOf(row, "version"), firstAt: integerOf(row, "first_at"), lastAt: integerOf(row, "last_at") };
}

/** Null for a key that is only locked, by a delivery that is being written. */
function readKey(row: SqlRow): StoreRecord | null {
  const eventId = textOf(row, "event_id");
  if (eventId === "") return null;
  const [key, value, digest, at] = [
    textOf(row, "key"),
    textOf(row, "value"),
    textOf(row, "digest"),
    integerOf(row, "at"),
  ];
  return ["dedupe_key", { key, value, digest, eventId, at }];
}
