import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { done } from "../../src/core/model/outcome.ts";
import type { ChangeSet } from "../../src/core/model/changes.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { fieldOf, makeEvaluated, makeRun, NOW, PHONE } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";
import type { EngineParts, TestEngine } from "./make.ts";
import { createGate, openFileStore, startEngine, until } from "./make.ts";

const MINUTE = 60_000;
const NEVER = new Promise<never>(() => undefined);
const TEXT = "r: { on: message_received, do: [{ send_message: { purpose: reply, text: 'Re: {{ event.text }}' } }] }";
const CALL = "r: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x } }] }";
const TAG = "r: { on: message_received, do: [{ tag: { add: vip, remove: lead } }] }";

/** Two lives of an engine on one file: the first ends as a process dies, without a word to anybody. */
function createLives() {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  let store: Store | null = null;
  return {
    start: async (parts: EngineParts & { readonly wrap?: (store: Store) => Store }): Promise<TestEngine> => {
      store = await openFileStore(path);
      return startEngine({ ...parts, store: parts.wrap?.(store) ?? store });
    },
    die: async () => {
      await store?.close();
    },
  };
}

/** The store, but commits that fit never end: what a process sees that dies in the middle of one. */
function hangingAt(isHanging: (changes: ChangeSet) => boolean) {
  return (store: Store): Store => ({
    ...store,
    commit: (claim, changes) => (isHanging(changes) ? NEVER : store.commit(claim, changes)),
  });
}

describe("a process that dies", () => {
  test("before the event is looked at: it is evaluated in the next life, once", async () => {
    const lives = createLives();
    const first = await lives.start({
      rules: TEXT,
      wrap: (store) => ({ ...store, claimLanes: () => Promise.resolve([]) }),
    });
    await first.text("hello");
    await lives.die();

    const second = await lives.start({ rules: TEXT });
    await second.drain();

    expect(second.performed.map(({ request }) => fieldOf(request, "text"))).toEqual(["Re: hello"]);
    expect(await second.runs()).toHaveLength(1);
  });

  test("during the evaluation: nothing of it is seen, and it is done again", async () => {
    const lives = createLives();
    let evaluations = 0;
    const wrap = hangingAt((changes) => changes.evaluation !== null && (evaluations += 1) > 0);
    const first = await lives.start({ rules: TEXT, wrap });
    const id = await first.text("hello");
    await until(() => evaluations > 0);
    await lives.die();

    const second = await lives.start({ rules: TEXT });
    const before = await second.event(id);
    await second.drain();

    expect(before).toMatchObject({ status: "new", evaluation: null });
    expect(second.performed).toHaveLength(1);
  });

  test("after the evaluation, while its text stands in line: it goes out once", async () => {
    const lives = createLives();
    const first = await lives.start({ rules: TEXT, hasRoom: createGate().hasRoom });
    await first.text("hello");
    await first.drain();
    await lives.die();

    const second = await lives.start({ rules: TEXT });
    await second.drain();

    expect(first.performed).toEqual([]);
    expect(second.performed).toHaveLength(1);
    expect((await second.onlyRun()).run.status).toBe("done");
  });

  test("with a text on the wire that can be looked up nowhere: it is not sent again, and parked for a person after a day", async () => {
    const lives = createLives();
    const first = await lives.start({ rules: TEXT, script: () => NEVER });
    await first.text("hello");
    await until(() => first.performed.length > 0);
    await lives.die();

    const second = await lives.start({ rules: TEXT });
    await second.drain();
    await second.pass(24 * 60 * MINUTE);

    const { run, effects } = await second.onlyRun();
    expect(second.performed).toEqual([]);
    expect(run).toMatchObject({ status: "parked", error: { code: "outcome_unknown" } });
    expect(run.error?.message).toContain("the process ended while the request was on the wire");
    expect(effects).toMatchObject([{ status: "unknown", attempts: [{ number: 1, outcome: "unclear" }] }]);
  });

  test("with a text done whose record was not written: it is not sent again", async () => {
    const lives = createLives();
    const wrap = hangingAt((changes) => changes.effects.some(({ status }) => status === "done"));
    const first = await lives.start({ rules: TEXT, script: () => done({}), wrap });
    await first.text("hello");
    await until(() => first.performed.length > 0);
    await lives.die();

    const second = await lives.start({ rules: TEXT });
    await second.drain();

    expect(second.performed).toEqual([]);
    expect(await second.onlyRun()).toMatchObject({ run: { status: "queued" }, effects: [{ status: "unknown" }] });
  });

  test("with an HTTP call on the wire: it is made again at once under the same id, and the run goes on", async () => {
    const lives = createLives();
    const rules = CALL.replace("}] }", "}, { notify: { connection: slack, text: after } }] }");
    const first = await lives.start({ rules, script: () => NEVER });
    await first.text("hello");
    await until(() => first.performed.length > 0);
    await lives.die();

    const second = await lives.start({ rules });
    await second.drain();

    expect(second.performed.map(({ action }) => action)).toEqual(["http", "notify"]);
    expect(second.performed[0]).toMatchObject({ effectId: first.performed[0]?.effectId, attempt: 2 });
    expect(second.performed[0]?.request).toEqual(first.performed[0]?.request);
    expect((await second.onlyRun()).run.status).toBe("done");
  });

  test("with a tag on the wire: Heymarket is asked again, the record of the contact is not touched again", async () => {
    const lives = createLives();
    const first = await lives.start({ rules: TAG, script: () => NEVER });
    await first.text("hello");
    await until(() => first.performed.length > 0);
    await lives.die();

    const second = await lives.start({
      rules: `${TAG}\nlater: { on: chat_closed, do: [{ tag: { add: lead, in: local } }] }`,
    });
    await second.receive("chat_closed", { id: 9, target: PHONE, inbox: 21 });
    await second.drain();
    await second.pass(MINUTE);

    expect(second.performed.map(({ action }) => action)).toEqual(["tag"]);
    expect((await second.store.getContact(PHONE))?.tags).toEqual(["vip", "lead"]);
  });

  test("after everything is recorded: nothing is done again", async () => {
    const lives = createLives();
    const first = await lives.start({ rules: TEXT });
    await first.text("hello");
    await first.drain();
    await lives.die();

    const second = await lives.start({ rules: TEXT });
    await second.drain();

    expect(second.performed).toEqual([]);
    expect((await second.onlyRun()).run.status).toBe("done");
  });

  test("between two steps: the run goes on with the second, and knows what the first gave", async () => {
    const rules = `
r:
  on: message_received
  do:
    - { id: find, http: { connection: crm, method: GET, path: /x } }
    - send_message: { purpose: reply, text: "owner {{ steps.find.json.owner }}" }
`;
    const lives = createLives();
    const first = await lives.start({
      rules,
      script: () => done({ json: { owner: "Bo" } }),
      hasRoom: createGate("heymarket").hasRoom,
    });
    await first.text("hello");
    await until(async () => (await first.runs())[0]?.effects[1]?.status === "planned");
    await lives.die();

    const second = await lives.start({ rules });
    await second.drain();

    expect(second.performed.map(({ request }) => fieldOf(request, "text"))).toEqual(["owner Bo"]);
  });
});

