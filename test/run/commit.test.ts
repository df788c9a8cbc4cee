import { expect, test } from "vitest";
import { done } from "../../src/core/model/outcome.ts";
import type { ChangeSet } from "../../src/core/model/changes.ts";
import { EngineError } from "../../src/core/base/errors.ts";
import type { Claim, Store } from "../../src/ports/store/store.ts";
import { makeChanges, PHONE } from "../helpers/make.ts";
import { openMemoryStore, startEngine, until } from "./make.ts";

const RULE = `
r:
  on: message_received
  limits: { once_per: 1h }
  do: [{ tag: { add: vip } }, { send_message: { purpose: reply, text: Hi } }]
`;
const DOWN = new EngineError("STORE_UNAVAILABLE", "the disk is full");

/** A store whose commits reject, and write nothing, while `isDown` says so. */
async function openFailingStore(
  isDown: (changes: ChangeSet) => boolean,
  error: Error = DOWN,
): Promise<{ readonly store: Store; readonly rejected: () => number }> {
  const memory = await openMemoryStore();
  let rejected = 0;
  return {
    rejected: () => rejected,
    store: {
      ...memory,
      commit: (claim, changes) => {
        if (!isDown(changes)) return memory.commit(claim, changes);
        rejected += 1;
        return Promise.reject(error);
      },
    },
  };
}

/** Fits `count` times what `fits` fits. */
function times(count: number, fits: (changes: ChangeSet) => boolean): (changes: ChangeSet) => boolean {
  let left = count;
  return (changes) => fits(changes) && (left -= 1) >= 0;
}

const isEvaluation = (changes: ChangeSet): boolean => changes.evaluation !== null;
const isIntent = (changes: ChangeSet): boolean => changes.runs.some(({ status }) => status === "sending");
const isOutcome = (changes: ChangeSet): boolean => changes.effects.some(({ status }) => status === "done");

test("an evaluation that could not be stored is made again, and fires once", async () => {
  const { store, rejected } = await openFailingStore(times(3, isEvaluation));
  const engine = await startEngine({ rules: RULE, store });

  const id = await engine.text("hello");
  await engine.drain();

  expect(rejected()).toBe(3);
  expect((await engine.event(id)).status).toBe("done");
  expect(engine.performed.map(({ action }) => action)).toEqual(["tag", "send_message"]);
  expect(await engine.runs()).toHaveLength(1);
});

test("an attempt whose intent could not be stored is not made before it is", async () => {
  const { store, rejected } = await openFailingStore(times(1, isIntent));
  const engine = await startEngine({ rules: RULE, store });

  await engine.text("hello");
  await until(() => engine.log.some(({ level }) => level === "error"));
  const whileDown = engine.performed.length;
  await engine.drain();

  expect(rejected()).toBe(1);
  expect(whileDown).toBe(0);
  expect(engine.performed.map(({ action, attempt }) => `${action} ${attempt}`)).toEqual(["tag 1", "send_message 1"]);
});

test("an outcome that could not be stored is kept and stored later; nothing is done twice", async () => {
  const { store, rejected } = await openFailingStore(times(2, isOutcome));
  const engine = await startEngine({ rules: RULE, store });

  await engine.text("hello");
  await engine.drain();

  const { run, effects } = await engine.onlyRun();
  expect(rejected()).toBe(2);
  expect(engine.performed.map(({ action }) => action)).toEqual(["tag", "send_message"]);
  expect(run.status).toBe("done");
  expect(effects.map(({ status }) => status)).toEqual(["done", "done"]);
  expect((await engine.store.reservations([`r|${run.lane}`])).map(({ state }) => state)).toEqual(["spent"]);
  expect(engine.log.filter(({ level }) => level === "error")).toMatchObject([
    {
      message: "the outcome of an effect could not be stored; trying again",
      fields: { run: run.id, rule: "r", event: run.eventId, error: "the disk is full" },
    },
    { message: "the outcome of an effect could not be stored; trying again" },
  ]);
});

test("an outcome is not stored again and again once the engine stops; the run is left on the wire", async () => {
  const { store, rejected } = await openFailingStore(isOutcome);
  const engine = await startEngine({ rules: RULE, store });
  await engine.text("hello");
  await until(() => rejected() > 0);

  await engine.runner.stop(10_000);

  const { run, effects } = await engine.onlyRun();
  expect(rejected()).toBe(2);
  expect(run.status).toBe("sending");
  expect(effects).toMatchObject([{ status: "sending" }]);
});

test("an error that will not pass is not waited out", async () => {
  const gone = new EngineError("STORE_LOCKED", "another process has the file");
  const { store, rejected } = await openFailingStore(times(1, isOutcome), gone);
  const engine = await startEngine({ rules: RULE, store });

  await engine.text("hello");
  await until(() => engine.log.some(({ level }) => level === "error"));

  expect(rejected()).toBe(1);
  expect(engine.log.find(({ level }) => level === "error")?.message).toBe(
    "a lane could not be worked on; it is tried again",
  );
});

test.each([
  ["the intent", isIntent, 0],
  ["the outcome", isOutcome, 1],
])("a lane whose claim is gone when %s is stored is left alone", async (_name, fits, performed) => {
  const memory = await openMemoryStore();
  let commits = 0;
  const isLost = times(1, fits);
  const store: Store = {
    ...memory,
    commit: (claim, changes) => {
      commits += 1;
      return isLost(changes) ? Promise.resolve("lost") : memory.commit(claim, changes);
    },
    release: async (claim) => {
      await memory.release(claim);
      if ("runId" in claim) await engine.runner.stop(0);
    },
  };
  const engine = await startEngine({ rules: RULE, store });

  await engine.text("hello");
  await until(() => commits >= performed + 2);
  await engine.drain();

  expect(engine.performed).toHaveLength(performed);
  expect(commits).toBe(performed + 2);
});

test("an outcome is recorded although its reservation is another run's by now, and nothing is done again", async () => {
  const memory = await openMemoryStore();
  let held: Claim | null = null;
  const store: Store = {
    ...memory,
    commit: (claim, changes) => {
      held = claim;
      return memory.commit(claim, changes);
    },
  };
  const takeOver = async (): Promise<void> => {
    const [reservation] = await memory.reservations([`r|${PHONE}`]);
    if (held === null || reservation === undefined) throw new Error("nothing is reserved");
    const next = { ...reservation, runId: "run_other" };
    await memory.commit(
      held,
      makeChanges({ reservations: [{ kind: "take", expectedRunId: reservation.runId, next }] }),
    );
  };
  const rules = RULE.replace(
    "send_message: { purpose: reply, text: Hi }",
    "http: { connection: crm, method: POST, path: /leads }",
  );
  const engine = await startEngine({
    rules,
    store,
    script: async ({ action }) => {
      if (action === "tag") await takeOver();
      return done({});
    },
  });

  await engine.text("hello");
  await engine.drain();
  const restarted = await startEngine({ rules, store });
  await restarted.drain();

  const { run, effects } = await engine.onlyRun();
  expect(run.status).toBe("done");
  expect(effects.map(({ status }) => status)).toEqual(["done", "done"]);
  expect(engine.performed.map(({ action }) => action)).toEqual(["tag", "http"]);
  expect(restarted.performed).toEqual([]);
  expect(await memory.reservations([`r|${PHONE}`])).toMatchObject([{ runId: "run_other", state: "reserved" }]);
});
