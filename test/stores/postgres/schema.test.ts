import { readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { openPostgresStore } from "../../../src/stores/postgres/store.ts";
import { makeEvaluated, makeNewEvent, makeRun, makeSent, NOW, PHONE } from "../../helpers/make.ts";
import { usePostgres } from "../../helpers/postgres.ts";

const server = usePostgres();

const COLUMNS = `
  SELECT table_name || '.' || column_name || ' ' || data_type || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
    || CASE WHEN is_identity = 'YES' THEN ' identity' ELSE '' END
    || coalesce(' collate ' || collation_name, '') AS line
  FROM information_schema.columns WHERE table_schema = 'heyrules' ORDER BY table_name, ordinal_position`;
const INDEXES = "SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'heyrules' ORDER BY tablename, indexname";

test("the migrations give the committed schema", async () => {
  const url = await server.createDatabase();
  await (await openPostgresStore({ url })).close();

  const lines = [await server.execute(url, COLUMNS), await server.execute(url, INDEXES)].flat();

  const schema = lines.map(({ line }) => `${String(line)}\n`).join("");
  expect(schema).toBe(readFileSync("test/stores/postgres/schema.txt", "utf8"));
});

test("an opening that finds the newest schema changes nothing", async () => {
  const url = await server.createDatabase();
  const first = await openPostgresStore({ url });
  await first.close();
  const before = await server.execute(url, "SELECT * FROM heyrules.meta ORDER BY key");

  const second = await openPostgresStore({ url });
  onTestFinished(() => second.close());

  expect(await server.execute(url, "SELECT * FROM heyrules.meta ORDER BY key")).toEqual(before);
  expect(second.deploymentKey).toBe(first.deploymentKey);
});

test("a lane of which nothing is left goes with its last event", async () => {
  const url = await server.createDatabase();
  const store = await openPostgresStore({ url });
  const waiting = makeRun({ id: "run_2", eventId: "evt_waiting", lane: "+1203", status: "waiting", dueAt: NOW * 2 });
  await store.accept([makeNewEvent(), makeNewEvent({ event: { id: "evt_waiting", phone: "+1203" } })]);
  await store.accept([makeNewEvent({ event: { id: "evt_new", phone: "+1204" } })]);
  for (const [id, changes] of [
    ["evt_1", { runs: [makeRun({ status: "done" })], effects: [makeSent(NOW)] }],
    ["evt_waiting", { runs: [waiting] }],
  ] as const) {
    const [claim] = await store.claimLanes(NOW, 1);
    if (claim === undefined) throw new Error("no lane can be claimed");
    await store.commit(claim, { ...makeEvaluated(id), ...changes });
    await store.release(claim);
  }

  const later = Array.from({ length: 64 }, (_, index) =>
    makeNewEvent({ event: { id: `evt_later_${index}`, receivedAt: NOW + 1_001, phone: "+1205" } }),
  );
  await store.accept(later);
  await store.forget({ what: "events", before: NOW + 1, now: NOW, after: null });
  await store.close();

  const reader = await openPostgresStore({ url, readOnly: true });
  onTestFinished(() => reader.close());
  expect(await reader.getEvent("evt_1")).toBeNull();
  expect(await reader.getRun("run_1")).toBeNull();
  expect(await reader.textsTo(PHONE, 0)).toEqual([]);
  expect((await reader.getEvent("evt_waiting"))?.status).toBe("done");
  expect((await reader.getEvent("evt_new"))?.status).toBe("new");
  const lanes = await server.execute(url, "SELECT lane FROM heyrules.lanes ORDER BY lane");
  expect(lanes.map(({ lane }) => lane)).toEqual(["+1203", "+1204", "+1205"]);
});

test("the looks for work are answered by the indexes made for them", async () => {
  const url = await server.createDatabase();
  await (await openPostgresStore({ url })).close();
  const client = await server.connect(url);
  await client.query("SET search_path TO heyrules; SET enable_seqscan TO off; SET enable_bitmapscan TO off");
  const indexesOf = async (sql: string): Promise<readonly string[]> => {
    const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${sql}`);
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    return [...plan.matchAll(/using (\w+)/g)].map((match) => match[1] ?? "");
  };

  const plans = await Promise.all(
    [
      "SELECT lane FROM lanes WHERE due_at <= 1 AND queued_at <= 1 ORDER BY queued_at, ticket LIMIT 1",
      `SELECT lane FROM lines WHERE destination = 'crm' AND run_id IS NOT NULL AND lease_until IS NULL AND due_at <= 1
         AND queued_at <= 1 ORDER BY queued_at, ticket LIMIT 1`,
      "SELECT seq FROM events WHERE lane = '+1' AND status = 'new' ORDER BY seq LIMIT 1",
      "SELECT record FROM runs WHERE lane = '+1' AND lane_due_at <= 1 ORDER BY seq LIMIT 64",
      "SELECT * FROM run_holds WHERE lane = '+1' AND destination = 'crm' ORDER BY run_seq LIMIT 1",
      "SELECT id FROM effects WHERE phone = '+1' AND sent_at >= 1 ORDER BY sent_at, seq",
    ].map(indexesOf),
  );

  expect(plans).toEqual([
    ["lanes_due"],
    ["lines_due"],
    ["events_new"],
    ["runs_due"],
    ["run_holds_in_line"],
    ["effects_texts"],
  ]);
});
