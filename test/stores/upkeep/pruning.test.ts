import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { AuditEntry } from "../../../src/core/model/decision.ts";
import type { Store } from "../../../src/ports/store/store.ts";
import type { Pruned } from "../../../src/ports/store/upkeep.ts";
import { openStore } from "../../../src/stores/open-store.ts";
import { upkeepOf } from "../../../src/stores/upkeep.ts";
import { SYSTEM_RANDOM } from "../../../src/system.ts";
import { makeEvaluated, makeNewEvent, makeRun, makeSent, NOW } from "../../helpers/make.ts";
import { usePostgres } from "../../helpers/postgres.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { commitOnce, makeEntry } from "../contract/fixture.ts";

const server = usePostgres();
const AGE = {
  horizons: { texts: NOW, events: NOW, dedupe_keys: NOW - 1, reservations: NOW, audit: NOW, tallies: NOW },
  now: NOW,
};
const NOTHING = { events: 0, runs: 0, effects: 0, texts: 0, dedupeKeys: 0, reservations: 0, audit: 0, tallies: 0 };

async function open(url: string): Promise<Store> {
  const store = await openStore(url, { random: SYSTEM_RANDOM });
  onTestFinished(() => store.close());
  return store;
}

/** Stores 100 finished events that are old, one that is old and whose run waits, and a new one. */
async function fill(store: Store): Promise<void> {
  const old = Array.from({ length: 101 }, (_, index) => ({ id: `evt_${index}`, phone: `+1202555${1_000 + index}` }));
  await store.accept(old.map(({ id, phone }) => makeNewEvent({ event: { id, phone, receivedAt: NOW - 1 } })));
  await store.accept([makeNewEvent({ event: { id: "evt_new", phone: "+12025559999", receivedAt: NOW } })]);
  for (const [index, { id, phone }] of old.entries()) {
    const run = makeRun({
      id: `run_${index}`,
      eventId: id,
      lane: phone,
      status: index === 100 ? "waiting" : "done",
      dueAt: NOW * 2,
    });
    const effects = index === 0 ? [{ ...makeSent(NOW), runId: "run_0" }] : [];
    await commitOnce(store, { ...makeEvaluated(id), runs: [run], effects });
  }
}

/** Ann's row of the audit. */
const entryOf = ({ events }: Pruned): AuditEntry =>
  makeEntry({ deed: "prune", target: { kind: "store", id: "store" }, text: `dropped ${events} events` });

describe.each(["sqlite", "json", "postgres"])("what is old in a %s store", (kind) => {
  const makeUrl = async () =>
    kind === "postgres" ? server.createDatabase() : `${kind}:${join(makeTemporaryFolder(), "store")}`;

  test("is counted, then dropped for good with all that belongs to it; what is open or new stays", async () => {
    const url = await makeUrl();
    const store = await open(url);
    await fill(store);
    await store.close();
    const upkeep = upkeepOf(url);

    const planned = await upkeep.planPrune(AGE);
    const untouched = (await upkeep.check()).events;
    const pruned = await upkeep.prune(AGE, entryOf);

    expect(planned).toMatchObject({ events: 100, runs: 100, effects: 1 });
    expect(untouched).toEqual({ done: 101, new: 1 });
    expect(pruned).toEqual(planned);
    expect(await upkeep.check()).toMatchObject({ events: { done: 1, new: 1 }, runs: { waiting: 1 }, faults: [] });
    expect(await upkeep.planPrune(AGE)).toEqual(NOTHING);
    const again = await open(url);
    expect((await again.listAudit({ limit: 1 })).rows).toEqual([entryOf(pruned)]);
    expect(
      await again.accept([
        makeNewEvent({ event: { id: "evt_100_again" }, dedupe: makeNewEvent({ event: { id: "evt_100" } }).dedupe }),
      ]),
    ).toMatchObject([{ outcome: "duplicate", eventId: "evt_100" }]);
  });
});

test("a file that an engine has open is pruned and migrated by nobody else", async () => {
  const url = `sqlite:${join(makeTemporaryFolder(), "store")}`;
  await open(url);

  await expect(upkeepOf(url).prune(AGE, entryOf)).rejects.toMatchObject({ code: "STORE_LOCKED" });
  await expect(upkeepOf(url).migrate()).rejects.toMatchObject({ code: "STORE_LOCKED" });
});

test("a PostgreSQL store is pruned beside its engines", async () => {
  const url = await server.createDatabase();
  const store = await open(url);
  await fill(store);

  expect(await upkeepOf(url).prune(AGE, entryOf)).toMatchObject({ events: 100 });

  expect(await store.countEvents({})).toMatchObject({ done: 1, new: 1 });
});
