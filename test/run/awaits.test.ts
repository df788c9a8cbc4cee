import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ChangeSet } from "../../src/core/model/changes.ts";
import { makeSettings, NOW } from "../helpers/make.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";
import type { JsonObject } from "../../src/core/base/json.ts";
import { notSent } from "../../src/core/model/outcome.ts";
import type { TeamMessages } from "../../src/ports/outside/team-messages.ts";
import { openFileStore, startEngine } from "./make.ts";

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const ASK = `
r:
  on: { event: message_received, where: { text: { words: [book] } } }
  do:
    - send_message: { purpose: reply, text: "When?" }
    - id: reply
      wait_for: { event: message_received, timeout: 1h }
    - if: { steps.reply.timed_out: true }
      stop: nobody answered
    - http: { connection: crm, method: POST, path: /bookings, json: { at: "{{ steps.reply.event.text }}" } }
`;

function bodies(engine: Awaited<ReturnType<typeof startEngine>>) {
  return engine.performed.filter(({ action }) => action === "http").map(({ request }) => request);
}

describe("a rule that waits for an event", () => {
  test("goes on with the event, in the transaction that evaluates it", async () => {
    const engine = await startEngine({ rules: ASK });
    await engine.text("book me");
    await engine.drain();
    const waiting = (await engine.onlyRun()).run;

    await engine.pass(MINUTE);
    const id = await engine.text("Tuesday");
    await engine.drain();

    expect(waiting).toMatchObject({ status: "waiting", waitsFor: "elapsed", isWatched: true });
    const { run } = await engine.onlyRun();
    expect(run).toMatchObject({ status: "done", awaitsSince: null });
    expect(run.steps).toMatchObject({ reply: { timed_out: false, event: { text: "Tuesday" } } });
    expect(bodies(engine)).toMatchObject([{ json: { at: "Tuesday" } }]);
    const { evaluation } = await engine.event(id);
    expect(evaluation?.heard).toEqual([{ runId: run.id, ruleId: "r", outcome: "went_on" }]);
  });

  test("goes on without it when its time is over, and hears nothing any more", async () => {
    const engine = await startEngine({ rules: ASK });
    await engine.text("book me");
    await engine.drain();

    await engine.pass(HOUR);
    await engine.text("Tuesday");
    await engine.drain();

    const { run } = await engine.onlyRun();
    expect(run.status).toBe("stopped");
    expect(run.steps).toMatchObject({ reply: { timed_out: true, event: null } });
    expect(bodies(engine)).toEqual([]);
  });

  test("looks back when told so", async () => {
    const rules = `
r:
  on: chat_closed
  do:
    - id: before
      wait_for: { event: message_received, timeout: 1h, lookback: 10m }
    - log: "{{ steps.before.event.text }}"
`;
    const engine = await startEngine({ rules });
    await engine.text("too early");
    await engine.pass(11 * MINUTE);
    await engine.text("just before");
    await engine.pass(MINUTE);

    await engine.receive("chat_closed", { id: 301, inbox: 101, target: "12025550100" });
    await engine.drain();

    expect((await engine.onlyRun()).run).toMatchObject({
      status: "done",
      steps: { before: { event: { text: "just before" } } },
    });
  });
});

describe("modes", () => {
  const waiting = (mode: string): string => `
r:
  on: message_received
  mode: ${mode}
  do:
    - wait: 10m
    - notify: { connection: slack, text: "{{ event.text }}" }
`;
  const told = async (mode: string): Promise<readonly unknown[]> => {
    const engine = await startEngine({ rules: waiting(mode), settings: makeSettings() });
    for (const text of ["one", "two"]) {
      await engine.text(text);
      await engine.pass(MINUTE);
    }
    await engine.pass(HOUR);
    return engine.performed.map(({ request }) => ("text" in request ? request.text : null));
  };

  test.each([
    ["queued", ["one", "two"]],
    ["parallel", ["one", "two"]],
    ["single", ["one"]],
    ["restart", ["two"]],
  ])("%s tells %j", async (mode, texts) => {
    expect(await told(mode)).toEqual(texts);
  });

  test("single says that a run is under way already", async () => {
    const engine = await startEngine({ rules: waiting("single") });
    await engine.text("one");
    await engine.drain();

    const second = await engine.event(await engine.text("two"));
    await engine.drain();

    const { run } = await engine.onlyRun();
    const verdicts = (await engine.event(second.event.id)).evaluation?.verdicts;
    expect(verdicts).toMatchObject([
      { outcome: "limited", reason: `already running: run ${run.id}, and mode is single`, runId: null },
    ]);
  });

  test("a debounce starts with the last of several events", async () => {
    const rules = `
r:
  on: message_received
  limits: { debounce: 30s, once_per: 1h }
  do: [{ notify: { connection: slack, text: "{{ event.text }}" } }]
`;
    const engine = await startEngine({ rules });
    for (const text of ["one", "two", "three"]) {
      await engine.text(text);
      await engine.pass(20 * SECOND);
    }

    await engine.pass(MINUTE);

    expect(engine.performed.map(({ request }) => ("text" in request ? request.text : null))).toEqual(["three"]);
    const ended = (await engine.runs()).map(({ run }) => run.status);
    expect(ended).toEqual(["stopped", "stopped", "done"]);
  });
});

