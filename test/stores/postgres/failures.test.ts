import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Store, StoreHealth } from "../../../src/ports/store/store.ts";
import type { PostgresStoreOptions } from "../../../src/stores/postgres/store.ts";
import { openPostgresStore } from "../../../src/stores/postgres/store.ts";
import type { CutProxy } from "../../helpers/cut-proxy.ts";
import { openCutProxy } from "../../helpers/cut-proxy.ts";
import {
  makeChanges,
  makeEffect,
  makeEvaluated,
  makeNewEvent,
  makeRun,
  makeSent,
  NOW,
  PHONE,
} from "../../helpers/make.ts";
import { usePostgres } from "../../helpers/postgres.ts";
import { claimOne, keepRuns, makeQueued } from "../contract/fixture.ts";

const server = usePostgres();
const UNAVAILABLE = { code: "STORE_UNAVAILABLE" };
const BACKENDS = "FROM pg_stat_activity WHERE application_name = 'heyrules' AND datname = current_database()";

async function openStore(options: PostgresStoreOptions): Promise<Store> {
  const store = await openPostgresStore(options);
  onTestFinished(() => store.close());
  return store;
}

async function useCutProxy(url: string): Promise<CutProxy> {
  const proxy = await openCutProxy(url);
  onTestFinished(proxy.close);
  return proxy;
}

function unavailable(message: string) {
  return { ...UNAVAILABLE, message: expect.stringContaining(message) as string };
}

