import { expect, test } from "vitest";
import type { Query, Row } from "../../../src/stores/postgres/server/connection.ts";
import { countEventRecords, readReplays } from "../../../src/stores/postgres/tables/event-records.ts";
import { nextDueAt } from "../../../src/stores/postgres/lanes/claims.ts";
import { openPostgresStore } from "../../../src/stores/postgres/store.ts";
import {
  countRunRecords,
  listRunRecords,
  readHeededRuns,
  readRunBeside,
} from "../../../src/stores/postgres/tables/run-records.ts";
import { readTallies } from "../../../src/stores/postgres/tables/tallies.ts";
import { usePostgres } from "../../helpers/postgres.ts";

const server = usePostgres();

test("a count of everything reads indexes alone, and of each status that is not done the index of those", async () => {
  const url = await server.createDatabase();
  await (await openPostgresStore({ url })).close();
  const client = await server.connect(url);
  await client.query("SET search_path TO heyrules; SET enable_seqscan TO off; SET enable_bitmapscan TO off");
  const plans: string[] = [];
  const explaining: Query = async (sql) => {
    const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${sql}`);
    plans.push(...rows.map((row) => row["QUERY PLAN"] ?? ""));
    return [];
  };

  await countEventRecords(explaining, {});
  await countRunRecords(explaining, {});

  const scans = plans.filter((line) => line.includes(" Scan"));
  expect(scans.filter((line) => !line.includes("Index Only Scan"))).toEqual([]);
  const indexes = scans.map((line) => /using (\w+)/.exec(line)?.[1]);
  expect(indexes.filter((name) => name === "events_new" || name === "events_parked")).toHaveLength(2);
  // All three begin with the status; which of them it is depends on how many runs there are.
  const ofStatus = ["runs_open", "runs_ended_badly", "runs_resting"];
  expect(indexes.filter((name) => ofStatus.includes(name ?? ""))).toHaveLength(7);
  expect(indexes).toHaveLength(11);
});

test("the runs that an event has to look at are found by their index", async () => {
  const url = await server.createDatabase();
  await (await openPostgresStore({ url })).close();
  const client = await server.connect(url);
  await client.query("SET search_path TO heyrules; SET enable_seqscan TO off; SET enable_bitmapscan TO off");
  const plans: string[] = [];
  const explaining: Query = async (sql, values) => {
    const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${sql}`, [...(values ?? [])]);
    plans.push(...rows.map((row) => row["QUERY PLAN"] ?? ""));
    return [];
  };

  await readHeededRuns(explaining, ["+12025550100"]);

  const scans = plans.filter((line) => line.includes(" Scan") && !line.includes("Function Scan"));
  expect(scans).toEqual([expect.stringContaining("runs_heeded") as string]);
});

