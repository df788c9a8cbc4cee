import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { done } from "../../src/core/model/outcome.ts";
import type { Action, Outside } from "../../src/ports/outside/action.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { createMockedOutside } from "../../src/sim/mocked-outside.ts";
import { openOutcomeFile } from "../../src/stores/on-disk/outcome-file.ts";
import { openPostgresStore } from "../../src/stores/postgres/store.ts";
import type { CutProxy } from "../helpers/cut-proxy.ts";
import { openCutProxy } from "../helpers/cut-proxy.ts";
import { usePostgres } from "../helpers/postgres.ts";
import { createLog } from "../helpers/receiver.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";
import type { TestEngine } from "./make.ts";
import { startEngine, until } from "./make.ts";

const server = usePostgres();
const RULES =
  "reply: { on: message_received, do: [{ id: text, send_message: { purpose: reply, text: Hi } }, " +
  '{ notify: { connection: slack, text: "after {{ steps.text.id }}" } }] }';
const CONTACTS = 5;

/** What the outside was asked for, by all engines of a test. */
interface Outer {
  readonly texts: string[];
  readonly notes: string[];
  looks: number;
  /** Called when a text has gone out, before its outcome is known here. */
  onText: () => void;
}

function createOuter(): Outer {
  return { texts: [], notes: [], looks: 0, onText: () => undefined };
}

function outsideOf(outer: Outer): () => Outside {
  const mocked = createMockedOutside({});
  const send: Action<"send_message"> = {
    perform: ({ request: { phone } }) => {
      outer.texts.push(phone);
      outer.onText();
      return Promise.resolve(done({ id: outer.texts.length }));
    },
    lookUp: () => {
      outer.looks += 1;
      return Promise.resolve({ kind: "unreadable", message: "nobody may look here" });
    },
  };
  const notify: Action<"notify"> = {
    perform: ({ request: { text } }) => {
      outer.notes.push(text);
      return Promise.resolve(done({}));
    },
  };
  return () => ({ ...mocked, actions: { ...mocked.actions, send_message: send, notify } });
}

interface Scene {
  readonly url: string;
  readonly proxy: CutProxy;
  readonly outer: Outer;
  /** Path of the journal of outcomes. */
  readonly path: string;
}

async function openScene(): Promise<Scene> {
  const url = await server.createDatabase();
  const proxy = await openCutProxy(url);
  onTestFinished(() => {
    proxy.close();
  });
  return { url, proxy, outer: createOuter(), path: join(makeTemporaryFolder(), "data", "port-8080.outcomes") };
}

async function openStore(url: string): Promise<Store> {
  const store = await openPostgresStore({ url });
  onTestFinished(() => store.close().catch(() => undefined));
  return store;
}

async function start({ outer, path }: Scene, url: string): Promise<TestEngine> {
  const outcomes = openOutcomeFile(path, createLog().logger);
  return startEngine({ rules: RULES, store: await openStore(url), outside: outsideOf(outer), outcomes });
}

/** As if so much time had passed that nobody's claim was renewed. */
async function endLeases(url: string): Promise<void> {
  const past = "SET lease_until = lease_until - interval '16 seconds'";
  await server.execute(url, `UPDATE heyrules.lanes ${past}; UPDATE heyrules.lines ${past}`);
}

async function receiveAll(engine: TestEngine): Promise<void> {
  for (let contact = 0; contact < CONTACTS; contact += 1) {
    await engine.text("hello", { phone: `+1202555010${contact}` });
  }
}

async function statuses(engine: TestEngine): Promise<readonly string[]> {
  const runs = await engine.runs();
  return runs.map(({ run, effects }) => [run.status, ...effects.map(({ status }) => status)].join(" ")).toSorted();
}

/** Waits until the database is away and the outcome of each text that it does not have is kept on disk. */
async function untilKept({ url, outer, path }: Scene): Promise<void> {
  const reader = await openStore(url);
  await until(async () => {
    if (!existsSync(path)) return false;
    const { rows } = await reader.listRuns({ limit: 100 });
    const texts = rows.flatMap(({ effects }) => effects.filter(({ action }) => action === "send_message"));
    const stored = texts.filter(({ status }) => status === "done").length;
    const kept = readFileSync(path, "utf8").split("\n").filter(Boolean).length;
    return stored + kept >= outer.texts.length;
  });
}

/** Works off everything, whatever an engine before has left. */
async function workOff(engine: TestEngine, { url }: Scene): Promise<void> {
  await until(async () => {
    await endLeases(url);
    await engine.drain();
    await engine.lookAround();
    await engine.drain();
    return (await statuses(engine)).every((status) => status.startsWith("done"));
  });
}

test.each([1, 2, 3, 4, 5])(
  "the database goes away at text %i, and the process dies before it is back: nothing is in doubt",
  async (fatal) => {
    const scene = await openScene();
    const { outer, proxy, url, path } = scene;
    outer.onText = () => {
      if (outer.texts.length === fatal) proxy.setAway(true);
    };
    const first = await start(scene, proxy.url);
    await receiveAll(first);
    const dying = first.drain();
    await untilKept(scene);
    const mode = statSync(path).mode & 0o777;
    await first.runner.stop(0);
    await dying;

    const second = await start(scene, url);
    await workOff(second, scene);

    expect(mode).toBe(0o600);
    expect(await statuses(second)).toEqual(Array(CONTACTS).fill("done done done"));
    expect([new Set(outer.texts).size, outer.texts.length, outer.looks]).toEqual([CONTACTS, CONTACTS, 0]);
    // A note may be told twice, so how it ended is not kept.
    expect([...new Set(outer.notes)].toSorted()).toEqual(["after 1", "after 2", "after 3", "after 4", "after 5"]);
    expect(existsSync(path)).toBe(false);
  },
);

test("an outcome that comes when another engine has the run is recorded all the same", async () => {
  const scene = await openScene();
  const { outer, proxy, url, path } = scene;
  outer.onText = () => {
    proxy.setAway(true);
  };
  const first = await start(scene, proxy.url);
  await first.text("hello");
  const working = first.drain();
  await until(() => existsSync(path));

  const second = await startEngine({ rules: RULES, store: await openStore(url), outside: outsideOf(outer) });
  await until(async () => {
    await endLeases(url);
    await second.drain();
    return (await statuses(second)).includes("queued unknown");
  });
  proxy.setAway(false);
  await working;
  await until(async () => {
    await first.lookAround();
    await Promise.all([first.drain(), second.drain()]);
    return (await statuses(second))[0]?.startsWith("done") === true;
  });

  const { run, effects } = await second.onlyRun();
  expect([run.status, ...effects.map(({ status }) => status)]).toEqual(["done", "done", "done"]);
  expect(run.trace.map(({ kind, text }) => [kind, text])).toEqual([
    ["look", "how the attempt ended was known where it was made, and is recorded now"],
  ]);
  expect([outer.texts.length, outer.notes, outer.looks]).toEqual([1, ["after 1"], 0]);
  expect(existsSync(path)).toBe(false);
});

test("the answer to the record is lost, and the record is there: it is written once more and changes nothing", async () => {
  const scene = await openScene();
  const { outer, proxy } = scene;
  outer.onText = () => {
    proxy.cutAfter("COMMIT");
  };
  const engine = await start(scene, proxy.url);
  await engine.text("hello");
  await engine.drain();

  expect(await statuses(engine)).toEqual(["done done done"]);
  expect([outer.texts.length, outer.notes, outer.looks, proxy.cuts()]).toEqual([1, ["after 1"], 0, 1]);
});
