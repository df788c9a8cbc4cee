import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { JsonValue } from "../../src/core/base/json.ts";
import { createOutside } from "../../src/act/outside.ts";
import type { Outside } from "../../src/ports/outside/action.ts";
import type { RunRecord, Store } from "../../src/ports/store/store.ts";
import type { FakeHeymarket, FakeHeymarketOptions } from "../../src/sandbox/heymarket.ts";
import { startFakeHeymarket } from "../../src/sandbox/heymarket.ts";
import { createMockedOutside } from "../../src/sim/mocked-outside.ts";
import type { VirtualClock } from "../../src/sim/virtual-clock.ts";
import { createVirtualClock } from "../../src/sim/virtual-clock.ts";
import { makeSettings, NOW, PHONE } from "../helpers/make.ts";
import { createLog } from "../helpers/receiver.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";
import type { TestEngine } from "./make.ts";
import { openFileStore, startEngine, until } from "./make.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** From one look to the next. */
const BETWEEN_LOOKS = [2 * SECOND, 8 * SECOND, 50 * SECOND, 4 * MINUTE, 10 * MINUTE];
const SECRET = { secretId: "sid", secretKey: "skey-7f3a", apiKey: "key-2c81" };
const SEND = { method: "POST", path: "/v1/message/send" };
const HISTORY = { method: "GET", path: "/v1/messages" };
const LOST = { behaviour: { reset: "after" } } as const;
const NEVER_CAME = { behaviour: { reset: "before" } } as const;
const MODES = ["ignores", "dedupes", "rejects"] as const;

const textRule = (argument = "", options = ""): string =>
  `reply: { on: message_received, do: [{ send_message: { purpose: reply, text: "Re: {{ event.text }}"${argument} }${options} }, ` +
  `{ notify: { connection: slack, text: after } }] }`;
const TEXT = textRule();
const MUST_ARRIVE = textRule(", must_arrive: true");
const ECHO = 'reply: { on: message_received, do: [{ send_message: { purpose: reply, text: "{{ event.text }}" } }] }';
const LAST_STEP =
  "reply: { on: message_received, do: [{ send_message: { purpose: reply, text: Hi, must_arrive: true } }] }";

interface Both {
  readonly engine: TestEngine;
  readonly heymarket: FakeHeymarket;
  readonly clock: VirtualClock;
}

async function startHeymarket(
  clock: VirtualClock,
  options: Partial<Pick<FakeHeymarketOptions, "localIdMode" | "history">> = {},
): Promise<FakeHeymarket> {
  const heymarket = await startFakeHeymarket({
    credentials: SECRET,
    inboxes: [
      { name: "support", id: 21, members: [55] },
      { name: "sales", id: 22, members: [55] },
    ],
    localIdMode: "ignores",
    now: () => clock.now(),
    ...options,
  });
  onTestFinished(() => heymarket.close());
  return heymarket;
}

/** The actions that call a fake Heymarket by HTTP, without its rate; Slack is not there. */
function outsideAt({ url }: FakeHeymarket): (clock: VirtualClock) => Outside {
  return (clock) => {
    const credentials = { kind: "legacy" as const, apiKey: SECRET.apiKey };
    const access = { apiUrl: url, credentials, rate: { count: 480, windowMs: 60_000 } };
    const real = createOutside({ heymarket: access, connections: [], clock, logger: createLog().logger });
    const mocked = createMockedOutside({});
    return { actions: { ...real.actions, notify: mocked.actions.notify }, destinations: mocked.destinations };
  };
}

async function setUp(rules: string, options: Parameters<typeof startHeymarket>[1] = {}): Promise<Both> {
  const clock = createVirtualClock(NOW);
  const heymarket = await startHeymarket(clock, options);
  return { heymarket, clock, engine: await startEngine({ rules, clock, outside: outsideAt(heymarket) }) };
}

/** Lets so many looks fall due. */
async function passLooks(engine: TestEngine, count = BETWEEN_LOOKS.length): Promise<void> {
  for (const ms of BETWEEN_LOOKS.slice(0, count)) await engine.pass(ms);
}

function posts({ heymarket }: Both): number {
  return heymarket.requests().filter(({ method, path }) => method === SEND.method && path === SEND.path).length;
}

