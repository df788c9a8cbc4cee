import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createContact } from "../../../src/core/model/contact.ts";
import { lockForProcess } from "../../../src/stores/on-disk/process-lock.ts";
import { openConnection, usingConnection } from "../../../src/stores/sqlite/connection.ts";
import type { Connection } from "../../../src/stores/sqlite/connection.ts";
import { MIGRATIONS } from "../../../src/stores/sqlite/migrations.ts";
import { textOf } from "../../../src/stores/sql/sql-rows.ts";
import { checkSchema, migrate } from "../../../src/stores/sqlite/schema.ts";
import { openSqliteStore } from "../../../src/stores/sqlite/store.ts";
import { FUTURE, makeOldEffect, OLD_RULE, OLD_RULE_NOW, optStateAfterStart } from "../../helpers/first-release.ts";
import { makeContact, makeEffect, makeEvent, makeRun, makeSent, NOW, PHONE } from "../../helpers/make.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

async function makeStoreFile(): Promise<string> {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  await (await openSqliteStore({ path })).close();
  return path;
}

test("the migrations give the committed schema", async () => {
  const connection = openConnection({ path: await makeStoreFile(), readOnly: true });
  onTestFinished(connection.close);

  const rows = connection
    .statement("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY tbl_name, rowid")
    .all();

  const schema = rows.map((row) => `${textOf(row, "sql").replaceAll(/\n {2}/g, "\n")};\n`).join("\n");
  expect(schema).toBe(readFileSync("test/stores/sqlite/schema.sql", "utf8"));
});

test.each([false, true])("a file of a schema that never was is refused (reading only: %s)", async (readOnly) => {
  const path = await makeStoreFile();
  const connection = openConnection({ path, readOnly: false });
  connection.execute("PRAGMA user_version = -1");
  connection.close();

  await expect(openSqliteStore({ path, readOnly })).rejects.toMatchObject({
    code: "STORE_VERSION",
    message: expect.stringContaining("schema version -1: it is no store of heyrules") as string,
  });
});

test.each([false, true])("a store of a newer engine is refused (reading only: %s)", async (readOnly) => {
  const path = await makeStoreFile();
  const connection = openConnection({ path, readOnly: false });
  connection.execute("PRAGMA user_version = 99");
  connection.close();

  await expect(openSqliteStore({ path, readOnly })).rejects.toMatchObject({
    code: "STORE_VERSION",
    message: expect.stringContaining("schema version 99") as string,
  });
});

test.each([
  { problem: "of a newer schema", spoil: "PRAGMA user_version = 99" },
  { problem: "without a deployment key", spoil: "ALTER TABLE meta RENAME TO lost" },
  { problem: "without its events", spoil: "DROP TABLE events" },
])("a file $problem is refused, and its lock is free again", async ({ spoil }) => {
  const path = await makeStoreFile();
  const connection = openConnection({ path, readOnly: false });
  connection.execute(spoil);
  connection.close();

  await expect(openSqliteStore({ path, readOnly: true })).rejects.toThrow();
  await expect(openSqliteStore({ path })).rejects.toThrow();

  expect(() => {
    lockForProcess(path).release();
  }).not.toThrow();
});

test.each([migrate, checkSchema])("a connection is closed when its schema is refused", async (readKey) => {
  const connection = openConnection({ path: await makeStoreFile(), readOnly: false });
  connection.execute("PRAGMA user_version = 99");

  expect(() => usingConnection(connection, readKey)).toThrow(/schema version 99/);

  expect(() => {
    connection.execute("SELECT 1");
  }).toThrow(/it is closed/);
});

test("a store of an older engine is brought up to date by an engine, not by a reader", async () => {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  openConnection({ path, readOnly: false }).close();

  await expect(openSqliteStore({ path, readOnly: true })).rejects.toMatchObject({ code: "STORE_VERSION" });
  const store = await openSqliteStore({ path });
  onTestFinished(() => store.close());

  await expect(store.check()).resolves.toBeUndefined();
});

function openFirstRelease(path: string): Connection {
  const connection = openConnection({ path, readOnly: false });
  connection.execute(MIGRATIONS[0] ?? "");
  connection.execute("PRAGMA user_version = 1");
  return connection;
}

test("a store of the first release forgets the times from the future that it took from vendors", async () => {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  const connection = openFirstRelease(path);
  const { statement } = connection;
  const optState = statement("INSERT INTO opt_states VALUES (?, 'out', ?, ?, ?, 'text was STOP')");
  const contact = statement("INSERT INTO contacts VALUES (?, ?)");
  optState.run(PHONE, FUTURE, FUTURE, FUTURE);
  optState.run("+1999", NOW - 5, null, NOW - 5);
  contact.run(PHONE, JSON.stringify(makeContact({ name: "Ann", newestAt: FUTURE })));
  contact.run("+1999", JSON.stringify({ ...createContact("+1999", "+1999"), newestAt: NOW - 5 }));
  statement(INSERT_EVENT).run(JSON.stringify(makeEvent()));
  connection.close();

  const store = await openSqliteStore({ path });
  onTestFinished(() => store.close());

  expect(await store.getContact(PHONE)).toMatchObject({ name: "Ann", newestAt: NOW });
  expect(await store.optStateOf(PHONE)).toMatchObject({ optedOutAt: NOW, changedAt: NOW });
  expect(await store.getContact("+1999")).toMatchObject({ newestAt: NOW - 5 });
  expect(await store.optStateOf("+1999")).toMatchObject({ optedOutAt: NOW - 5, changedAt: NOW - 5 });
  expect(await optStateAfterStart(store)).toBe("in");
});