test("replays of an event are found among what happened to its contact at the same time", async () => {
  const url = await server.createDatabase();
  await (await openPostgresStore({ url })).close();
  const client = await server.connect(url);
  await client.query(`SET search_path TO heyrules;
    INSERT INTO events (id, type, source, lane, at, received_at, status, author, late, duplicates, dedupe_key, token_label,
        record, body)
      SELECT 'evt_' || i, 'chat_closed', 'main', '+' || i % 9, i, i, 'done', 'unknown', false, 0, 'key ' || i, '1',
        json_build_object('id', 'evt_' || i, 'lane', '+' || i % 9, 'type', 'chat_closed', 'at', i), '{}'
      FROM generate_series(1, 3000) AS serial (i);
    ANALYZE`);
  const plans: string[] = [];
  const explaining: Query = async (sql, values = []) => {
    const explained = await client.query<Record<string, string>>(`EXPLAIN ${sql}`, [...values]);
    plans.push(...explained.rows.map((row) => row["QUERY PLAN"] ?? ""));
    return (await client.query<Row>(sql, [...values])).rows;
  };

  await readReplays(explaining, "evt_9", 9);

  const scans = plans.filter((line) => line.includes(" on events"));
  expect(scans.map((line) => /using (\w+)/.exec(line)?.[1])).toEqual(["events_id_key", "events_of_lane"]);
  expect(plans.join("\n")).toMatch(/Index Cond: \(\(lane = .* AND \(type = .* AND \(at = /);
});

test("runs with a text that went out at some time are found by the index of those texts, and those made before one by their number", async () => {
  const url = await server.createDatabase();
  await (await openPostgresStore({ url })).close();
  const client = await server.connect(url);
  await client.query("SET search_path TO heyrules; SET enable_seqscan TO off; SET enable_bitmapscan TO off");
  const plans: string[] = [];
  const explaining: Query = async (sql, values) => {
    const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${sql}`, [...(values ?? [])]);
    plans.push(...rows.map((row) => row["QUERY PLAN"] ?? ""));
    return [];
  };

  await listRunRecords(explaining, { limit: 1, sent: { since: 1, until: 2 } });
  const sent = plans.splice(0).join("\n");
  await listRunRecords(explaining, { limit: 1, until: 2 });

  expect(sent).toContain("effects_sent on effects");
  const before = plans.join("\n");
  expect(before).toMatch(/Index Scan Backward using runs_pkey on runs .*\n *Index Cond: \(seq < /);
});

test("tallies are found by the hour", async () => {
  const url = await server.createDatabase();
  await (await openPostgresStore({ url })).close();
  const client = await server.connect(url);
  await client.query("SET search_path TO heyrules; SET enable_seqscan TO off; SET enable_bitmapscan TO off");
  const plans: string[] = [];
  const explaining: Query = async (sql, values) => {
    const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${sql}`, [...(values ?? [])]);
    plans.push(...rows.map((row) => row["QUERY PLAN"] ?? ""));
    return [];
  };

  await readTallies(explaining, { since: 0, until: 1, what: ["fired"] });

  expect(plans.filter((line) => line.includes(" Scan"))).toEqual([expect.stringContaining("tallies_pkey") as string]);
  expect(plans.join("\n")).toMatch(/Index Cond: \(\(hour_at >= .*hour_at < /);
});

test("the run beside one is found among those of its rule, also where most runs are of others", async () => {
  const url = await server.createDatabase();
  await (await openPostgresStore({ url })).close();
  const client = await server.connect(url);
  await client.query(`SET search_path TO heyrules;
    INSERT INTO runs (id, event_id, rule_id, lane, status, created_at, record)
      SELECT 'run_' || i, 'evt_' || i, CASE WHEN i < 9 THEN 'seldom' ELSE 'often' END, '+1', 'done', i, '{}'
      FROM generate_series(1, 3000) AS serial (i);
    ANALYZE`);
  const found: unknown[] = [];
  const plans: string[] = [];
  const explaining: Query = async (sql, values = []) => {
    const explained = await client.query<Record<string, string>>(`EXPLAIN ${sql}`, [...values]);
    plans.push(...explained.rows.map((row) => row["QUERY PLAN"] ?? ""));
    const { rows } = await client.query<Row>(sql, [...values]);
    return rows;
  };

  for (const [id, side] of [
    ["run_8", "newer"],
    ["run_8", "older"],
    ["run_9", "older"],
  ] as const)
    found.push(await readRunBeside(explaining, id, side));

  expect(found).toEqual([null, "run_7", null]);
  const scans = plans.filter((line) => line.includes(" on runs"));
  expect(scans.filter((line) => !/using runs_(of_rule|id_key)/.test(line))).toEqual([]);
});

test("when something is due next is asked of the lanes alone that have something to do", async () => {
  const url = await server.createDatabase();
  await (await openPostgresStore({ url })).close();
  const client = await server.connect(url);
  await client.query(`SET search_path TO heyrules;
    INSERT INTO lanes (lane) SELECT '+' || i FROM generate_series(1, 3000) AS serial (i); ANALYZE`);
  const plans: string[] = [];
  const explaining: Query = async (sql) => {
    const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${sql}`);
    plans.push(...rows.map((row) => row["QUERY PLAN"] ?? ""));
    return [];
  };

  await nextDueAt(explaining);

  expect(plans.filter((line) => line.includes(" on lanes"))).toEqual([expect.stringContaining("lanes_due") as string]);
});