describe("lost connections", () => {
  test("one that is lost while nothing is asked costs nothing but a new one", async () => {
    const url = await server.createDatabase();
    const store = await openStore({ url });
    const ended = await server.execute(url, `SELECT pg_terminate_backend(pid) ${BACKENDS}`);
    await untilEnded(url);

    expect(ended.length).toBeGreaterThan(0);
    expect(await store.accept([makeNewEvent()])).toMatchObject([{ outcome: "accepted" }]);
  });

  test("one that is lost in the middle of a write undoes it, says so, and the next write goes through", async () => {
    const url = await server.createDatabase();
    const told: StoreHealth[] = [];
    const store = await openStore({ url, onHealth: (health) => told.push(health) });
    await store.accept([makeNewEvent()]);
    const lock = await holdLanes(url);

    const accepting = store.accept([makeNewEvent({ event: { id: "evt_2" } })]);
    await untilBlocked(url);
    const [refused] = await Promise.allSettled([
      accepting,
      server.execute(url, `SELECT pg_terminate_backend(pid) ${BACKENDS} AND wait_event_type = 'Lock'`),
    ]);
    await lock.end();

    expect(refused).toMatchObject({ status: "rejected", reason: unavailable("terminating connection") });
    expect(told).toMatchObject([{ kind: "unavailable", error: UNAVAILABLE }]);
    expect(await store.getEvent("evt_2")).toBeNull();
    expect(await store.accept([makeNewEvent({ event: { id: "evt_2" } })])).toMatchObject([{ outcome: "accepted" }]);
  });

  test("an answer to COMMIT that is lost is no success, and the repeat of the delivery is a duplicate", async () => {
    const url = await server.createDatabase();
    const proxy = await useCutProxy(url);
    const store = await openStore({ url: proxy.url });
    await store.accept([makeNewEvent({ event: { id: "evt_0" } })]);
    const delivery = makeNewEvent();

    proxy.cutAfter("COMMIT\0");
    await expect(store.accept([delivery])).rejects.toMatchObject(UNAVAILABLE);

    const again = makeNewEvent({ event: { id: "evt_again" }, dedupe: delivery.dedupe });
    expect(await store.accept([again])).toEqual([{ outcome: "duplicate", eventId: "evt_1" }]);
  });

  test("a change set whose COMMIT was not answered may be committed again: an event is evaluated once", async () => {
    const url = await server.createDatabase();
    const proxy = await useCutProxy(url);
    const store = await openStore({ url: proxy.url });
    await store.accept([makeNewEvent()]);
    const claim = await claimOne(store);
    const changes = { ...makeEvaluated("evt_1"), runs: [makeRun()] };

    proxy.cutAfter("COMMIT\0");
    await expect(store.commit(claim, changes)).rejects.toMatchObject(UNAVAILABLE);

    expect(await store.commit(claim, changes)).toBe("lost");
    expect(await store.countRuns({})).toMatchObject({ ready: 1 });
    expect(await store.commit(claim, makeChanges({ runs: [makeRun({ status: "done" })] }))).toBe("committed");
  });

  test.each([
    ["a text that went out", "text_sent", makeSent(NOW, { settledAt: NOW })],
    ["a text that was blocked", "text_blocked", makeEffect({ status: "blocked", guard: "opt_out", settledAt: NOW })],
    ["an action that failed", "effect_failed", makeEffect({ phone: null, status: "failed", settledAt: NOW })],
    ["a run that failed", "run_failed", makeEffect({ phone: null, status: "failed", settledAt: NOW })],
  ] as const)(
    "%s is counted once, also when its COMMIT was not answered and it is written again",
    async (_, what, effect) => {
      const url = await server.createDatabase();
      const proxy = await useCutProxy(url);
      const store = await openStore({ url: proxy.url });
      await keepRuns(store, [makeQueued("run_1")], { effects: [makeEffect({ id: effect.id, status: "sending" })] });
      const [turn] = await store.claimTurns(NOW, () => 1);
      if (turn === undefined) throw new Error("the run has no turn");
      const changes = makeChanges({
        runs: [makeQueued("run_1", { status: what === "run_failed" ? "failed" : "done", destination: null })],
        effects: [effect],
      });

      proxy.cutAfter("COMMIT\0");
      await expect(store.commit(turn, changes)).rejects.toMatchObject(UNAVAILABLE);

      expect(await store.commit(turn, changes)).toBe("committed");
      expect(await store.tallies({ since: 0, until: NOW * 2, what: [what] })).toMatchObject([{ what, count: 1 }]);
    },
  );

  test("a server that no longer answers fails what is asked of it, and closing the store as well comes to an end", async () => {
    const proxy = await useCutProxy(await server.createDatabase());
    const store = await openStore({ url: proxy.url });
    await store.accept([makeNewEvent()]);

    proxy.freeze();

    await expect(store.accept([makeNewEvent({ event: { id: "evt_2" } })])).rejects.toMatchObject(UNAVAILABLE);
    await expect(store.claimLanes(NOW, 1)).rejects.toMatchObject(UNAVAILABLE);
    await store.close();
  });

  test("a write that waits too long for another process is given up", async () => {
    const url = await server.createDatabase();
    const store = await openStore({ url });
    await store.accept([makeNewEvent()]);
    const lock = await holdLanes(url);

    const refused = expect(store.accept([makeNewEvent({ event: { id: "evt_2" } })])).rejects;
    await refused.toMatchObject(unavailable("statement timeout"));
    await lock.end();

    expect(await store.accept([makeNewEvent({ event: { id: "evt_2" } })])).toMatchObject([{ outcome: "accepted" }]);
  });

  /** A transaction of somebody else that has locked every lane. */
  async function holdLanes(url: string): Promise<{ readonly end: () => Promise<unknown> }> {
    const client = await server.connect(url);
    await client.query("BEGIN; SELECT * FROM heyrules.lanes FOR UPDATE");
    return { end: () => client.query("ROLLBACK") };
  }

  async function untilBlocked(url: string): Promise<void> {
    await until(url, `SELECT 1 ${BACKENDS} AND wait_event_type = 'Lock'`, (rows) => rows > 0);
  }

  async function untilEnded(url: string): Promise<void> {
    await until(url, `SELECT 1 ${BACKENDS}`, (rows) => rows === 0);
  }

  async function until(url: string, sql: string, isIt: (rows: number) => boolean): Promise<void> {
    while (!isIt((await server.execute(url, sql)).length)) await new Promise((resolve) => setImmediate(resolve));
  }
});