describe("cancel_on", () => {
  const RULES = `
r:
  on: message_received
  cancel_on: [chat_closed, { event: message_received, where: { text: stop it } }]
  do:
    - wait: 1h
    - notify: { connection: slack, text: late }
`;

  test("ends a run that waits, and the trace says by what", async () => {
    const engine = await startEngine({ rules: RULES });
    await engine.text("hello");
    await engine.drain();

    const id = await engine.receive("chat_closed", { id: 301, inbox: 101, target: "12025550100" });
    await engine.pass(2 * HOUR);

    const { run } = await engine.onlyRun();
    expect(run).toMatchObject({ status: "stopped", dueAt: null });
    expect(run.trace.at(-1)).toMatchObject({ kind: "cancel", text: `ended by chat_closed (${id})` });
    expect(engine.performed).toEqual([]);
  });

  test("ends a run before its next attempt when it stands in line and is tried again", async () => {
    const rules = `
r:
  on: message_received
  cancel_on: chat_closed
  do: [{ http: { connection: crm, method: POST, path: /x } }]
`;
    const engine = await startEngine({ rules, script: () => notSent("busy") });
    await engine.text("hello");
    await engine.drain();
    const tried = engine.performed.length;
    await engine.receive("chat_closed", { id: 301, inbox: 101, target: "12025550100" });
    await engine.drain();

    await engine.pass(HOUR);

    const { run, effects } = await engine.onlyRun();
    expect([run.status, effects[0]?.status]).toEqual(["stopped", "cancelled"]);
    expect(engine.performed).toHaveLength(tried);
  });

  test("does not end the run that the event starts", async () => {
    const engine = await startEngine({ rules: RULES });
    await engine.text("stop it");
    await engine.drain();
    await engine.pass(2 * HOUR);

    expect((await engine.onlyRun()).run.status).toBe("done");
  });
});

describe("a process that dies while an event ends a wait", () => {
  const isHeard = ({ event, runs }: ChangeSet): boolean => event !== null && runs.some(({ steps }) => "reply" in steps);

  test.each(["before the commit", "after the commit"])("%s: the run goes on once, with that event", async (when) => {
    const path = join(makeTemporaryFolder(), "heyrules.db");
    const store = await openFileStore(path);
    const first = await startEngine({
      rules: ASK,
      store: {
        ...store,
        commit: async (claim, changes) => {
          if (!isHeard(changes)) return store.commit(claim, changes);
          if (when === "after the commit") await store.commit(claim, changes);
          await store.close();
          return new Promise<never>(() => undefined);
        },
      },
    });
    await first.text("book me");
    await first.drain();
    await first.text("Tuesday");
    void first.drain();
    await expect
      .poll(() =>
        store.check().then(
          () => "open",
          () => "closed",
        ),
      )
      .toBe("closed");

    const second = await startEngine({ rules: ASK, store: await openFileStore(path) });
    await second.drain();
    await second.text("Wednesday");
    await second.drain();

    expect(bodies(second)).toMatchObject([{ json: { at: "Tuesday" } }]);
    expect((await second.runs()).map(({ run }) => run.status)).toEqual(["done"]);
  });
});

describe("an absence", () => {
  const RULES = `
r:
  on:
    after: message_received
    missing: { event: message_sent, where: { author: human } }
    within: 15m
  verify: vendor
  do: [{ notify: { connection: slack, text: nobody answered } }]
`;

  function messagesOf(...data: readonly JsonObject[]): TeamMessages & { readonly asked: () => number } {
    let asked = 0;
    return {
      asked: () => asked,
      page: () => {
        asked += 1;
        const messages = data.map((one) => ({
          at: Date.parse(typeof one["date"] === "string" ? one["date"] : ""),
          isInbound: false,
          data: one,
        }));
        return Promise.resolve({ ok: true, messages });
      },
    };
  }

  test("that Heymarket knows an answer to is none, although no webhook told of it", async () => {
    const answered = { id: 77, text: "hi", user: 55, phone: "12025550100", date: new Date(NOW + MINUTE).toISOString() };
    const teamMessages = messagesOf(answered);
    const engine = await startEngine({ rules: RULES, teamMessages });
    await engine.text("help");
    await engine.drain();

    await engine.pass(15 * MINUTE);
    await engine.pass(MINUTE);

    const { run } = await engine.onlyRun();
    expect(engine.performed).toEqual([]);
    expect(run.status).toBe("done");
    expect(run.trace.map(({ text }) => text)).toContain(
      "Heymarket was asked for messages, and has 1 that no webhook has told",
    );
    expect(teamMessages.asked()).toBeGreaterThan(0);
  });

  test.each([
    ["nothing", messagesOf(), "has none that webhooks have not told"],
    [
      "an error",
      { page: () => Promise.resolve({ ok: false, problem: "it is away" }) } satisfies TeamMessages,
      "could not be asked: it is away",
    ],
  ])("is told when Heymarket answers %s", async (_name, teamMessages, sentence) => {
    const engine = await startEngine({ rules: RULES, teamMessages });
    await engine.text("help");
    await engine.drain();

    await engine.pass(15 * MINUTE);

    expect(engine.performed).toHaveLength(1);
    expect((await engine.onlyRun()).run.trace.map(({ text }) => text).join()).toContain(sentence);
  });

  test("is told once until it is answered, and again after that", async () => {
    const engine = await startEngine({ rules: RULES });
    const say = async (minutes: number): Promise<void> => {
      await engine.text("help");
      await engine.pass(minutes * MINUTE);
    };
    for (const minutes of [0, 20, 20]) await say(minutes);
    const once = engine.performed.length;

    const answer = {
      id: 78,
      text: "hi",
      user: 55,
      phone: "12025550100",
      date: new Date(engine.clock.now()).toISOString(),
    };
    await engine.receive("message_sent", answer);
    await engine.drain();
    await say(0);
    await say(20);

    expect([once, engine.performed.length]).toEqual([1, 2]);
  });
});
