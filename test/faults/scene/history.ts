import { DatabaseSync } from "@photostructure/sqlite";
import { fillStore } from "../../../bench/fill-store.ts";
import { BUSY_PHONE } from "../../../bench/webhook.ts";
import { parseStoreUrl } from "../../../src/core/base/store-url.ts";
import { executeSql } from "../../helpers/postgres-cluster.ts";
import { sentences } from "../check/evidence.ts";
import type { Before } from "./store-rows.ts";
import { countOpenRows } from "./store-rows.ts";

const DAY_MS = 86_400_000;
/** Waits of a history end after sixty days, and its last hours are none of the engines that go on with it. */
const SPAN = { fromDays: 55, toDays: 0.5 };
/** How long engines keep what is in it: a third goes, a third loses its texts. */
const KEPT_DAYS = { events: 40, texts: 20 };

/** Lines of a configuration by which a long history has something to let go of. */
export const HISTORY_RETENTION = `retention: { texts: ${KEPT_DAYS.texts}d, events: ${KEPT_DAYS.events}d }\n`;

/** Who wrote every fortieth event of a history, with plus sign. */
export const BUSY_CONTACT = `+${BUSY_PHONE}`;

/** What is to stay in a history, and what is to go. */
export interface LongHistory extends Before {
  /** Of all contacts but the busy one: what was too young to go, and what of it was too young to lose its text. */
  readonly young: number;
  readonly youngTexts: number;
  /** Of the busy contact. */
  readonly busy: number;
}

/** Fills a store with a history of so many events over 55 days. */
export async function fillHistory(url: string, events: number): Promise<LongHistory> {
  const at = Date.now();
  await fillStore(url, events, { startAt: at - SPAN.fromDays * DAY_MS, endAt: at - SPAN.toDays * DAY_MS });
  const { open } = await countOpenRows(url);
  const [seqs] = await rowsOf(url, SEQS);
  const before = { at, open, seqs: numbersIn(seqs) as unknown as Before["seqs"] };
  return { ...before, ...(await countYoung(url, before)), busy: await countBusy(url) };
}

const SEQS = `SELECT (SELECT max(seq) FROM events) AS events, (SELECT max(seq) FROM runs) AS runs,
  (SELECT max(seq) FROM effects) AS effects`;

/** How many events are left of the first half day, of which retention takes nearly all; cheap to ask again and again. */
export async function countOldest(url: string, { at }: Before): Promise<number> {
  const half = at - (SPAN.fromDays - 0.5) * DAY_MS;
  const [counted] = await rowsOf(url, `SELECT count(*) AS oldest FROM events WHERE received_at < ${half}`);
  return numbersIn(counted)["oldest"] ?? 0;
}

/** Whether an engine has been through all that is old; cheap to ask again and again. */
export async function isRetentionThrough(url: string): Promise<boolean> {
  const sql =
    parseStoreUrl(url).kind === "sqlite"
      ? "SELECT 1 FROM meta WHERE key = 'watermark retention'"
      : "SELECT 1 FROM watermarks WHERE name = 'retention' AND at IS NOT NULL";
  return (await rowsOf(url, sql)).length > 0;
}

/** How many events of the history retention has still to take away, or to take the text out of. */
export async function countOld(url: string, before: Before): Promise<number> {
  const isOpen = `EXISTS (SELECT 1 FROM runs WHERE event_id = events.id AND status NOT IN ('done', 'failed', 'stopped'))`;
  const [counted] = await rowsOf(
    url,
    `SELECT count(*) AS old FROM events WHERE seq <= ${before.seqs.events} AND NOT ${isOpen}
      AND (received_at < ${before.at - KEPT_DAYS.events * DAY_MS}
        OR (status = 'done' AND redacted_at IS NULL AND received_at < ${before.at - KEPT_DAYS.texts * DAY_MS}))`,
  );
  return numbersIn(counted)["old"] ?? 0;
}

/** What an erasing and a round of retention did to a history that they were not to do, and what they left undone. */
export async function checkHistory(url: string, history: LongHistory): Promise<readonly string[]> {
  const [young, busy, old] = [await countYoung(url, history), await countBusy(url), await countOld(url, history)];
  const gone = { events: history.young - young.young, texts: history.youngTexts - young.youngTexts };
  return [
    ...(gone.events === 0 && gone.texts === 0 ? [] : [`too young, and gone: ${JSON.stringify(gone)}`]),
    ...sentences("events of the contact who was erased", Array.from({ length: busy })),
    ...sentences("old events that stayed", Array.from({ length: old })),
  ];
}

/** A horizon moves on while the engines run: what it may meet meanwhile counts for neither side. */
const MARGIN_MS = 2 * 3_600_000;

async function countYoung(url: string, { at, seqs }: Before): Promise<Pick<LongHistory, "young" | "youngTexts">> {
  const youngerThan = (days: number): string => `received_at > ${at - days * DAY_MS + MARGIN_MS}`;
  const others = `FROM events WHERE seq <= ${seqs.events} AND lane <> '${BUSY_CONTACT}'`;
  const [counted] = await rowsOf(
    url,
    `SELECT (SELECT count(*) ${others} AND ${youngerThan(KEPT_DAYS.events)}) AS young,
      (SELECT count(*) ${others} AND redacted_at IS NULL AND ${youngerThan(KEPT_DAYS.texts)}) AS texts`,
  );
  const { young = 0, texts = 0 } = numbersIn(counted);
  return { young, youngTexts: texts };
}

async function countBusy(url: string): Promise<number> {
  const [counted] = await rowsOf(url, `SELECT count(*) AS busy FROM events WHERE lane = '${BUSY_CONTACT}'`);
  return numbersIn(counted)["busy"] ?? 0;
}

type CountedRow = Readonly<Record<string, unknown>>;

async function rowsOf(url: string, sql: string): Promise<readonly CountedRow[]> {
  const store = parseStoreUrl(url);
  if (store.kind === "postgres") {
    const ofEngine = new URL(url);
    ofEngine.searchParams.set("options", "-c search_path=heyrules");
    return executeSql(ofEngine.href, sql);
  }
  if (store.kind !== "sqlite") throw new Error(`${store.kind} is no store for a long history`);
  const database = new DatabaseSync(store.path, { readOnly: true, timeout: 5_000 });
  try {
    return database.prepare(sql).all() as readonly CountedRow[];
  } finally {
    database.close();
  }
}

/** PostgreSQL counts in texts. */
function numbersIn(row: CountedRow | undefined): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
}
