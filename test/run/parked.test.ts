import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/base/json.ts";
import type { Settings } from "../../src/core/model/ruleset/settings.ts";
import type { Store } from "../../src/ports/store/store.ts";
import type { CrashWatch } from "../../src/ports/system.ts";
import { fieldOf, makeSettings, PHONE } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import { openMemoryStore, startEngine } from "./make.ts";
import type { Performed } from "./make.ts";

const RULE = "r: { on: message_received, do: [{ notify: { connection: slack, text: '{{ event.text }}' } }] }";
const WAITING = RULE.replace("do: [", "do: [{ wait: 15m }, ");
const MINUTE = 60_000;

describe("a run the engine itself cannot drive is parked, with the reason, and its lane goes on:", () => {
  test("its action throws, which no action may", async () => {
    const script = ({ request }: Performed) => {
      if (fieldOf(request, "text") === "bad") throw new TypeError("cannot read x");
      return undefined;
    };
    const engine = await startEngine({ rules: RULE, script });

    await engine.text("bad");
    await engine.text("good");
    await engine.drain();

    const [bad, good] = await engine.runs();
    expect(bad?.run).toMatchObject({
      status: "parked",
      dueAt: null,
      error: { message: "cannot read x", step: "", code: "engine_error" },
    });
    expect(good?.run.status).toBe("done");
    expect(engine.log.find(({ level }) => level === "error")).toEqual({
      level: "error",
      fields: {
        run: bad?.run.id,
        rule: "r",
        event: bad?.run.eventId,
        error: "cannot read x",
        stack: expect.arrayContaining([expect.stringContaining("parked.test.ts")]) as string[],
      },
      message: "run could not be driven; parked",
    });
  });

  test("what it throws is no Error", async () => {
    const script = () => {
      // oxlint-disable-next-line typescript/only-throw-error -- a library may do so
      throw "odd";
    };
    const engine = await startEngine({ rules: RULE, script });

    await engine.text("hello");
    await engine.drain();

    expect((await engine.onlyRun()).run.error?.message).toBe("odd");
  });

  test("the version of its rule is not stored any more", async () => {
    const memory = await openMemoryStore();
    const store: Store = { ...memory, getRule: () => Promise.resolve(null) };
    const engine = await startEngine({ rules: RULE, store });

    await engine.text("hello");
    await engine.drain();

    const { run } = await engine.onlyRun();
    expect(run.status).toBe("parked");
    expect(run.error?.message).toBe(`version ${run.ruleVersion} of rule r is not stored`);
  });

  test("its event is not stored any more", async () => {
    const memory = await openMemoryStore();
    const store: Store = { ...memory, getEvent: () => Promise.resolve(null) };
    const engine = await startEngine({ rules: WAITING, store });

    await engine.text("hello");
    await engine.drain();
    await engine.pass(15 * MINUTE);

    const { run } = await engine.onlyRun();
    expect(run.status).toBe("parked");
    expect(run.error?.message).toBe(`event ${run.eventId} of this run is not stored any more`);
  });
});

/** Settings whose organisation throws a fault of ours when its name is read. */
function brokenSettings(): Settings {
  const org = Object.defineProperty({}, "name", {
    enumerable: true,
    get: () => {
      throw new TypeError("cannot read properties of undefined");
    },
  }) as JsonObject;
  return makeSettings({ org });
}

test.each([
  ["a text", '{ log: "{{ org.name }}" }'],
  ["a request", '{ notify: { connection: slack, text: "{{ org.name }}" } }'],
  ["a variable", '{ set: { name: "{{ org.name }}" } }'],
  ["a wait", '{ wait: { until: "{{ org.name }}" } }'],
  ["a condition", "{ log: hi, if: { org.name: Acme } }"],
])("a fault of ours in %s is no failed step: the run is parked, with the place in the log", async (_what, step) => {
  const rules = `r: { on: message_received, do: [${step}], on_error: [{ note: { text: "{{ error.message }}" } }] }`;
  const engine = await startEngine({
    rules: compileBody(rules).rules,
    settings: brokenSettings(),
  });

  await engine.text("hello");
  await engine.drain();

  const { run } = await engine.onlyRun();
  expect(run).toMatchObject({ status: "parked", error: { code: "engine_error" } });
  expect(engine.performed).toEqual([]);
  expect(engine.log.find(({ level }) => level === "error")).toMatchObject({
    message: "run could not be driven; parked",
    fields: {
      error: "cannot read properties of undefined",
      stack: expect.arrayContaining([expect.stringContaining("parked.test.ts")]) as string[],
    },
  });
});