test("a run found on the wire without an attempt of its own goes on from where it stands", async () => {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  const store = await openFileStore(path);
  const first = await startEngine({ rules: TEXT, store: { ...store, claimLanes: () => Promise.resolve([]) } });
  const id = await first.text("hello");
  const version = compileBody(TEXT).rules[0]?.version ?? "";
  const run = makeRun({ eventId: id, ruleId: "r", ruleVersion: version, status: "sending" });
  for (const claim of await store.claimLanes(NOW, 1)) await store.commit(claim, { ...makeEvaluated(id), runs: [run] });
  await store.close();

  const second = await startEngine({ rules: TEXT, store: await openFileStore(path) });
  await second.drain();

  expect(second.performed.map(({ request }) => fieldOf(request, "text"))).toEqual(["Re: hello"]);
});

test("a wait goes on in the next life and ends when it is due", async () => {
  const rules =
    "r: { on: message_received, vars: { t: '{{ event.text }}' }, do: [{ wait: 15m }, { notify: { connection: slack, text: '{{ vars.t }}' } }] }";
  const lives = createLives();
  const first = await lives.start({ rules });
  await first.text("hello");
  await first.drain();
  await lives.die();

  const second = await lives.start({ rules });
  await second.pass(15 * MINUTE - 1);
  const before = second.performed.length;
  await second.pass(1);

  expect(before).toBe(0);
  expect(second.performed.map(({ request }) => fieldOf(request, "text"))).toEqual(["hello"]);
});

test("a once_per that was reserved by a run on the wire is spent when nobody knows whether its text went out", async () => {
  const rules = TEXT.replace("do:", "limits: { once_per: 1h }, do:");
  const lives = createLives();
  const first = await lives.start({ rules, script: () => NEVER });
  await first.text("hello");
  await until(() => first.performed.length > 0);
  await lives.die();

  const second = await lives.start({ rules });
  await second.text("again", { id: "second" });
  await second.drain();
  await second.pass(61 * MINUTE);
  await second.text("later", { id: "third" });
  await second.drain();

  expect(second.performed.map(({ request }) => fieldOf(request, "text"))).toEqual(["Re: later"]);
});

test("the local id of a text is the same in every life, and another on another store", async () => {
  const lives = createLives();
  const first = await lives.start({ rules: TEXT });
  await first.text("hello");
  await first.drain();
  const key = first.store.deploymentKey;
  await lives.die();

  const second = await lives.start({ rules: TEXT });
  const elsewhere = await createLives().start({ rules: TEXT });

  expect(second.store.deploymentKey).toBe(key);
  expect(elsewhere.store.deploymentKey).not.toBe(key);
  expect(await second.store.ownText({ localId: first.performed[0]?.localId ?? "", messageId: null })).not.toBe(null);
});