describe("opening", () => {
  test("a server that is not there is said with the system's reason", async () => {
    const { port, close } = await openSilentServer();
    await close();

    const opening = openPostgresStore({ url: `postgres://me:hidden-word@127.0.0.1:${port}/db` });

    await expect(opening).rejects.toMatchObject(unavailable(`postgres://me@127.0.0.1:${port}/db`));
    await expect(opening).rejects.toMatchObject(unavailable("ECONNREFUSED"));
  });

  test("a server that does not answer is not waited for long", async () => {
    const { port, close } = await openSilentServer();
    onTestFinished(close);

    const opening = openPostgresStore({ url: `postgres://me:hidden-word@127.0.0.1:${port}/db` });

    await expect(opening).rejects.toMatchObject(unavailable("timeout"));
  });

  test.each([
    {
      title: "password",
      change: (url: URL) => (url.password = "hidden-word"),
      message: "password authentication failed",
    },
    {
      title: "database",
      change: (url: URL) => (url.pathname = "/nowhere"),
      message: 'database "nowhere" does not exist',
    },
  ])("a wrong $title is said with the server's reason, and no password", async ({ change, message }) => {
    const url = new URL(await server.createDatabase());
    const right = url.password;
    change(url);

    const error: unknown = await openPostgresStore({ url: url.href }).catch((reason: unknown) => reason);

    expect(error).toMatchObject(unavailable(message));
    expect(String(error)).not.toContain("hidden-word");
    expect(String(error)).not.toContain(right);
  });

  test.each([
    { setting: "synchronous_commit", value: "off", message: "synchronous_commit is off" },
    { setting: "synchronous_commit", value: "local", message: "synchronous_commit is local" },
  ])("a database with $setting=$value is refused, and may be read", async ({ setting, value, message }) => {
    const url = await server.createDatabase();
    await (await openPostgresStore({ url })).close();
    await server.execute(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET ${setting} = ${value}`);

    await expect(openPostgresStore({ url })).rejects.toMatchObject(unavailable(message));

    const reader = await openStore({ url, readOnly: true });
    expect(await reader.getEvent("evt_1")).toBeNull();
  });

  test("settings that got worse while the engine runs are found by the next connection", async () => {
    const url = await server.createDatabase();
    const store = await openStore({ url });
    await server.execute(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = off`);
    await server.execute(url, `SELECT pg_terminate_backend(pid) ${BACKENDS}`);
    while ((await server.execute(url, `SELECT 1 ${BACKENDS}`)).length > 0) await Promise.resolve();

    await expect(store.accept([makeNewEvent()])).rejects.toMatchObject(unavailable("synchronous_commit is off"));
  });

  test("a database of another encoding is refused", async () => {
    const url = await server.createDatabase("ENCODING 'SQL_ASCII' LOCALE 'C'");

    await expect(openPostgresStore({ url })).rejects.toMatchObject(unavailable("encoding is SQL_ASCII"));
  });

  test("a database of a newer engine is left alone, by the engine and by who reads", async () => {
    const url = await server.createDatabase();
    await (await openPostgresStore({ url })).close();
    await server.execute(url, "UPDATE heyrules.meta SET value = '99' WHERE key LIKE '%version'");

    const refused = { code: "STORE_VERSION", message: expect.stringContaining("schema version 99") as string };
    await expect(openPostgresStore({ url })).rejects.toMatchObject(refused);
    await expect(openPostgresStore({ url, readOnly: true })).rejects.toMatchObject(refused);
  });

  test("an empty database cannot be read yet, and is not touched", async () => {
    const url = await server.createDatabase();

    await expect(openPostgresStore({ url, readOnly: true })).rejects.toMatchObject({ code: "STORE_MISSING" });

    const schemas = await server.execute(url, "SELECT 1 FROM pg_namespace WHERE nspname = 'heyrules'");
    expect(schemas).toEqual([]);
  });

  test("processes that start together on an empty database agree on its tables and its key", async () => {
    const url = await server.createDatabase();

    const stores = await Promise.all(Array.from({ length: 4 }, () => openStore({ url })));

    expect(new Set(stores.map(({ deploymentKey }) => deploymentKey)).size).toBe(1);
  });

  async function openSilentServer(): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => {
      silent.listen(0, "127.0.0.1", resolve);
    });
    const close = () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        silent.close(() => {
          resolve();
        });
      });
    return { port: (silent.address() as AddressInfo).port, close };
  }
});

