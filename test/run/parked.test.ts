import { describe, expect, test } from "vitest";
import type { Store } from "../../src/ports/store.ts";
import { PHONE } from "../helpers/make.ts";
import { openMemoryStore, startEngine } from "./make.ts";

const RULE = "r: { on: message_received, do: [{ notify: { connection: slack, text: '{{ event.text }}' } }] }";
const WAITING = RULE.replace("do: [", "do: [{ wait: 15m }, ");
const MINUTE = 60_000;

describe("a run the engine itself cannot drive is parked, with the reason, and its lane goes on:", () => {
  test("its action throws, which no action may", async () => {
    const script = ({ request }: { readonly request: { readonly text?: unknown } }) => {
      if (request.text === "bad") throw new TypeError("cannot read x");
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
      fields: { run: bad?.run.id, rule: "r", error: "cannot read x" },
      message: "run could not be driven; parked",
    });
  });

  test("what it throws is no Error", async () => {
    const script = () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- a library may do so
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
  expect(engine.performed.at(-1)?.request["text"]).toBe("vip seen");
  expect((await engine.store.getContact(PHONE)).contact?.tags).toEqual(["vip", "seen"]);
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

  expect(engine.performed.map(({ request }) => request["text"])).toEqual([PHONE]);
});
