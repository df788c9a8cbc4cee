import { join } from "node:path";
import { expect, test } from "vitest";
import { makeNewEvent } from "../helpers/make.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";
import { damageFile, executeInFile } from "../stores/unreadable/unreadable-stores.ts";
import { createGate, openFileStore, startEngine } from "./make.ts";
import type { TestEngine } from "./make.ts";

const RULE = "r: { on: message_received, do: [{ notify: { connection: slack, text: '{{ event.text }}' } }] }";
const WAITING = "r: { on: message_received, do: [{ wait: 1h }, { notify: { connection: slack, text: Hi } }] }";
const BAD = "+12025550142";
const GOOD = "+12025550199";
const RESTS = "a record cannot be read, and nothing is done for its contact; it is tried again every minute";

async function openScene({
  rules = RULE,
  hasRoom = () => true,
}: { rules?: string; hasRoom?: (destination: string) => boolean } = {}) {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  const engine = await startEngine({ rules, store: await openFileStore(path), hasRoom });
  return { path, engine };
}

/** An engine that finds an event of a contact that is not yet evaluated, and cannot be read. */
async function startOnDamagedEvent(id: string): Promise<TestEngine> {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  const store = await openFileStore(path);
  await store.accept([makeNewEvent({ event: { id, phone: BAD } })]);
  damageFile(path, "events", `id = '${id}'`);
  return startEngine({ rules: RULE, store });
}

function restsOf({ log }: TestEngine) {
  return log.filter(({ message }) => message === RESTS);
}

test("a damaged event keeps its contact alone, is told with its id and no number, and alarms once", async () => {
  const engine = await startOnDamagedEvent("evt_bad");
  await engine.text("hello", { phone: GOOD });

  await engine.drain();
  await engine.pass(60_000);

  expect(engine.performed).toHaveLength(1);
  expect(restsOf(engine).map(({ level, fields }) => ({ level, ...fields }))).toEqual(
    [1, 2].map(() => ({
      level: "error",
      record: "event evt_bad",
      lane: "+1••••••0142",
      code: "RECORD_UNREADABLE",
      error: expect.stringContaining("store check") as string,
    })),
  );
  expect(JSON.stringify(engine.log)).not.toContain(BAD.slice(1));
  const what = "event cannot be read, its contact waits";
  expect(engine.alarms).toEqual([{ kind: "parked", subject: "", what, example: "evt_bad" }]);
});

test("a lane with a damaged record is left alone for a minute, however often lanes are looked for", async () => {
  const engine = await startOnDamagedEvent("evt_bad");

  for (let second = 0; second < 59; second += 1) await engine.pass(1_000);
  const within = restsOf(engine).length;
  await engine.pass(2_000);

  expect([within, restsOf(engine).length]).toEqual([1, 2]);
});

test("a lane whose record was mended goes on within a minute, and the log says so", async () => {
  const { path, engine } = await openScene({ rules: WAITING });
  await engine.text("hello", { phone: BAD });
  await engine.drain();
  executeInFile(path, "CREATE TABLE aside AS SELECT id, record FROM runs");
  damageFile(path, "runs", "true");
  await engine.pass(3_600_000);

  executeInFile(path, "UPDATE runs SET record = (SELECT record FROM aside WHERE aside.id = runs.id)");
  await engine.pass(60_000);

  const { run } = await engine.onlyRun();
  expect(run.status).toBe("done");
  const mended = engine.log.filter(({ message }) => message.includes("is worked on again"));
  expect(mended).toMatchObject([{ level: "info", fields: { record: `run ${run.id}`, lane: "+1••••••0142" } }]);
});

test("a damaged run that stands first in line is told like one in its lane, and keeps no room at its destination", async () => {
  const gate = createGate();
  const { path, engine } = await openScene({ hasRoom: gate.hasRoom });
  await engine.text("hello", { phone: BAD });
  await engine.text("hello", { phone: GOOD });
  await engine.drain();
  const bad = (await engine.runs()).find(({ run }) => run.lane === BAD)?.run.id ?? "";
  damageFile(path, "runs", `id = '${bad}'`);

  gate.open();
  await engine.drain();

  expect(engine.performed).toHaveLength(1);
  expect(restsOf(engine)).toMatchObject([{ fields: { record: `run ${bad}` } }]);
  expect(engine.alarms).toMatchObject([{ kind: "parked", example: bad }]);
});

test("a run whose event cannot be read is parked like for any fault, and says which one it is", async () => {
  const { path, engine } = await openScene({ rules: WAITING });
  const id = await engine.text("hello", { phone: BAD });
  await engine.drain();
  damageFile(path, "events", "true");

  await engine.pass(3_600_000);

  const { run } = await engine.onlyRun();
  expect(run).toMatchObject({ status: "parked", error: { code: "engine_error" } });
  expect(run.error?.message).toContain(`The event ${id} cannot be read`);
});
