import { describe, expect, test } from "vitest";
import { refused } from "../../src/core/model/outcome.ts";
import { fieldOf, makeSettings, PHONE } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import type { Script, TestEngine } from "../run/make.ts";
import { startEngine, STORES, UNCLEAR } from "../run/make.ts";
import { ALL, auditOf, named, want } from "./make.ts";

const CALL = "{ http: { connection: crm, method: POST, path: '/{{ event.text }}' } }";
const TOLD = (path: string): string => `do: [{ http: { connection: crm, method: PUT, path: ${path} } }]`;
const OTHER = "+12025550188";

/** An engine whose CRM refuses everything until it is mended. */
async function startRefused(rules: string, store: Parameters<typeof startEngine>[0]["store"]) {
  const crm = { isDown: true };
  const script: Script = ({ action }) => (crm.isDown && action === "http" ? refused("http_422", "no") : undefined);
  const engine = await startEngine({ rules, script, ...(store === undefined ? {} : { store }) });
  return { engine, crm };
}

function pathsFrom({ performed }: TestEngine, start: number): readonly unknown[] {
  return performed.slice(start).map(({ request }) => fieldOf(request, "path"));
}

describe.each(STORES)("what is retried together, %s,", (_, open) => {
  test.each([
    ["all of it", () => ALL],
    ["some, named in whatever order", (ids: readonly string[]) => named(...ids.toReversed())],
  ])("stands in line in the order of its events: %s", async (_what, select) => {
    const { engine, crm } = await startRefused(`r: { on: message_received, do: [${CALL}] }`, await open());
    const words = ["a", "b", "c", "d", "e"];
    for (const word of words) {
      await engine.text(word, { phone: word === "c" ? OTHER : PHONE });
      await engine.pass(1_000);
    }
    const ids = (await engine.runs()).map(({ run }) => run.id);
    crm.isDown = false;

    const plan = await want(engine, { kind: "retry", which: select(ids) }, { isPlan: true });
    const report = await want(engine, { kind: "retry", which: select(ids) });

    expect([plan, report].map(({ items }) => items.map(({ id }) => id))).toEqual([ids, ids]);
    const again = pathsFrom(engine, words.length);
    expect(again.filter((path) => path !== "/c")).toEqual(["/a", "/b", "/d", "/e"]);
    expect(again).toHaveLength(words.length);
  });
});

describe.each(STORES)("events that are replayed together, %s,", (_, open) => {
  test("are evaluated in the order in which they came, however they are named", async () => {
    const engine = await startEngine({ rules: `r: { on: message_received, do: [${CALL}] }`, store: await open() });
    const ids: string[] = [];
    for (const word of ["a", "b", "c"]) {
      ids.push(await engine.text(word));
      await engine.pass(1_000);
    }

    const eventIds = ids.toReversed();
    await want(engine, { kind: "replay", eventIds, ruleId: null, evenOvertaken: false });

    expect(pathsFrom(engine, 3)).toEqual(["/a", "/b", "/c"]);
  });
});

describe.each(STORES)("a run of an event that is overtaken, %s,", (_, open) => {
  const RULES = `
in: { on: target_opt_in, ${TOLD("/in")} }
out: { on: target_opt_out, ${TOLD("/out")} }`;
  const tell = (engine: TestEngine, state: "in" | "out"): Promise<string> =>
    engine.receive(`target_opt_${state}`, { target: PHONE, inbox: 21, id: state });

  test.each([
    ["in", "out", "opted in, and by now they may not be texted"],
    ["out", "in", "opted out, and by now they may be texted"],
  ] as const)("opt-%s before opt-%s, is not told to the CRM again unless that is said", async (first, last, words) => {
    const { engine, crm } = await startRefused(RULES, await open());
    await tell(engine, first);
    await engine.drain();
    crm.isDown = false;
    await engine.pass(1_000);
    await tell(engine, last);
    await engine.drain();

    const refusal = await want(engine, { kind: "retry", which: ALL });
    const before = pathsFrom(engine, 0);
    const done = await want(engine, { kind: "retry", which: { ...ALL, evenOvertaken: true } });

    expect(refusal).toMatchObject({ done: 0, refused: 1 });
    expect(refusal.items[0]?.refused).toContain(`${words}; --overtaken`);
    expect(before).toEqual([`/${first}`, `/${last}`]);
    expect(done).toMatchObject({ done: 1, refused: 0 });
    expect(pathsFrom(engine, 2)).toEqual([`/${first}`]);
  });

  test.each([
    ["in", "opted in, and by now they may not be texted"],
    ["out", "opted out, and by now they may be texted"],
  ] as const)("opt-%s before the other, goes on at no step by no version unless that is said", async (first, words) => {
    const { engine, crm } = await startRefused(RULES, await open());
    await tell(engine, first);
    await engine.drain();
    crm.isDown = false;
    await engine.pass(1_000);
    await tell(engine, first === "in" ? "out" : "in");
    await engine.drain();
    const failed = (await engine.runs()).find(({ run }) => run.status === "failed");
    await engine.activate(compileBody(RULES.replaceAll("PUT", "POST")).rules, makeSettings());
    const resume = { kind: "resume", runId: failed?.run.id ?? "", onNewVersion: false } as const;

    for (const how of [{ from: "do/0" }, { from: null }, { from: "do/0", onNewVersion: true }]) {
      for (const isPlan of [true, false]) {
        const refusal = await want(engine, { ...resume, ...how }, { isPlan });
        expect(refusal).toMatchObject({ done: 0, refused: 1 });
        expect(refusal.items[0]?.refused).toContain(`${words}; --overtaken`);
      }
    }
    expect(await auditOf(engine)).toEqual([]);
    const done = await want(engine, { ...resume, from: "do/0", evenOvertaken: true });

    expect(done).toMatchObject({ done: 1, refused: 0 });
    expect(pathsFrom(engine, 2)).toEqual([`/${first}`]);
  });

  test("whose text nobody knows of goes on when somebody says so, and the plan says that it is overtaken", async () => {
    const rules = `in: { on: target_opt_in, do: [{ send_message: { purpose: service, text: Hi } }, { log: x }] }`;
    const engine = await startEngine({ rules, script: () => UNCLEAR, store: await open() });
    await tell(engine, "in");
    await engine.drain();
    for (let hour = 0; hour < 26; hour += 1) await engine.pass(3_600_000);
    const { run } = await engine.onlyRun();
    await tell(engine, "out");
    await engine.drain();
    const resolve = { kind: "resolve", runId: run.id, wasDone: true } as const;

    const plan = await want(engine, resolve, { isPlan: true });
    const report = await want(engine, resolve);

    const words = "; its event says that the contact opted in, and by now they may not be texted";
    expect([plan, report].map(({ done }) => done)).toEqual([1, 1]);
    for (const { items } of [plan, report]) expect(items[0]?.does).toContain(words);
  });

  test("and says what is still so, is told again", async () => {
    const { engine, crm } = await startRefused(RULES, await open());
    await tell(engine, "out");
    await engine.drain();
    crm.isDown = false;

    const report = await want(engine, { kind: "retry", which: ALL });

    expect(report).toMatchObject({ done: 1, refused: 0 });
    expect(pathsFrom(engine, 0)).toEqual(["/out", "/out"]);
  });
});
