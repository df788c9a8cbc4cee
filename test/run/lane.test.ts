import { describe, expect, test } from "vitest";
import { done } from "../../src/core/model/outcome.ts";
import { fieldOf, makeSettings, PHONE } from "../helpers/make.ts";
import type { Performed } from "./make.ts";
import { createDoor, NOT_SENT, startEngine, STORES, UNCLEAR, until } from "./make.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OTHER = "+12025550199";

const ECHO = `
echo:
  on: message_received
  do:
    - send_message: { purpose: reply, text: "You said {{ event.text }}" }
`;

function textsOf(performed: readonly Performed[]): readonly unknown[] {
  return performed.map(({ request }) => fieldOf(request, "text"));
}

describe.each(STORES)("with a store %s", (_name, openStore) => {
  test("an event fires its rule, and the effect goes out with what the ledger keeps", async () => {
    const engine = await startEngine({ rules: ECHO, store: await openStore() });

    const id = await engine.text("hello");
    await engine.drain();

    const { run, effects } = await engine.onlyRun();
    expect(run).toMatchObject({ eventId: id, ruleId: "echo", status: "done", dueAt: null, reservation: null });
    expect(effects).toMatchObject([{ status: "done", request: { text: "You said hello", phone: PHONE } }]);
    expect(engine.performed).toMatchObject([
      { action: "send_message", effectId: effects[0]?.id, localId: effects[0]?.localId, attempt: 1, timeoutMs: 30_000 },
    ]);
    expect(effects[0]?.localId).toMatch(/^[a-z2-7]{26}$/);
    expect((await engine.event(id)).evaluation?.verdicts).toMatchObject([{ outcome: "fired", runId: run.id }]);
  });

  test("the same delivery twice fires once", async () => {
    const engine = await startEngine({ rules: ECHO, store: await openStore() });

    const first = await engine.text("hello", { id: 7 });
    await engine.drain();
    const second = await engine.text("hello", { id: 7 });
    await engine.drain();

    expect(second).toBe(first);
    expect(engine.performed).toHaveLength(1);
  });

  test("rules fire by priority, then by id, and their effects go out in that order", async () => {
    const rule = (id: string, priority: number) =>
      `${id}: { on: message_received, priority: ${priority}, do: [{ notify: { connection: slack, text: ${id} } }] }`;
    const rules = [rule("b", 0), rule("z", 5), rule("a", 0), rule("c", -1)].join("\n");
    const engine = await startEngine({ rules, store: await openStore() });

    const id = await engine.text("hello");
    await engine.drain();

    expect(textsOf(engine.performed)).toEqual(["z", "a", "b", "c"]);
    expect((await engine.event(id)).evaluation?.verdicts.map(({ ruleId }) => ruleId)).toEqual(["z", "a", "b", "c"]);
  });

  test("events of a lane are taken in the order they came, one after the other", async () => {
    let inFlight = 0;
    let most = 0;
    const script = async () => {
      most = Math.max(most, (inFlight += 1));
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
      return done({});
    };
    const engine = await startEngine({ rules: ECHO, script, store: await openStore() });

    for (let count = 0; count < 10; count += 1) await engine.text(`${count}`);
    await engine.drain();

    expect(textsOf(engine.performed)).toEqual(Array.from({ length: 10 }, (_, count) => `You said ${count}`));
    expect(most).toBe(1);
  });

  test("steps go out one after the other; each sees the results of those before it", async () => {
    const rules = `
lookup:
  on: message_received
  do:
    - { id: find, http: { connection: crm, method: GET, path: /contacts } }
    - note: { text: "owner {{ steps.find.json.owner }}, status {{ steps.find.status }}" }
`;
    const script = ({ action }: Performed) =>
      action === "http" ? done({ status: 200, json: { owner: "Bo" } }) : undefined;
    const engine = await startEngine({ rules, script, store: await openStore() });

    await engine.text("hello");
    await engine.drain();

    expect(engine.performed.map(({ action }) => action)).toEqual(["http", "note"]);
    expect(fieldOf(engine.performed[1]?.request, "text")).toBe("owner Bo, status 200");
  });

  test("a lane that is stuck does not hold up others", async () => {
    const door = createDoor();
    const script = async ({ request }: Performed) => {
      if (fieldOf(request, "phone") === PHONE) await door.pass();
      return done({});
    };
    const engine = await startEngine({ rules: ECHO, script, store: await openStore() });

    await engine.text("stuck");
    await engine.text("behind it");
    await engine.text("free", { phone: OTHER });
    await until(async () => (await engine.runs()).some(({ run }) => run.lane === OTHER && run.status === "done"));
    const duringTheWait = textsOf(engine.performed);
    door.open();
    await engine.drain();

    expect(duringTheWait).toEqual(["You said stuck", "You said free"]);
    expect(textsOf(engine.performed)).toEqual(["You said stuck", "You said free", "You said behind it"]);
  });

  test("a wait ends when it is due, not before, and only once", async () => {
    const rules = "later: { on: message_received, do: [{ wait: 15m }, { notify: { connection: slack, text: late } }] }";
    const engine = await startEngine({ rules, store: await openStore() });

    await engine.text("hello");
    await engine.drain();
    await engine.pass(15 * MINUTE - 1);
    const before = engine.performed.length;
    await engine.pass(1);
    await engine.pass(HOUR);

    expect(before).toBe(0);
    expect(textsOf(engine.performed)).toEqual(["late"]);
    expect((await engine.onlyRun()).run.status).toBe("done");
  });

  test("a run that waits does not hold up the next event of its lane", async () => {
    const rules =
      'later: { on: message_received, do: [{ wait: 15m }, { notify: { connection: slack, text: "{{ event.text }}" } }] }';
    const engine = await startEngine({ rules: `${rules}\n${ECHO}`, store: await openStore() });

    await engine.text("one");
    await engine.text("two");
    await engine.drain();
    await engine.pass(15 * MINUTE);

    expect(textsOf(engine.performed)).toEqual(["You said one", "You said two", "one", "two"]);
  });

  test("a text that may have gone out and can be looked up nowhere is never repeated, and parked after a day", async () => {
    const rules = `${ECHO}    - notify: { connection: slack, text: after }`;
    const script = ({ action }: Performed) => (action === "send_message" ? UNCLEAR : undefined);
    const engine = await startEngine({ rules, script, store: await openStore() });

    await engine.text("hello");
    await engine.drain();
    await engine.pass(24 * HOUR);

    const { run, effects } = await engine.onlyRun();
    expect(engine.performed).toHaveLength(1);
    expect(run).toMatchObject({ status: "parked", error: { code: "outcome_unknown" } });
    expect(effects).toMatchObject([{ status: "unknown", attempts: [{ outcome: "unclear" }] }]);
  });

  test("a text that may have gone out holds up the next one as long as a lane may be blocked, and no longer", async () => {
    const script = ({ request }: Performed) => (fieldOf(request, "text") === "You said one" ? UNCLEAR : undefined);
    const engine = await startEngine({ rules: ECHO, script, store: await openStore() });

    await engine.text("one");
    await engine.text("two");
    await engine.drain();
    await engine.pass(10 * MINUTE - 1);
    const before = (await engine.runs()).map(({ run }) => run.status);
    await engine.pass(1);

    expect(before).toEqual(["queued", "queued"]);
    expect((await engine.runs()).map(({ run }) => run.status)).toEqual(["queued", "done"]);
  });

  test("an HTTP call whose answer was lost is repeated under the same id, with backoff", async () => {
    const rules = `
push:
  on: message_received
  do: [{ http: { connection: crm, method: POST, path: /x, json: { a: 1 } }, retry: { max: 3, backoff: 10s } }]
`;
    let failures = 2;
    const engine = await startEngine({
      rules,
      store: await openStore(),
      script: () => ((failures -= 1) >= 0 ? UNCLEAR : undefined),
    });

    await engine.text("hello");
    await engine.drain();
    const first = engine.performed.length;
    await engine.pass(10_000);
    const second = engine.performed.length;
    await engine.pass(20_000);

    const { run, effects } = await engine.onlyRun();
    expect([first, second, engine.performed.length]).toEqual([1, 2, 3]);
    expect(new Set(engine.performed.map(({ effectId, request }) => JSON.stringify([effectId, request]))).size).toBe(1);
    expect(engine.performed.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(run.status).toBe("done");
    expect(effects[0]?.attempts.map(({ outcome }) => outcome)).toEqual(["unclear", "unclear", "done"]);
  });

  test("a remote that asks to wait is not asked again before, and that does not use up attempts", async () => {
    const rules = "r: { on: message_received, do: [{ notify: { connection: slack, text: hi }, retry: { max: 1 } }] }";
    const busy = { ...NOT_SENT, retryAfterMs: MINUTE, counts: false };
    let answers = 3;
    const engine = await startEngine({
      rules,
      store: await openStore(),
      script: () => ((answers -= 1) > 0 ? busy : undefined),
    });

    await engine.text("hello");
    await engine.drain();
    await engine.pass(MINUTE - 1);
    const early = engine.performed.length;
    await engine.pass(1);
    await engine.pass(MINUTE);

    expect(early).toBe(1);
    expect(engine.performed).toHaveLength(3);
    expect((await engine.onlyRun()).run.status).toBe("done");
  });

  test("a step that is given up goes to on_error, with the error at hand", async () => {
    const rules = `
push:
  on: message_received
  do: [{ http: { connection: crm, method: POST, path: /x }, retry: { max: 2, backoff: 10s } }]
  on_error: [{ notify: { connection: slack, text: "{{ error.code }}: {{ error.message }}" } }]
`;
    const script = ({ action }: Performed) => (action === "http" ? NOT_SENT : undefined);
    const engine = await startEngine({ rules, script, store: await openStore() });

    await engine.text("hello");
    await engine.drain();
    await engine.pass(10_000);

    expect(fieldOf(engine.performed.at(-1)?.request, "text")).toBe(
      "gave_up: refused to connect (all 2 attempts are used up)",
    );
    expect((await engine.onlyRun()).run).toMatchObject({ status: "failed", error: { code: "gave_up" } });
  });

  test("a tag changes the record of the contact exactly once, however often Heymarket is asked", async () => {
    const rules = "r: { on: message_received, do: [{ tag: { add: vip }, retry: { max: 3, backoff: 10s } }] }";
    let failures = 1;
    const engine = await startEngine({
      rules,
      store: await openStore(),
      script: () => ((failures -= 1) >= 0 ? NOT_SENT : undefined),
    });
    const tags = async () => (await engine.store.getContact(PHONE))?.tags;

    await engine.text("hello");
    await engine.drain();
    const atOnce = await tags();
    await engine.pass(MINUTE);

    expect(atOnce).toEqual(["vip"]);
    expect(await tags()).toEqual(["vip"]);
    expect(engine.performed.map(({ request }) => fieldOf(request, "add"))).toEqual([["vip"], ["vip"]]);
  });

  test("the tag of one rule is seen by the steps of the next on the same event", async () => {
    const rules = `
a: { on: message_received, do: [{ tag: { add: vip, in: local } }] }
b: { on: message_received, do: [{ if: { contact.tags: { has: vip } }, notify: { connection: slack, text: seen } }] }
`;
    const engine = await startEngine({ rules, store: await openStore() });

    await engine.text("hello");
    await engine.drain();

    expect(textsOf(engine.performed)).toEqual(["seen"]);
  });

  test("the text of an engine comes back and starts nothing", async () => {
    const rules = `${ECHO}\nsent: { on: message_sent, do: [{ notify: { connection: slack, text: sent } }] }`;
    const engine = await startEngine({ rules, store: await openStore() });
    await engine.text("hello");
    await engine.drain();

    const localId = engine.performed[0]?.localId ?? "";
    const own = await engine.receive("message_sent", {
      id: 900,
      text: "You said hello",
      phone: PHONE,
      local_id: localId,
    });
    const other = await engine.receive("message_sent", { id: 901, text: "Hi", phone: PHONE, local_id: "someone-else" });
    await engine.drain();

    const { event, evaluation } = await engine.event(own);
    expect(event.author).toBe("automation");
    expect(evaluation?.verdicts).toMatchObject([{ outcome: "not_matched" }]);
    expect((await engine.event(other)).event.author).toBe("api");
    expect(textsOf(engine.performed)).toEqual(["You said hello", "sent"]);
  });
});

test("history counts the earlier events of the contact, not the event itself and not those of others", async () => {
  const rules =
    "r: { on: message_received, if: { history: { event: message_received, last: 1h, count: 1 } }, do: [{ notify: { connection: slack, text: second } }] }";
  const engine = await startEngine({ rules });

  await engine.text("other", { phone: OTHER });
  await engine.text("one");
  await engine.text("two");
  await engine.text("three");
  await engine.drain();

  expect(textsOf(engine.performed)).toEqual(["second"]);
  expect((await engine.onlyRun()).run.lane).toBe(PHONE);
});

test("a rule in shadow is recorded and does nothing; a disabled one is not even recorded", async () => {
  const rules = `
seen: { on: message_received, enabled: shadow, do: [{ notify: { connection: slack, text: x } }] }
gone: { on: message_received, enabled: false, do: [{ notify: { connection: slack, text: x } }] }
`;
  const engine = await startEngine({ rules });

  const id = await engine.text("hello");
  await engine.drain();

  expect((await engine.event(id)).evaluation?.verdicts).toMatchObject([{ ruleId: "seen", outcome: "shadow" }]);
  expect(engine.performed).toEqual([]);
});

test("an event without a contact is a lane of its own, and its rule runs", async () => {
  const rules = "r: { on: incoming_call, do: [{ notify: { connection: slack, text: call } }] }";
  const engine = await startEngine({ rules, settings: makeSettings() });

  const id = await engine.receive("incoming_call", { id: 5 });
  await engine.drain();

  expect((await engine.onlyRun()).run).toMatchObject({ lane: `event:${id}`, status: "done" });
});