function looks({ heymarket }: Both): number {
  return heymarket.requests().filter(({ path }) => path === HISTORY.path).length;
}

/** Heymarket does at last what it was asked for first. */
async function executeLate({ heymarket }: Both): Promise<void> {
  const [first] = heymarket.requests();
  await post(heymarket, SEND.path, first?.body);
}

/** Posts as somebody else than the engine. */
async function post({ url }: FakeHeymarket, path: string, json: unknown): Promise<JsonValue> {
  const headers = { authorization: `Bearer ${SECRET.apiKey}`, "content-type": "application/json" };
  const answer = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(json) });
  expect(answer.status).toBe(200);
  return (await answer.json()) as JsonValue;
}

/** A member moves the conversation to the inbox `sales`, and Heymarket says so. */
async function moveToSales({ engine, heymarket }: Both): Promise<void> {
  const messages = await post(heymarket, "/v1/messages/all", {});
  const [{ conversation }] = messages as [{ readonly conversation: { readonly id: number } }];
  const { id } = conversation;
  await post(heymarket, "/v1/conversations/transfer", { conversation_id: id, transfer_inbox_id: 22 });
  await engine.receive("chat_transferred", { id, phone: PHONE, inbox: 22, updated: new Date(NOW).toISOString() });
}

function statusOf({ run, effects }: RunRecord): string {
  return [run.status, ...effects.map(({ status }) => status)].join(" ");
}

describe("of 20 texts the answers to 5 are lost: all are found and done, and none is sent twice", () => {
  test.each(MODES)("where a repeat %s", async (localIdMode) => {
    const both = await setUp(TEXT, { localIdMode });
    const { engine, heymarket } = both;
    heymarket.script({ match: SEND, times: 5, ...LOST });

    for (let contact = 0; contact < 20; contact += 1) {
      await engine.text("hello", { phone: `+12025550${100 + contact}` });
    }
    await engine.drain();
    const before = (await engine.runs()).filter((record) => statusOf(record) === "queued unknown").length;
    await engine.pass(2 * SECOND);

    expect(before).toBe(5);
    expect((await engine.runs()).map(statusOf)).toEqual(Array(20).fill("done done done"));
    expect([posts(both), heymarket.sent().length, looks(both)]).toEqual([20, 20, 5]);
  });

  test("where the history does not tell the local_id, which the trace says", async () => {
    const both = await setUp(TEXT, { history: { echoLocalId: false } });
    both.heymarket.script({ match: SEND, ...LOST });

    await both.engine.text("hello");
    await both.engine.drain();
    await both.engine.pass(2 * SECOND);

    const record = await both.engine.onlyRun();
    expect(statusOf(record)).toBe("done done done");
    expect(record.run.trace[0]?.text).toMatch(
      /^probably found in Heymarket's history by its words, as message \d+, at look 1$/,
    );
    expect([posts(both), both.heymarket.sent().length]).toEqual([1, 1]);
  });
});

test("what is found stands where the answer would have stood", async () => {
  const rules =
    'reply: { on: message_received, do: [{ id: text, send_message: { purpose: reply, text: Hi } }, { log: "{{ steps.text.id }}" }] }';
  const { engine, heymarket } = await setUp(rules);
  heymarket.script({ match: SEND, ...LOST });

  await engine.text("hello");
  await engine.drain();
  await engine.pass(2 * SECOND);

  const [sent] = heymarket.sent();
  const { run, effects } = await engine.onlyRun();
  expect(effects[0]?.result).toEqual({
    id: sent?.id,
    chat_id: sent?.chat_id,
    date: new Date(sent?.at ?? 0).toISOString(),
    queued: null,
    compliance: null,
  });
  expect(run.trace.at(-1)).toMatchObject({ kind: "log", text: String(sent?.id) });
});

test("the next text of the contact waits while nobody knows, and goes out after", async () => {
  const { engine, heymarket } = await setUp(TEXT, { history: { lagMs: 30 * SECOND } });
  heymarket.script({ match: SEND, ...LOST });

  await engine.text("one");
  await engine.text("two");
  await engine.drain();
  await passLooks(engine, 2);
  const before = heymarket.sent().length;
  await engine.pass(50 * SECOND);

  expect(before).toBe(1);
  expect(heymarket.sent().map(({ text }) => text)).toEqual(["Re: one", "Re: two"]);
});

