import { DatabaseSync } from "@photostructure/sqlite";

/** An event of the inbox. */
export interface InboxRow {
  readonly seq: number;
  readonly id: string;
  readonly status: string;
  /** `event_data.id` as delivered; of an event that the engine told, what it follows from. */
  readonly delivery: number | string;
}

/** A run, with the place of its event in the inbox. */
export interface RunRow {
  readonly id: string;
  readonly event: string;
  readonly rule: string;
  readonly status: string;
  readonly lane: string;
  readonly seq: number;
  readonly eventSeq: number;
}

/** An effect of the ledger. */
export interface EffectRow {
  readonly id: string;
  readonly run: string;
  readonly action: string;
  readonly status: string;
  readonly localId: string | null;
  /** How often it was looked for in all of the time in question; null when it was never in doubt. */
  readonly wholeLooks: number | null;
}

/** What a SQLite store holds, read past the engine: by SQL, on a connection of its own that cannot write. */
export interface Ledger {
  /** Those behind so many of what was there before; all without a number. */
  readonly events: (after?: number) => readonly InboxRow[];
  readonly runs: (after?: number) => readonly RunRow[];
  readonly effects: (after?: number) => readonly EffectRow[];
  /** Events not evaluated and runs not at an end and not parked. */
  readonly countOpen: () => number;
  /** Those among them whose text was looked for and not found so far. */
  readonly countMissing: () => number;
  /** `ok`, or what SQLite finds wrong with the file. */
  readonly integrity: () => string;
  readonly close: () => void;
}

const EVENTS = `
  SELECT seq, id, status, COALESCE(json_extract(record, '$.data.id'), json_extract(record, '$.data.noticed.from')) AS delivery
  FROM events WHERE seq > ? ORDER BY seq`;
const RUNS = `
  SELECT runs.id, event_id AS event, rule_id AS rule, runs.status, runs.lane, runs.seq, events.seq AS eventSeq
  FROM runs LEFT JOIN events ON events.id = event_id WHERE runs.seq > ? ORDER BY runs.seq`;
const EFFECTS = `
  SELECT id, run_id AS run, action, status, local_id AS localId, json_extract(record, '$.search.wholeLooks') AS wholeLooks
  FROM effects WHERE seq > ? ORDER BY seq`;
const MISSING = `
  SELECT COUNT(*) AS missing FROM runs JOIN effects ON run_id = runs.id
  WHERE runs.status = 'queued' AND effects.status = 'unknown' AND json_extract(effects.record, '$.search.wholeLooks') > 0`;
/** Written so that SQLite counts in the partial indexes of the store. */
const OPEN = `
  SELECT (SELECT COUNT(*) FROM events WHERE status = 'new') +
    (SELECT COUNT(*) FROM runs WHERE status IN ('ready', 'waiting', 'queued', 'sending', 'parked') AND status <> 'parked') AS open`;

/** Reads once from a store. */
export function readLedger<Result>(path: string, read: (ledger: Ledger) => Result): Result {
  const ledger = openLedger(path);
  try {
    return read(ledger);
  } finally {
    ledger.close();
  }
}

/** Opens the file of a store beside, or after, the engine that writes it. */
function openLedger(path: string): Ledger {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  const all = (sql: string, ...values: readonly number[]): readonly unknown[] => database.prepare(sql).all(...values);
  return {
    events: (after = 0) => all(EVENTS, after) as readonly InboxRow[],
    runs: (after = 0) => all(RUNS, after) as readonly RunRow[],
    effects: (after = 0) => all(EFFECTS, after) as readonly EffectRow[],
    countOpen: () => (all(OPEN) as readonly { readonly open: number }[])[0]?.open ?? 0,
    countMissing: () => (all(MISSING) as readonly { readonly missing: number }[])[0]?.missing ?? 0,
    integrity: () =>
      (all("PRAGMA integrity_check") as readonly { readonly integrity_check: string }[])
        .map((row) => row.integrity_check)
        .join("\n"),
    close: () => {
      database.close();
    },
  };
}