describe("texts that PostgreSQL cannot hold", () => {
  const STRANGE = [
    "nul \u0000 byte",
    "half \ud83d pair",
    "other half \ude00",
    "mark \u2400 and \u24000000",
    "\\u0000",
    "🎉",
  ];

  test.each(STRANGE)("%j comes back as it was given, wherever it stands", async (text) => {
    const store = await openStore({ url: await server.createDatabase() });
    const dedupe = { key: `key ${text}`, value: text, windowMs: null };
    const delivery = makeNewEvent({ event: { type: text, source: text, text }, dedupe, body: text });
    const other = makeNewEvent({ event: { id: "evt_2" }, dedupe, body: `other ${text}`, digest: text });
    await store.accept([delivery, other]);
    const key = `reply ${text}`;
    const next = { key, runId: "run_1", state: "reserved", at: NOW, expiresAt: NOW } as const;

    const event = { id: "evt_1", status: "parked", author: "contact", late: false, error: text } as const;
    const reservations = [{ kind: "take", expectedRunId: null, next } as const];
    const runs = [makeRun({ vars: { text } })];
    await store.commit(await claimOne(store), makeChanges({ event, reservations, runs }));

    expect(await store.getEvent("evt_1")).toMatchObject({
      event: { ...delivery.event, author: "contact" },
      body: text,
      dedupeKey: dedupe.key,
      error: text,
      variants: [{ body: `other ${text}` }],
    });
    expect((await store.listEvents({ limit: 9, type: text })).rows).toHaveLength(1);
    expect(await store.reservations([key])).toEqual([next]);
    expect((await store.getRun("run_1"))?.run.vars).toEqual({ text });
  });

  test("texts that differ only in what PostgreSQL cannot hold are different keys", async () => {
    const store = await openStore({ url: await server.createDatabase() });
    const deliver = (id: string, key: string) =>
      makeNewEvent({ event: { id, phone: PHONE }, dedupe: { key, value: "same", windowMs: null } });

    const acceptances = await store.accept(STRANGE.map((key, index) => deliver(`evt_${index}`, key)));

    expect(acceptances.map(({ outcome }) => outcome)).toEqual(STRANGE.map(() => "accepted"));
  });
});

test("a disk that has room for a row in place and for no new one: the store stays unavailable, whatever its check says", async () => {
  const url = await server.createDatabase();
  const told: StoreHealth[] = [];
  const store = await openStore({ url, onHealth: (health) => told.push(health) });
  await server.execute(
    url,
    `CREATE FUNCTION heyrules.no_room() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
     CREATE TRIGGER no_room BEFORE INSERT ON heyrules.events EXECUTE FUNCTION heyrules.no_room()`,
  );

  await expect(store.accept([makeNewEvent()])).rejects.toMatchObject(unavailable("could not extend file"));
  await store.check();

  expect(told).toMatchObject([{ kind: "unavailable", error: UNAVAILABLE }]);
});

test("a check fails with what nothing can be written for", async () => {
  const url = await server.createDatabase();
  const told: StoreHealth[] = [];
  const store = await openStore({ url, onHealth: (health) => told.push(health) });
  await server.execute(url, "DROP TABLE heyrules.meta");

  await expect(store.check()).rejects.toMatchObject(unavailable("meta"));

  expect(told).toMatchObject([{ kind: "unavailable" }]);
});