test("a history that cannot be read settles nothing; when it can be, the text is found", async () => {
  const both = await setUp(LAST_STEP);
  both.heymarket.script({ match: SEND, ...LOST });
  both.heymarket.script({ match: HISTORY, times: 7, behaviour: { status: 500 } });

  await both.engine.text("hello");
  await both.engine.drain();
  await passLooks(both.engine);
  await both.engine.pass(5 * MINUTE);
  await both.engine.pass(5 * MINUTE);
  const before = await both.engine.onlyRun();
  await both.engine.pass(5 * MINUTE);

  expect(statusOf(before)).toBe("queued unknown");
  expect(before.effects[0]?.reason).toContain("it could not be looked for: heymarket answered 500");
  expect(statusOf(await both.engine.onlyRun())).toBe("done done");
  expect(posts(both)).toBe(1);
});

test("texts of one conversation that are in doubt at once are looked for by one read", async () => {
  const lookedFor = async (texts: number): Promise<number> => {
    const settings = makeSettings({ laneBlockMaxMs: 0 });
    const clock = createVirtualClock(NOW);
    const heymarket = await startHeymarket(clock, { history: { lagMs: 5 * SECOND } });
    const engine = await startEngine({ rules: ECHO, clock, outside: outsideAt(heymarket), settings });
    heymarket.script({ match: SEND, times: texts, ...LOST });
    for (let serial = 0; serial < texts; serial += 1) await engine.text(`text ${serial}`);
    await engine.drain();
    expect((await engine.runs()).map(statusOf)).toEqual(Array(texts).fill("queued unknown"));
    await passLooks(engine, 2);
    expect((await engine.runs()).map(statusOf)).toEqual(Array(texts).fill("done done"));
    return looks({ engine, heymarket, clock });
  };

  expect(await lookedFor(2)).toBe(await lookedFor(1));
});

describe("a text that never came", () => {
  test("parks its run after 15 min, with what was looked for", async () => {
    const both = await setUp(TEXT);
    both.heymarket.script({ match: SEND, ...NEVER_CAME });

    await both.engine.text("hello");
    await both.engine.drain();
    await passLooks(both.engine);

    const { run, effects } = await both.engine.onlyRun();
    expect(run).toMatchObject({ status: "parked", error: { code: "outcome_unknown" } });
    expect(run.error?.message).toMatch(/it was looked for 5 times in 15m and not found; it is not sent again$/);
    expect(effects).toMatchObject([{ status: "unknown" }]);
    expect(posts(both)).toBe(1);
  });

  test.each(MODES)("goes out again, once, when it must arrive and a repeat %s", async (localIdMode) => {
    const both = await setUp(MUST_ARRIVE, { localIdMode });
    both.heymarket.script({ match: SEND, ...NEVER_CAME });

    await both.engine.text("hello");
    await both.engine.drain();
    await passLooks(both.engine);
    await both.engine.pass(SECOND);

    const { run, effects } = await both.engine.onlyRun();
    expect(run.status).toBe("done");
    expect(effects[0]).toMatchObject({ status: "done", attempts: [{ outcome: "unclear" }, { outcome: "done" }] });
    expect(both.heymarket.sent()).toMatchObject([{ local_id: effects[0]?.localId }]);
    expect(posts(both)).toBe(2);
  });

  test("does not go out again to somebody who said STOP meanwhile", async () => {
    const both = await setUp(MUST_ARRIVE);
    both.heymarket.script({ match: SEND, ...NEVER_CAME });

    await both.engine.text("hello");
    await both.engine.drain();
    await passLooks(both.engine, 4);
    await both.engine.text("STOP");
    await both.engine.pass(10 * MINUTE);
    await both.engine.pass(SECOND);

    const [first] = await both.engine.runs();
    expect(first?.effects[0]).toMatchObject({ status: "blocked", guard: "opt_out" });
    expect(posts(both)).toBe(1);
  });
});

