import { expect, onTestFinished, test } from "vitest";
import type { Store } from "../../../src/ports/store/store.ts";
import { createConnection } from "../../../src/stores/postgres/server/connection.ts";
import { MIGRATIONS } from "../../../src/stores/postgres/server/migrations.ts";
import type { Release } from "../../../src/stores/postgres/server/schema.ts";
import { migrate } from "../../../src/stores/postgres/server/schema.ts";
import { openPostgresStore } from "../../../src/stores/postgres/store.ts";
import { makeEvaluated, makeNewEvent, makeRun } from "../../helpers/make.ts";
import { usePostgres } from "../../helpers/postgres.ts";
import { until } from "../../run/make.ts";
import { commitOnce } from "../contract/fixture.ts";

const server = usePostgres();
const NEWEST = MIGRATIONS.length;
/** The release after this one, which adds something. */
const EXPANDING: Release = {
  migrations: [
    ...MIGRATIONS,
    "ALTER TABLE events ADD COLUMN added text; CREATE TABLE additions (key text PRIMARY KEY)",
  ],
  minimumVersion: NEWEST,
};
/** The release after that, which takes away what this one uses. */
const CONTRACTING: Release = {
  migrations: [...EXPANDING.migrations, "ALTER TABLE events DROP COLUMN source"],
  minimumVersion: NEWEST + 1,
};

async function openStore(url: string): Promise<Store> {
  const store = await openPostgresStore({ url });
  onTestFinished(() => store.close());
  return store;
}

/** What an engine of a release does first. */
async function migrateBy(url: string, release: Release): Promise<readonly [from: number, to: number]> {
  const connection = createConnection({
    url,
    name: "the store",
    readOnly: false,
    statementMs: 10_000,
    connectMs: 2_000,
    size: 1,
  });
  try {
    const { from, to } = await migrate(connection, release);
    return [from, to];
  } finally {
    await connection.close();
  }
}

test("an engine goes on, and another one of its release starts, beside one of the next release that only adds", async () => {
  const url = await server.createDatabase();
  const running = await openStore(url);

  const migrated = await migrateBy(url, EXPANDING);
  const started = await openStore(url);
  await running.accept([makeNewEvent()]);
  await commitOnce(started, { ...makeEvaluated("evt_1"), runs: [makeRun({ status: "done" })] });
  const reader = await openPostgresStore({ url, readOnly: true });
  onTestFinished(() => reader.close());

  expect(migrated).toEqual([NEWEST, NEWEST + 1]);
  expect(await reader.countRuns({})).toMatchObject({ done: 1 });
  expect(await migrateBy(url, EXPANDING)).toEqual([NEWEST + 1, NEWEST + 1]);
});

test("a release that takes away what running engines use does not start, and changes nothing, until they are stopped", async () => {
  const url = await server.createDatabase();
  const running = await openStore(url);

  const refused = await migrateBy(url, CONTRACTING).catch((error: unknown) => error);
  await running.accept([makeNewEvent()]);
  await running.close();

  expect(refused).toMatchObject({
    code: "STORE_LOCKED",
    message: expect.stringContaining("Stop all engines") as string,
  });
  expect(await migrateBy(url, CONTRACTING)).toEqual([NEWEST, NEWEST + 2]);
});

test("a schema that a release cannot work on is refused by every opening of it", async () => {
  const url = await server.createDatabase();
  await migrateBy(url, CONTRACTING);

  const refused = { code: "STORE_VERSION", message: expect.stringContaining("newer engine") as string };
  await expect(openPostgresStore({ url })).rejects.toMatchObject(refused);
  await expect(openPostgresStore({ url, readOnly: true })).rejects.toMatchObject(refused);
});

test("an engine that lost touch while its schema was taken away claims nothing any more, and says why", async () => {
  const url = await server.createDatabase();
  const running = await openStore(url);
  const peers = "FROM pg_stat_activity WHERE application_name = 'heyrules peers' AND datname = current_database()";
  await server.execute(url, `SELECT pg_terminate_backend(pid) ${peers}`);
  await until(async () => (await server.execute(url, `SELECT pid ${peers}`)).length === 0);

  const migrated = await migrateBy(url, CONTRACTING);

  expect(migrated).toEqual([NEWEST, NEWEST + 2]);
  await expect(running.claimLanes(1, 1)).rejects.toMatchObject({ code: "STORE_VERSION" });
});
