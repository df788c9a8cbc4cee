import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DatabaseSync } from "@photostructure/sqlite";
import { createContact } from "../src/core/model/contact.ts";
import { parseEnvelopes } from "../src/core/event/envelope.ts";
import { normalise } from "../src/core/event/normalise.ts";
import { openStore } from "../src/stores/open-store.ts";
import { digest, SYSTEM_RANDOM } from "../src/system.ts";
import { show, showMegabytes } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { runLoad } from "./load.ts";
import { startProgram, writeProject } from "./program.ts";
import type { Program } from "./program.ts";
import { configText, CRM_RULE } from "./project.ts";
import { startServer } from "./server-process.ts";
import type { ServerProcess } from "./server-process.ts";
import { inTurn, median, quantile } from "./statistics.ts";
import { bodyOf, createBodies } from "./webhook.ts";
import { withFolder } from "./workspace.ts";

const EVENTS = Number(process.env["HEYRULES_BENCH_HISTORY"] ?? 1_000_000);
const ROUNDS = 5;
const ROUND_MS = 2_000;
const CONNECTIONS = 16;
const STARTS = 3;
const RESTARTS = 7;
/** Deliveries before an engine is killed. */
const BEFORE_KILL_MS = 500;
const IDLE_MS = 2_000;

/** What a store that has seen many events costs: the slowest answers, the start, the memory. */
export function measureHistory(): Promise<readonly Figure[]> {
  return withFolder(async (folder) => {
    const full = `sqlite:${join(folder, "full.db")}`;
    await fillStore(join(folder, "full.db"), full);
    const starts: Awaited<ReturnType<typeof measureStart>>[] = [];
    for (let start = 0; start < STARTS; start += 1) starts.push(await measureStart(folder, full));
    const startMs = median(starts.map(({ ms }) => ms));
    const idleBytes = median(starts.map(({ residentBytes }) => residentBytes));

    const restarts: number[] = [];
    for (let start = 0; start <= RESTARTS; start += 1) restarts.push(await measureRestart(folder, full));
    // The first came after no kill under load.
    const restartMs = restarts.slice(1);

    const servers = {
      full: await startServer("ack-server", ["receiver", full]),
      empty: await startServer("ack-server", ["receiver", `sqlite:${join(folder, "empty.db")}`]),
    };
    for (const server of Object.values(servers)) await latenciesOf(server);
    const latencies = await inTurn(ROUNDS, {
      full: () => latenciesOf(servers.full),
      empty: () => latenciesOf(servers.empty),
    });
    await Promise.all(Object.values(servers).map((server) => server.stop()));
    const p99 = { full: quantile(latencies.full.flat(), 0.99), empty: quantile(latencies.empty.flat(), 0.99) };
    const events = `${show(EVENTS)} events`;
    return [
      {
        name: `ack p99 with ${events} of history / with none`,
        goal: "<= 1.2",
        measured: `${show(p99.full / p99.empty)}: ${show(p99.full)} ms to ${show(p99.empty)} ms, ${CONNECTIONS} connections`,
        isMet: p99.full / p99.empty <= 1.2,
      },
      {
        name: `start to first ack with ${events}`,
        goal: "<= 1 s",
        measured: `${show(startMs / 1_000)} s`,
        isMet: startMs <= 1_000,
      },
      {
        name: "restart after kill -9 under load to the first 200, with that history",
        goal: "p50 <= 1 s",
        measured: `p50 ${show(median(restartMs) / 1_000)} s, at most ${show(Math.max(...restartMs) / 1_000)} s of ${RESTARTS}`,
        isMet: median(restartMs) <= 1_000,
      },
      {
        name: "resident memory, idle, with that history",
        goal: "<= 130 MB",
        measured: Number.isNaN(idleBytes) ? "not known on this system" : showMegabytes(idleBytes),
        isMet: Number.isNaN(idleBytes) ? null : idleBytes <= 130e6,
      },
    ];
  });
}

async function latenciesOf(server: ServerProcess): Promise<readonly number[]> {
  const body = createBodies("what is the price of a cleaning?");
  return (await runLoad({ url: server.url, connections: CONNECTIONS, ms: ROUND_MS, body })).latencies;
}

/** From the start of the program to its first 200, and what it is resident with a little later. */
function measureStart(folder: string, store: string): Promise<{ readonly ms: number; readonly residentBytes: number }> {
  return withStarted(folder, store, async ({ ms, program }) => {
    await delay(IDLE_MS);
    return { ms, residentBytes: program.residentBytes() };
  });
}

/** From the start of the program to its first 200; killed under load, so that the next one finds what that leaves. */
function measureRestart(folder: string, store: string): Promise<number> {
  return withStarted(folder, store, async ({ ms, url, program }) => {
    const body = createBodies("hello");
    const load = runLoad({ url, connections: CONNECTIONS, ms: Number.POSITIVE_INFINITY, body }).catch(() => undefined);
    await delay(BEFORE_KILL_MS);
    await program.stop();
    await load;
    return ms;
  });
}

/** Starts the program, does `work` after its first 200, which came after `ms`, and kills it. */
async function withStarted<Result>(
  folder: string,
  store: string,
  work: (started: { readonly ms: number; readonly url: string; readonly program: Program }) => Promise<Result>,
): Promise<Result> {
  writeProject(folder, { config: configText(), rules: CRM_RULE });
  const startedAt = performance.now();
  const program = startProgram("start", folder, store);
  try {
    const url = await program.waitFor(/listening on (\S+)/);
    const body = createBodies("hello");
    let left = 1;
    await runLoad({ url, connections: 1, ms: Number.POSITIVE_INFINITY, body: () => (left-- > 0 ? body() : null) });
    return await work({ ms: performance.now() - startedAt, url, program });
  } finally {
    await program.stop();
  }
}

const ID = 123_456_789;
const EVENT_ID = "evt_of_the_benchmark";

/** Makes a store as the engine does and fills its tables in SQL, as if so many events had come and been evaluated. */
async function fillStore(path: string, url: string): Promise<void> {
  await (await openStore(url, { random: SYSTEM_RANDOM })).close();
  const receivedAt = Date.now();
  const { event, body, dedupe, digest: bodyDigest } = sampleDelivery(receivedAt);
  const { type, source, author, lane } = event;
  const evaluation = { eventId: EVENT_ID, ruleSet: "bench", at: receivedAt, verdicts: [] };
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; CREATE TEMP TABLE history AS
    WITH RECURSIVE serial (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM serial WHERE i < ${EVENTS})
    SELECT i, printf('evt_h%018d', i) AS id, '+1202555' || printf('%04d', i % 10000) AS phone,
      ${receivedAt} - (${EVENTS} - i) * 1000 AS at FROM serial`);
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