test("a fault of ours in a rule's condition is no verdict: the event is parked, with the place in the log", async () => {
  const rules = "r: { on: message_received, if: { org.name: Acme }, do: [{ log: hi }] }";
  const engine = await startEngine({ rules: compileBody(rules).rules, settings: brokenSettings() });

  const id = await engine.text("hello");
  await engine.drain();

  expect(await engine.event(id)).toMatchObject({ status: "parked", error: "cannot read properties of undefined" });
  expect(await engine.runs()).toEqual([]);
  expect(engine.log.find(({ level }) => level === "error")).toMatchObject({
    message: "event could not be evaluated; parked",
    fields: { stack: expect.arrayContaining([expect.stringContaining("parked.test.ts")]) as string[] },
  });
});

test("a parked run keeps what it did before, and the rules after it see that", async () => {
  const rules = `
a: { on: message_received, do: [{ tag: { add: vip } }, { note: { text: x } }] }
b: { on: message_received, do: [{ tag: { add: seen, in: local } }, { notify: { connection: slack, text: "{{ contact.tags | join }}" } }] }
`;
  const script = ({ action }: { readonly action: string }) => {
    if (action === "note") throw new Error("broken");
    return undefined;
  };
  const engine = await startEngine({ rules, script });

  await engine.text("hello");
  await engine.drain();

  const [parked, next] = await engine.runs();
  expect(parked).toMatchObject({ run: { status: "parked", cursor: 1 }, effects: [{ status: "done" }, {}] });
  expect(next?.run.status).toBe("done");
  expect(fieldOf(engine.performed.find(({ action }) => action === "notify")?.request, "text")).toBe("vip seen");
  expect((await engine.store.getContact(PHONE))?.tags).toEqual(["vip", "seen"]);
});

test("a run that waits finds its contact as the lane left it, or a new one when there is none", async () => {
  const memory = await openMemoryStore();
  const store: Store = {
    ...memory,
    viewLane: async (claim, now) => ({ ...(await memory.viewLane(claim, now)), contact: null }),
  };
  const rules = WAITING.replace("{{ event.text }}", "{{ contact.phone }}");
  const engine = await startEngine({ rules, store });

  await engine.text("hello");
  await engine.drain();
  await engine.pass(15 * MINUTE);

  expect(engine.performed.map(({ request }) => fieldOf(request, "text"))).toEqual([PHONE]);
});

describe("what the process has ended in three times is parked, and its lane goes on:", () => {
  /** The process ended so often in the first that has such an id. */
  function endedIn(prefix: string, times: number): CrashWatch {
    let first: string | null = null;
    return {
      during: (_id, work) => work(),
      crashesOf: (id) => (id.startsWith(prefix) && (first ??= id) === id ? times : 0),
      forgive: () => undefined,
    };
  }

  test.each([
    { times: 2, statuses: ["done", "done"], error: null },
    {
      times: 3,
      statuses: ["parked", "done"],
      error: "the process ended 3 times while it worked on this; it is not tried again",
    },
  ])("an event, after $times", async ({ times, statuses, error }) => {
    const engine = await startEngine({ rules: RULE, crashes: endedIn("evt_", times) });

    await engine.text("poison");
    await engine.text("fine");
    await engine.drain();

    const { rows } = await engine.store.listEvents({ limit: 9 });
    const first = rows.find(({ event }) => event.text === "poison");
    expect(
      rows
        .map(({ status }) => status)
        .sort()
        .reverse(),
    ).toEqual(statuses);
    expect(first).toMatchObject({ status: statuses[0], error });
  });

  test("a run that waited, when it goes on", async () => {
    const engine = await startEngine({ rules: WAITING, crashes: endedIn("run_", 3) });
    await engine.text("hello");
    await engine.drain();
    expect((await engine.onlyRun()).run.status).toBe("waiting");

    await engine.pass(15 * MINUTE);

    expect((await engine.onlyRun()).run).toMatchObject({ status: "parked", error: { code: "engine_error" } });
  });
});
