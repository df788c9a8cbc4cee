import { DatabaseSync } from "@photostructure/sqlite";
import { createContact } from "../src/core/model/contact.ts";
import { parseEnvelopes } from "../src/core/event/envelope.ts";
import { normalise } from "../src/core/event/normalise.ts";
import { openStore } from "../src/stores/open-store.ts";
import { digest, SYSTEM_RANDOM } from "../src/system.ts";
import { bodyOf } from "./webhook.ts";

/** How long the history of the benchmarks is. */
export const EVENTS = Number(process.env["HEYRULES_BENCH_HISTORY"] ?? 1_000_000);

const ID = 123_456_789;
const EVENT_ID = "evt_of_the_benchmark";

/**
 * Makes a SQLite store as the engine does and fills its tables in SQL, as if so many events, one a second until now, had come
 * from 10,000 contacts and been evaluated without starting a rule. A million take about half a minute. `npm run bench -- fill FILE [EVENTS]`.
 */
export async function fillStore(path: string, events: number): Promise<void> {
  await (await openStore(`sqlite:${path}`, { random: SYSTEM_RANDOM })).close();
  const receivedAt = Date.now();
  const { event, body, dedupe, digest: bodyDigest } = sampleDelivery(receivedAt);
  const { type, source, author, lane } = event;
  const evaluation = { eventId: EVENT_ID, ruleSet: "bench", at: receivedAt, verdicts: [] };
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; CREATE TEMP TABLE history AS
    WITH RECURSIVE serial (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM serial WHERE i < ${events})
    SELECT i, printf('evt_h%018d', i) AS id, '+1202555' || printf('%04d', i % 10000) AS phone,
      ${receivedAt} - (${events} - i) * 1000 AS at FROM serial`);
  /** A text of the sample with the id, the event id and the number of the row. */
  const ofRow = `replace(replace(replace(?, '${ID}', i), '${EVENT_ID}', id), substr(?, 2), substr(phone, 2))`;
  const insert = (sql: string, ...parameters: readonly (string | number)[]): void => {
    database.prepare(`${sql} FROM history`).run(...parameters);
  };
  database.exec("BEGIN");
  insert(
    `INSERT INTO events (id, type, source, lane, phone, at, received_at, status, author, late, duplicates, dedupe_key,
       token_label, error, record, body)
     SELECT id, ?, ?, phone, phone, at, at, 'done', ?, 0, 0, replace(?, '${ID}', i), '1', NULL, ${ofRow}, ${ofRow}`,
    ...[type, source, author, dedupe.key, JSON.stringify(event), lane, body, lane],
  );
  insert(`INSERT INTO dedupe_keys SELECT replace(?, '${ID}', i), '', ?, id, at`, dedupe.key, bodyDigest);
  insert(`INSERT INTO evaluations SELECT id, ${ofRow}`, JSON.stringify(evaluation), lane);
  insert(
    `INSERT OR IGNORE INTO contacts SELECT phone, ${ofRow}`,
    JSON.stringify(createContact(lane, event.phone)),
    lane,
  );
  database.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}

function sampleDelivery(receivedAt: number): ReturnType<typeof normalise> {
  const parsed = parseEnvelopes(bodyOf(ID, "thank you, see you then"));
  const [envelope] = parsed.ok ? parsed.envelopes : [];
  if (envelope === undefined) throw new Error("the event of the benchmark cannot be read");
  const arrival = { kind: "delivery", envelope, source: "default", dry: false, tokenLabel: "1" } as const;
  return normalise({ arrival, receivedAt, eventId: EVENT_ID, digest });
}