test("a text whose conversation a member moved is found where it is now, and not sent again", async () => {
  const both = await setUp(MUST_ARRIVE);
  both.heymarket.script({ match: SEND, ...LOST });

  await both.engine.text("hello");
  await both.engine.drain();
  await moveToSales(both);
  await both.engine.drain();
  await passLooks(both.engine);
  await both.engine.pass(SECOND);

  expect(statusOf(await both.engine.onlyRun())).toBe("done done done");
  expect([posts(both), both.heymarket.sent().length]).toEqual([1, 1]);
});

describe("a text that Heymarket sends late", () => {
  test.each(MODES)("within 15 min is found and not sent again, where a repeat %s", async (localIdMode) => {
    const both = await setUp(MUST_ARRIVE, { localIdMode });
    both.heymarket.script({ match: SEND, ...NEVER_CAME });

    await both.engine.text("hello");
    await both.engine.drain();
    await passLooks(both.engine, 4);
    await executeLate(both);
    await both.engine.pass(10 * MINUTE);
    await both.engine.pass(MINUTE);

    expect(statusOf(await both.engine.onlyRun())).toBe("done done done");
    expect(both.heymarket.sent()).toHaveLength(1);
  });

  test.each([
    ["ignores", 2],
    ["dedupes", 1],
    ["rejects", 1],
  ] as const)("after that, as it is sent again: where a repeat %s there are %i", async (localIdMode, count) => {
    const both = await setUp(MUST_ARRIVE, { localIdMode });
    both.heymarket.script({ match: SEND, ...NEVER_CAME });

    await both.engine.text("hello");
    await both.engine.drain();
    await passLooks(both.engine);
    await executeLate(both);
    await both.engine.pass(SECOND);
    await both.engine.pass(2 * SECOND);

    expect(statusOf(await both.engine.onlyRun())).toBe("done done done");
    expect(both.heymarket.sent()).toHaveLength(count);
  });
});

test("on_unknown: skip goes on at once and looks for nothing", async () => {
  const both = await setUp(textRule("", ", on_unknown: skip"));
  both.heymarket.script({ match: SEND, ...LOST });

  await both.engine.text("hello");
  await both.engine.drain();

  expect(statusOf(await both.engine.onlyRun())).toBe("done unknown done");
  expect(looks(both)).toBe(0);
});

describe("a note whose answer was lost", () => {
  const NOTE = "reply: { on: message_received, do: [{ note: { text: VIP } }] }";

  test.each([
    ["is found where the history shows private comments", LOST, "done done"],
    ["parks its run when it is not there", NEVER_CAME, "parked unknown"],
  ] as const)("%s", async (_what, failure, status) => {
    const both = await setUp(NOTE);
    const chat = both.heymarket.receiveText({ phone: PHONE, text: "hello", inbox: 21 });
    both.heymarket.script({ match: SEND, ...failure });

    await both.engine.receive("message_received", chat["event_data"] as { readonly id: number });
    await both.engine.drain();
    await passLooks(both.engine);

    expect(statusOf(await both.engine.onlyRun())).toBe(status);
    expect(posts(both)).toBe(1);
  });
});

test("a text that was on the wire when the process died is found after the restart", async () => {
  const clock = createVirtualClock(NOW);
  const heymarket = await startHeymarket(clock);
  const path = join(makeTemporaryFolder(), "heyrules.db");
  const store = await openFileStore(path);
  // What a process does that dies between the answer and its record.
  const dying: Store = {
    ...store,
    commit: (claim, changes) =>
      changes.effects.some(({ status }) => status === "done")
        ? new Promise(() => undefined)
        : store.commit(claim, changes),
  };
  const outside = outsideAt(heymarket);
  const first = await startEngine({ rules: TEXT, clock, outside, store: dying });
  await first.text("hello");
  await until(() => heymarket.sent().length === 1);
  await store.close();

  const second = await startEngine({ rules: TEXT, clock, outside, store: await openFileStore(path) });
  await second.drain();
  const found = await second.onlyRun();
  await second.pass(2 * SECOND);

  expect(statusOf(found)).toBe("queued unknown");
  expect(statusOf(await second.onlyRun())).toBe("done done done");
  expect(heymarket.sent()).toHaveLength(1);
});
