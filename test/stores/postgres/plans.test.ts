import { expect, test } from "vitest";
import type { Query } from "../../../src/stores/postgres/server/connection.ts";
import { countEventRecords } from "../../../src/stores/postgres/tables/event-records.ts";
import { openPostgresStore } from "../../../src/stores/postgres/store.ts";
import { countRunRecords, readHeededRuns } from "../../../src/stores/postgres/tables/run-records.ts";
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
