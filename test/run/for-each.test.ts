import { join } from "node:path";
import { describe, expect, test } from "vitest";
import pico from "picocolors";
import { resumeRun, retryRun } from "../../src/core/operate/restart-run.ts";
import { formatSteps } from "../../src/show/records/run-trace.ts";
import { refused } from "../../src/core/model/outcome.ts";
import { fieldOf, makeSettings, NOW } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";
import { openKeptStore } from "./kept-store.ts";
import type { Performed, TestEngine } from "./make.ts";
import { createGate, startEngine, STORES } from "./make.ts";

const CALLS = `
r:
  on: message_received
  do:
    - for_each:
        in: event_data.lines
        as: line
        do:
          - http: { connection: crm, method: POST, path: "/orders/{{ line.sku }}" }
          - set: { last: "{{ line.sku }}" }
    - note: { text: "last was {{ vars.last | default: 'none' }}" }`;

const LINES = { lines: [{ sku: "a" }, { sku: "b" }, { sku: "c" }] };

function paths(performed: readonly Performed[]): readonly unknown[] {
  return performed.map(({ request }) => fieldOf(request, "path") ?? fieldOf(request, "text"));
}

async function told(engine: TestEngine): Promise<readonly string[]> {
  const { run } = await engine.onlyRun();
  return run.trace.map(({ path, kind, text }) => `${path} ${kind}: ${text}`);
}

describe.each(STORES)("for_each, on a store %s,", (_name, openStore) => {
  test("takes its steps once for each item, each with an effect of its own", async () => {
    const engine = await startEngine({ rules: CALLS, store: await openStore() });

    await engine.text("hi", { data: LINES });
    await engine.drain();

    expect(paths(engine.performed)).toEqual(["/orders/a", "/orders/b", "/orders/c", "last was c"]);
    const { run, effects } = await engine.onlyRun();
    expect(run).toMatchObject({ status: "done", loop: null });
    expect(effects.map(({ item }) => item)).toEqual([0, 1, 2, undefined]);
    expect(new Set(effects.map(({ id }) => id)).size).toBe(4);
  });

  test.each([
    ["an empty list", { lines: [] }],
    ["no list", {}],
  ])("of %s goes on behind", async (_list, data) => {
    const engine = await startEngine({ rules: CALLS, store: await openStore() });

    await engine.text("hi", { data });
    await engine.drain();

    expect(paths(engine.performed)).toEqual(["last was none"]);
    expect(await told(engine)).toEqual(["do/0 for_each: nothing to go over"]);
  });
});

test.each([
  ["a text", { lines: "a, b" }, "event_data.lines is no list"],
  [
    "too many items",
    { lines: Array.from({ length: 51 }, () => ({ sku: "a" })) },
    "event_data.lines has 51 items, and `for_each` goes over 50 at most; nothing was done for any",
  ],
])("a list that is %s fails the step before anything is done", async (_what, data, message) => {
  const engine = await startEngine({ rules: CALLS });

  await engine.text("hi", { data });
  await engine.drain();

  expect(engine.performed).toEqual([]);
  expect((await engine.onlyRun()).run).toMatchObject({ status: "failed", error: { message, step: "do/0" } });
});

test("a list may be the answer of a step, and stays as it was when the answer of the same step changes", async () => {
  const rules = `
r:
  on: message_received
  vars: { names: [x, y] }
  do:
    - for_each:
        in: "{{ vars.names }}"
        do:
          - set: { names: [] }
          - log: "{{ item }}"`;
  const engine = await startEngine({ rules });

  await engine.text("hi");
  await engine.drain();

  expect((await told(engine)).filter((line) => !line.includes(" set:"))).toEqual([
    "do/0 for_each: item 1 of 2",
    "do/0/for_each/do/1 log: x",
    "do/0 for_each: item 2 of 2",
    "do/0/for_each/do/1 log: y",
    "do/0 for_each: went over 2",
  ]);
});

test("a process that dies between two items goes on with the second under the same ids", async () => {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  let store = await openKeptStore(path);
  const gate = createGate("crm");
  const first = await startEngine({
    rules: CALLS,
    store,
    hasRoom: () => gate.hasRoom("crm") || first.performed.length < 1,
  });
  await first.text("hi", { data: LINES });
  await first.drain();
  const before = (await first.onlyRun()).effects.map(({ id, status }) => [id, status]);
  await store.close();

  store = await openKeptStore(path);
  const second = await startEngine({ rules: CALLS, store });
  await second.drain();

  const after = (await second.onlyRun()).effects.map(({ id, status }) => [id, status]);
  await store.close();
  expect(paths(first.performed)).toEqual(["/orders/a"]);
  expect(paths(second.performed)).toEqual(["/orders/b", "/orders/c", "last was c"]);
  expect(before.map(([, status]) => status)).toEqual(["done", "planned"]);
  expect(after.slice(0, 2).map(([id]) => id)).toEqual(before.map(([id]) => id));
  expect(new Set(second.performed.map(({ effectId }) => effectId))).toContain(before[1]?.[0]);
});

test("each item waits by itself, and a failed one is retried where it failed", async () => {
  const rules = `
r:
  on: message_received
  do:
    - for_each:
        in: event_data.lines
        do:
          - wait: 1h
          - http: { connection: crm, method: POST, path: "/orders/{{ item.sku }}" }`;
  const script = ({ request }: Performed) =>
    fieldOf(request, "path") === "/orders/b" ? refused("http_400", "it said no") : undefined;
  const engine = await startEngine({ rules, script });
  await engine.text("hi", { data: LINES });
  await engine.drain();
  await engine.pass(3_600_000);
  await engine.pass(3_600_000);
  const record = await engine.onlyRun();
  const rule = compileBody(rules, makeSettings()).rules[0] ?? null;
  const context = { settings: makeSettings(), now: NOW, by: "ann" };

  const retried = retryRun({ ...record, rule }, context);
  const astray = resumeRun({ ...record, run: { ...record.run, loop: null }, rule }, "do/0/for_each/do/1", context);

  expect(paths(engine.performed)).toEqual(["/orders/a", "/orders/b"]);
  expect(record.run).toMatchObject({ status: "failed", loop: { index: 1 }, error: { step: "do/0/for_each/do/1" } });
  const changes = "changes" in retried ? retried.changes : null;
  expect(changes?.effects.map(({ item, status }) => [item, status])).toEqual([[1, "planned"]]);
  expect(changes?.runs).toMatchObject([{ cursor: 2, loop: { index: 1 } }]);
  expect(astray).toEqual({
    refused: "is not at an item of the list of do/0; name do/0, and it goes over the list",
  });
});

test("a run is shown item by item", async () => {
  const engine = await startEngine({ rules: CALLS });
  await engine.text("hi", { data: { lines: [{ sku: "a" }, { sku: "b" }] } });
  await engine.drain();

  const style = pico.createColors(false);
  const rule = compileBody(CALLS, makeSettings()).rules[0] ?? null;
  const lines = formatSteps(await engine.onlyRun(), { rule, style, zone: "UTC", now: NOW });

  const heads = lines.filter((line) => /^ {2}\S/.test(line)).map((line) => line.replace(/ {2}(20|eff_).*/, "").trim());
  expect(heads).toEqual([
    "do/0  for_each: item 1 of 2",
    "do/0/for_each/do/0  http done",
    "do/0/for_each/do/1  set: set last",
    "do/0  for_each: item 2 of 2",
    "do/0/for_each/do/0  http done",
    "do/0/for_each/do/1  set: set last",
    "do/0  for_each: went over 2",
    "do/1  note done",
  ]);
});
