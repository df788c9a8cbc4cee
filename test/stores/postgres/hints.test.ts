import { expect, onTestFinished, test } from "vitest";
import type { Store } from "../../../src/ports/store/store.ts";
import { openPostgresStore } from "../../../src/stores/postgres/store.ts";
import { openCutProxy } from "../../helpers/cut-proxy.ts";
import { makeChanges, makeEvaluated, makeNewEvent, makeRun, NOW } from "../../helpers/make.ts";
import { usePostgres } from "../../helpers/postgres.ts";
import { startEngine, until } from "../../run/make.ts";
import { claimOne } from "../contract/fixture.ts";

const server = usePostgres();
const RULE = `
r:
  on: message_received
  do:
    - http: { connection: crm, method: POST, path: /x }
`;
const PEERS = "FROM pg_stat_activity WHERE application_name = 'heyrules peers' AND datname = current_database()";
const event = (id: string) => makeNewEvent({ event: { id } });

async function openStore(url: string): Promise<Store> {
  const store = await openPostgresStore({ url });
  onTestFinished(() => store.close());
  return store;
}

/** How often a store has told of work so far. */
function countHints(store: Store): () => number {
  let hints = 0;
  store.onWork(() => (hints += 1));
  return () => hints;
}

test("what one process accepts, or makes ready, the others are told of; itself it is not", async () => {
  const url = await server.createDatabase();
  const [one, other] = [await openStore(url), await openStore(url)];
  const [own, others] = [countHints(one), countHints(other)];

  await one.accept([event("evt_1")]);
  await until(() => others() === 1);
  const claim = await claimOne(one);
  await one.commit(claim, { ...makeEvaluated("evt_1"), runs: [makeRun({ status: "ready" })] });
  await until(() => others() === 2);
  await one.commit(claim, makeChanges({ runs: [makeRun({ status: "done" })] }));
  await one.release(claim);
  await other.accept([event("evt_2")]);
  await until(() => own() === 1);

  expect([own(), others()]).toEqual([1, 2]);
});

test("many deliveries at once are told of once for each transaction at most", async () => {
  const url = await server.createDatabase();
  const [one, other] = [await openStore(url), await openStore(url)];
  const others = countHints(other);

  await one.accept(Array.from({ length: 200 }, (_, index) => event(`evt_${index}`)));
  await until(() => others() > 0);
  // Told on the same connections, and so after all that was told before.
  await one.accept([event("evt_last")]);
  await until(() => others() > 1);

  expect(others()).toBe(2);
});

test("an engine that hears of work takes it up without a tick", async () => {
  const url = await server.createDatabase();
  const engine = await startEngine({ rules: RULE, store: await openStore(url) });
  const inbox = await openStore(url);

  await inbox.accept([event("evt_1")]);
  await until(() => engine.performed.length > 0);

  expect(engine.performed.map(({ action }) => action)).toEqual(["http"]);
});

test("a hint that is lost loses nothing: the next look finds the work, and gets in touch again", async () => {
  const url = await server.createDatabase();
  const engine = await startEngine({ rules: RULE, store: await openStore(url) });
  const inbox = await openStore(url);
  await engine.drain();
  const others = countHints(inbox);
  const lines = async () => (await server.execute(url, `SELECT pid ${PEERS}`)).length;
  const before = await lines();
  await server.execute(url, `SELECT pg_terminate_backend(pid) ${PEERS}`);
  await until(async () => (await lines()) === 0);

  await inbox.accept([event("evt_1")]);
  await engine.drain();
  const found = engine.performed.length;
  await inbox.claimLanes(NOW, 1);
  await engine.drain();
  await until(async () => (await lines()) === 2);

  expect([before, found]).toEqual([2, 1]);
  expect(others()).toBeGreaterThan(0);
});

test("a process that is cut off while it gets in touch tries again", async () => {
  const proxy = await openCutProxy(await server.createDatabase());
  await (await openStore(proxy.url)).close();

  proxy.cutAfter("LISTEN");
  const store = await openStore(proxy.url);

  await store.check();
  expect(proxy.cuts()).toBe(1);
});
