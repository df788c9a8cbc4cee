import { existsSync, readFileSync } from "node:fs";
import { parseStoreUrl } from "../../../src/core/base/store-url.ts";
import type { Row } from "../../helpers/postgres-cluster.ts";
import { executeSql } from "../../helpers/postgres-cluster.ts";
import type { EffectRow, InboxRow, RunRow } from "../../e2e/ledger.ts";
import { readLedger } from "../../e2e/ledger.ts";

/** What a store holds, read past the engine. */
export interface StoreRows {
  readonly events: readonly InboxRow[];
  readonly runs: readonly RunRow[];
  readonly effects: readonly EffectRow[];
}

/** How much of a store is not at rest. */
export interface OpenCounts {
  /** Events not evaluated and runs not at an end and not parked. */
  readonly open: number;
  /** Those among them whose text was looked for and not found so far. */
  readonly missing: number;
}

/** What a store of SQLite or PostgreSQL held before the engines of a scene began. */
export interface Before {
  /** When it was looked at, epoch milliseconds; nothing in it is of the hour of that. */
  readonly at: number;
  /** The places of the last rows. */
  readonly seqs: Readonly<Record<keyof StoreRows, number>>;
  /** How many events and runs were not at rest. */
  readonly open: number;
}

/** An empty store. */
export const NOTHING_BEFORE: Before = { at: 0, seqs: { events: 0, runs: 0, effects: 0 }, open: 0 };

/** Reads everything a store holds, but for what it held before. */
export async function readStoreRows(url: string, { seqs } = NOTHING_BEFORE): Promise<StoreRows> {
  const store = parseStoreUrl(url);
  if (store.kind === "json") return readJson(store.path);
  if (store.kind === "postgres") return readPostgres(url, seqs);
  if (store.kind !== "sqlite") throw new Error(`${store.kind} is no store that can be read from outside`);
  return readLedger(store.path, (ledger) => ({
    events: ledger.events(seqs.events),
    runs: ledger.runs(seqs.runs),
    effects: ledger.effects(seqs.effects),
  }));
}

/** Counts what is not at rest. */
export async function countOpenRows(url: string): Promise<OpenCounts> {
  const store = parseStoreUrl(url);
  if (store.kind === "sqlite") {
    return readLedger(store.path, (ledger) => ({ open: ledger.countOpen(), missing: ledger.countMissing() }));
  }
  if (store.kind === "postgres") {
    const [row] = await executeSql(url, OPEN);
    return { open: Number(row?.["open"]), missing: Number(row?.["missing"]) };
  }
  const { events, runs, effects } = await readStoreRows(url);
  const queued = new Set(runs.filter(({ status }) => status === "queued").map(({ id }) => id));
  return {
    open:
      events.filter(({ status }) => status === "new").length +
      runs.filter(({ status }) => !RESTING.includes(status)).length,
    missing: effects.filter(
      ({ run, status, wholeLooks }) => queued.has(run) && status === "unknown" && (wholeLooks ?? 0) > 0,
    ).length,
  };
}

/** The runs that are not at an end and not parked, by id. */
export async function openRunIds(url: string): Promise<ReadonlySet<string>> {
  const { runs } = await readStoreRows(url);
  return new Set(runs.filter(({ status }) => !RESTING.includes(status)).map(({ id }) => id));
}

const RESTING = ["done", "failed", "stopped", "parked"];

const EVENTS = `SELECT seq, id, status, record FROM heyrules.events WHERE seq > $after ORDER BY seq`;
const RUNS = `
  SELECT runs.id, event_id AS event, rule_id AS rule, runs.status, runs.lane, runs.seq, events.seq AS "eventSeq"
  FROM heyrules.runs LEFT JOIN heyrules.events ON events.id = event_id
  WHERE runs.seq > $after ORDER BY runs.seq`;
const EFFECTS = `
  SELECT id, run_id AS run, action, status, local_id AS "localId", substring(record FROM '"wholeLooks":([0-9]+)') AS "wholeLooks"
  FROM heyrules.effects WHERE seq > $after ORDER BY seq`;