const INSERT_EVENT = `INSERT INTO events (id, type, source, lane, at, received_at, status, author, late, duplicates,
  dedupe_key, token_label, record, body)
  VALUES ('evt_1', 'message_recieved', 'heymarket', '+1', ${FUTURE}, ${NOW}, 'done', 'contact', 0, 0, 'key', '1', ?, '{}')`;

test("a store of the first release calls a position a place, and words of customers stay as they are", async () => {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  const connection = openFirstRelease(path);
  connection.statement("INSERT INTO rule_versions VALUES ('v1', 'r', ?)").run(JSON.stringify(OLD_RULE));
  connection.close();

  const store = await openSqliteStore({ path });
  onTestFinished(() => store.close());

  expect(await store.getRule("v1")).toEqual(OLD_RULE_NOW);
});

test("a store of the first release knows the texts it has sent by the number they went to", async () => {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  const connection = openFirstRelease(path);
  const insert = connection.statement(
    `INSERT INTO effects (id, run_id, lane, action, status, local_id, planned_at, record) VALUES (?, 'run_1', ?, ?, ?, ?, ?, ?)`,
  );
  const effects = [
    makeSent(NOW + 5, { id: "eff_sent", lane: "+1999" }),
    makeSent(NOW + 4, { id: "eff_unknown", status: "unknown" }),
    makeSent(NOW, { id: "eff_failed", status: "failed" }),
    makeEffect({ id: "eff_planned" }),
    makeSent(NOW, { id: "eff_note", action: "note" }),
  ];
  for (const effect of effects) {
    const { id, lane, action, status, localId, plannedAt } = effect;
    insert.run(id, lane, action, status, localId, plannedAt, JSON.stringify(makeOldEffect(effect)));
  }
  connection.statement(INSERT_RUN).run(JSON.stringify(makeRun()));
  connection.close();

  const store = await openSqliteStore({ path });
  onTestFinished(() => store.close());

  const { textDigest } = makeEffect();
  expect(await store.textsTo(PHONE, NOW)).toEqual([
    { effectId: "eff_unknown", at: NOW + 4, goesOutAt: NOW + 4, purpose: "reply", textDigest },
    { effectId: "eff_sent", at: NOW + 5, goesOutAt: NOW + 5, purpose: "reply", textDigest },
  ]);
  expect((await store.getRun("run_1"))?.effects).toEqual(effects);
});

const INSERT_RUN = `INSERT INTO runs (id, event_id, rule_id, lane, status, created_at, record)
  VALUES ('run_1', 'evt_1', 'reply', '+1', 'done', 0, ?)`;

test("texts to a number are found by the index made for it", async () => {
  const connection = openConnection({ path: await makeStoreFile(), readOnly: true });
  onTestFinished(connection.close);

  const plan = connection
    .statement("EXPLAIN QUERY PLAN SELECT id FROM effects WHERE phone = ? AND sent_at >= ? ORDER BY sent_at, seq")
    .all(PHONE, NOW);

  expect(plan.map((row) => textOf(row, "detail"))).toEqual([
    "SEARCH effects USING INDEX effects_texts (phone=? AND sent_at>?)",
  ]);
});

/** A file of the first release that knows one delivery by a key with a number in it. */
function openWithNumberInKey(path: string): Connection {
  const connection = openFirstRelease(path);
  const key = connection.statement("INSERT INTO dedupe_keys (key, value, digest, event_id, at) VALUES (?, ?, ?, ?, ?)");
  key.run(`target_opt_out:${PHONE}:101`, "v", "d", "evt_1", NOW);
  return connection;
}

const keysOf = (connection: Connection): readonly unknown[] =>
  connection
    .statement("SELECT key FROM dedupe_keys")
    .all()
    .map(({ key }) => key);

test("no dedupe key of an older store keeps a number, and a repeat is still known", async () => {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  openWithNumberInKey(path).close();

  const store = await openSqliteStore({ path });
  const known = await store.knownDedupeKeys([`target_opt_out:${PHONE}:101`, "target_opt_out:+1999:101"]);
  await store.close();

  expect(known.map(({ key }) => key)).toEqual([`target_opt_out:${PHONE}:101`]);
  const connection = openConnection({ path, readOnly: true });
  onTestFinished(connection.close);
  expect(keysOf(connection)).toEqual([expect.stringMatching(/^target_opt_out:#[0-9a-f]{32}:101$/)]);
});

test("a process that dies while it takes numbers out of keys leaves a file for the next one to do it in", () => {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  const connection = openWithNumberInKey(path);
  onTestFinished(connection.close);
  const dying: Connection = {
    ...connection,
    statement: (sql) => {
      if (sql.startsWith("UPDATE OR REPLACE dedupe_keys")) throw new Error("killed");
      return connection.statement(sql);
    },
  };

  expect(() => migrate(dying)).toThrow("killed");
  migrate(connection);

  expect(keysOf(connection)).toEqual([expect.stringMatching(/^target_opt_out:#[0-9a-f]{32}:101$/)]);
});

test("an empty file is brought to the newest schema in one transaction, for which the disk is waited once", () => {
  const connection = openConnection({ path: join(makeTemporaryFolder(), "heyrules.db"), readOnly: false });
  onTestFinished(connection.close);
  let transactions = 0;
  const counted: Connection = {
    ...connection,
    transaction: (work) => {
      transactions += 1;
      connection.transaction(work);
    },
  };

  migrate(counted);

  expect(transactions).toBe(1);
});