const OPEN = `
  SELECT (SELECT COUNT(*) FROM heyrules.events WHERE status = 'new') + (SELECT COUNT(*) FROM heyrules.runs
      WHERE status NOT IN ('done', 'failed', 'stopped', 'parked')) AS open,
    (SELECT COUNT(*) FROM heyrules.runs JOIN heyrules.effects ON run_id = runs.id WHERE runs.status = 'queued'
      AND effects.status = 'unknown' AND substring(effects.record FROM '"wholeLooks":([0-9]+)')::int > 0) AS missing`;

async function readPostgres(url: string, seqs: Before["seqs"]): Promise<StoreRows> {
  const behind = (sql: string, after: number) => executeSql(url, sql.replace("$after", String(after)));
  const [events, runs, effects] = [
    await behind(EVENTS, seqs.events),
    await behind(RUNS, seqs.runs),
    await behind(EFFECTS, seqs.effects),
  ];
  return {
    events: numbersOf(events, ["seq"]).map(withDelivery) as unknown as readonly InboxRow[],
    runs: numbersOf(runs, ["seq", "eventSeq"]) as unknown as readonly RunRow[],
    effects: numbersOf(effects, ["wholeLooks"]) as unknown as readonly EffectRow[],
  };
}

/** Not read by the server, whose JSON knows no half of a surrogate pair. */
function withDelivery({ record, ...row }: Row): Row {
  const { data } = JSON.parse(String(record)) as { readonly data: EventData };
  return { ...row, delivery: deliveryOf(data, String(row["id"])) };
}

/** Data of an event that was delivered, with whatever stands there, or that the engine told. */
interface EventData {
  readonly id?: number;
  readonly noticed?: { readonly from: string };
}

/** What was delivered: of data without an id, such as that of a fuzzed body, each event is one of its own. */
function deliveryOf({ id, noticed }: EventData, eventId: string): number | string {
  return id ?? noticed?.from ?? eventId;
}

/** Rows whose whole numbers the driver gives as texts. */
function numbersOf(rows: readonly Row[], columns: readonly string[]): readonly Row[] {
  return rows.map((row) => {
    const read = columns.map((name) => [name, row[name] === null ? null : Number(row[name])] as const);
    return { ...row, ...Object.fromEntries(read) };
  });
}

/** The tables of the file, each a list of key and record in the order of their first commit. */
interface JsonFile {
  readonly events: readonly (readonly [
    string,
    { readonly status: string; readonly event: { readonly data: EventData } },
  ])[];
  readonly runs: readonly (readonly [string, Readonly<Record<"eventId" | "ruleId" | "status" | "lane", string>>])[];
  readonly effects: readonly (readonly [
    string,
    Readonly<Record<"runId" | "action" | "status", string>> & {
      readonly localId: string | null;
      readonly search: { readonly wholeLooks: number } | null;
    },
  ])[];
}

function readJson(path: string): StoreRows {
  if (!existsSync(path)) return { events: [], runs: [], effects: [] };
  const file = JSON.parse(readFileSync(path, "utf8")) as JsonFile;
  const places = new Map(file.events.map(([id], place) => [id, place + 1]));
  return {
    events: file.events.map(([id, { status, event }], place) => ({
      seq: place + 1,
      id,
      status,
      delivery: deliveryOf(event.data, id),
    })),
    runs: file.runs.map(([id, { eventId, ruleId, status, lane }], place) => ({
      id,
      event: eventId,
      rule: ruleId,
      status,
      lane,
      seq: place + 1,
      eventSeq: places.get(eventId) ?? 0,
    })),
    effects: file.effects.map(([id, { runId, action, status, localId, search }]) => ({
      id,
      run: runId,
      action,
      status,
      localId,
      wholeLooks: search?.wholeLooks ?? null,
    })),
  };
}

/** The oldest event of a store and its oldest run, by their ids. */
export async function firstIds(storeUrl: string): Promise<{ readonly event: string; readonly run: string }> {
  const { events, runs } = await readStoreRows(storeUrl);
  return { event: events[0]?.id ?? "", run: runs[0]?.id ?? "" };
}
