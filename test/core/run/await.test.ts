import { describe, expect, test } from "vitest";
import type { Effect } from "../../../src/core/model/run/effect.ts";
import type { Run } from "../../../src/core/model/run/run.ts";
import type { EventPattern } from "../../../src/core/model/ruleset/rule.ts";
import { redactedRun } from "../../../src/core/event/redaction.ts";
import { heardBy, startAwait, timedOut, unverifiedSince, verifiedRun, wokenBy } from "../../../src/core/run/await.ts";
import type { AwaitInstruction, RunContext } from "../../../src/core/run/run-context.ts";
import {
  makeContext,
  makeEffect,
  makeEvent,
  makeRule,
  makeRun,
  makeSent,
  makeSettings,
  NOW,
} from "../../helpers/make.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const SETTINGS = makeSettings();
const PLACE = { line: 1, column: 1 };

const TEXT: EventPattern = { eventType: "message_recieved", inboxIds: null, where: null };
const AWAIT: AwaitInstruction = {
  ...{ op: "await", path: "do/0", place: PLACE, stepId: "answer", events: [TEXT] },
  ...{ timeoutMs: HOUR, clock: null, from: "now", newsSince: "step", lookbackMs: null, onEvent: 5, verify: false },
};

function makeAt(instruction: Partial<AwaitInstruction>, context: Partial<RunContext> = {}): RunContext {
  return makeContext({
    rule: makeRule({
      program: [
        { ...AWAIT, ...instruction },
        { op: "end", status: "done" },
      ],
    }),
    event: makeEvent({ at: NOW - 10 * MINUTE }),
    ...context,
  });
}

function started(
  instruction: Partial<AwaitInstruction> = {},
  given: { readonly run?: Run; readonly effects?: readonly Effect[]; readonly context?: Partial<RunContext> } = {},
): Run {
  const { run = makeRun(), effects = [], context = {} } = given;
  return startAwait({ run, effects }, { ...AWAIT, ...instruction }, makeAt(instruction, context));
}

function textAt(at: number, id = "evt_2"): ReturnType<typeof makeEvent> {
  return makeEvent({ id, at, receivedAt: at, text: `text of ${id}` });
}

describe("a run that comes to an await", () => {
  test("waits until its time is over, and says for what", () => {
    const closed: EventPattern = { ...TEXT, eventType: "chat_closed" };

    const run = started({ events: [TEXT, closed, TEXT] });

    expect(run).toMatchObject({ status: "waiting", dueAt: NOW + HOUR, waitsFor: "elapsed" });
    expect(run.trace.at(-1)).toEqual({
      at: NOW,
      path: "do/0",
      kind: "wait",
      text: "waits until 2026-01-02T16:00:00-05:00 for message_recieved or chat_closed",
    });
  });

  test("counts its time from the start when told so, and is due at once when that is over", () => {
    const start = NOW - 10 * MINUTE;

    expect(started({ from: "start", timeoutMs: HOUR }).dueAt).toBe(start + HOUR);
    expect(started({ from: "start", timeoutMs: MINUTE }).dueAt).toBe(NOW);
  });

  test("counts only open time on the clock of a calendar, and then waits for an instant", () => {
    const monday9 = Date.UTC(2026, 0, 5, 14);

    expect(started({ clock: "shop", timeoutMs: 3 * HOUR })).toMatchObject({
      dueAt: monday9 + HOUR,
      waitsFor: "instant",
    });
  });

  test.each([
    ["what came before the run began to wait is none", {}, NOW - MINUTE, false],
    ["what it looks back at is one", { lookbackMs: 5 * MINUTE }, NOW - MINUTE, true],
    ["what came before that is none", { lookbackMs: 5 * MINUTE }, NOW - 5 * MINUTE, false],
    ["from the start on, all that came since is one", { newsSince: "start" }, NOW - 9 * MINUTE, true],
    ["what came before the start is none", { newsSince: "start" }, NOW - 11 * MINUTE, false],
    ["unless it looks back behind the start", { newsSince: "start", lookbackMs: 5 * MINUTE }, NOW - 11 * MINUTE, true],
  ] as const)("%s", (_, instruction, at, isFound) => {
    const run = started(instruction, { context: { history: [textAt(at)] } });

    expect(run.status).toBe(isFound ? "ready" : "waiting");
  });

  test("goes on with the first of what has come, and its steps tell which", () => {
    const history = [textAt(NOW - MINUTE, "evt_3"), textAt(NOW - 2 * MINUTE, "evt_2")];

    const run = started({ lookbackMs: 5 * MINUTE }, { context: { history } });

    expect(run).toMatchObject({
      ...{ status: "ready", cursor: 5, dueAt: null, waitsFor: null, awaitsSince: null, restedAt: NOW },
      steps: { answer: { timed_out: false, event: { text: "text of evt_2" }, event_data: { text: "hello" } } },
    });
    expect(run.trace.at(-1)?.text).toBe("message_recieved has come (evt_2)");
  });

  test("never takes the event that started it, nor one of another type", () => {
    const history = [textAt(NOW - MINUTE, "evt_1"), { ...textAt(NOW - MINUTE), type: "chat_closed" }];

    expect(started({ lookbackMs: HOUR }, { context: { history } }).status).toBe("waiting");
  });
});

describe("what is news to a run that waits", () => {
  const sent = makeSent(NOW - 5 * MINUTE);

  test.each([
    ["comes from its last attempt on, by seconds", { effects: [sent] }, NOW - 5 * MINUTE - SECOND],
    ["comes since it last rested", { run: makeRun({ restedAt: NOW - 3 * MINUTE }) }, NOW - 3 * MINUTE],
    [
      "comes after whichever was later",
      { run: makeRun({ restedAt: NOW - 3 * MINUTE }), effects: [sent] },
      NOW - 3 * MINUTE,
    ],
    ["comes after the event that started it", { effects: [makeSent(NOW - HOUR)] }, NOW - 10 * MINUTE],
    ["is not told by a step that was never attempted", { effects: [makeEffect()] }, NOW],
  ])("%s", (_, given, after) => {
    const with1 = (at: number): string => started({}, { ...given, context: { history: [textAt(at)] } }).status;

    expect([with1(after), with1(after + 1)]).toEqual(["waiting", "ready"]);
  });

  test("may come from before it rested when it looks back, but for what ended a wait of it", () => {
    const run = makeRun({ restedAt: NOW - 3 * MINUTE });
    const context = { history: [textAt(NOW - 4 * MINUTE, "evt_2")] };
    const status = (heardEvents: readonly string[]): string =>
      started({ lookbackMs: HOUR }, { run: { ...run, heardEvents }, context }).status;

    expect([status([]), status(["evt_2"])]).toEqual(["ready", "waiting"]);
  });

  test("may be dated a minute earlier by another clock when it comes during the wait, but not before the start", () => {
    expect(started().awaitsSince).toBe(NOW - MINUTE);
    expect(started({}, { context: { event: makeEvent({ at: NOW - SECOND }) } }).awaitsSince).toBe(NOW - SECOND);
  });
});

describe("an event of the contact", () => {
  const { rule } = makeAt({});
  const waiting = started();
  const heard = (run: Run, event = textAt(NOW)): boolean => heardBy(run, rule, { event, settings: SETTINGS });

  test("ends the wait of a run when it fits and is news", () => {
    expect(heard(waiting)).toBe(true);
    expect(heard(waiting, textAt(NOW - MINUTE - 1))).toBe(false);
    expect(heard(waiting, { ...textAt(NOW), type: "chat_closed" })).toBe(false);
  });

  test("ends no wait for a time, and none of a run that goes on already", () => {
    expect(heard({ ...waiting, status: "ready" })).toBe(false);
    expect(heard({ ...waiting, awaitsSince: null })).toBe(false);
    expect(heard({ ...waiting, cursor: 1 })).toBe(false);
  });

  test("is what the run goes on with", () => {
    const run = wokenBy(waiting, textAt(NOW), makeAt({}));

    expect(run).toMatchObject({ status: "ready", cursor: 5, steps: { answer: { event: { text: "text of evt_2" } } } });
  });

  test("wakes no run that waits for none", () => {
    expect(() => wokenBy({ ...waiting, cursor: 1 }, textAt(NOW), makeAt({}))).toThrow("run run_1 waits for no event");
  });
});

test("a run whose time is over goes on behind the await, and its steps say so", () => {
  const run = timedOut(started(), AWAIT, NOW + HOUR);

  expect(run).toMatchObject({
    ...{ status: "ready", cursor: 1, dueAt: null, awaitsSince: null, restedAt: NOW + HOUR },
    steps: { answer: { timed_out: true, event: null, event_data: null } },
  });
  expect(run.trace.at(-1)?.text).toBe("message_recieved has not come in time");
});

test("a run that nobody approved in time keeps that, also without its words", () => {
  const run = timedOut(started(), { ...AWAIT, approves: "offer_text" }, NOW + HOUR);

  const entries = [run, redactedRun(run, NOW + HOUR)].map(({ trace }) => trace.at(-1));

  expect(entries).toMatchObject([{ approval: "late" }, { approval: "late" }]);
});

describe("before it is taken that nothing came", () => {
  const { rule } = makeAt({ verify: true });
  const waiting = started({ verify: true });
  const told = (entered: number, problem: string | null = null): Run =>
    verifiedRun(waiting, { rule, entered, problem, now: NOW });

  test("Heymarket is asked from when on something would be news", () => {
    expect(unverifiedSince(waiting, rule)).toBe(NOW - MINUTE);
  });

  test.each([
    ["when the rule does not want it", waiting, makeAt({}).rule],
    ["of a run that does not wait", { ...waiting, status: "ready" as const }, rule],
    ["a second time", { ...waiting, waitsFor: "answer" as const }, rule],
    ["at another step", { ...waiting, cursor: 1 }, rule],
  ])("Heymarket is not asked %s", (_, run, ofRule) => {
    expect(unverifiedSince(run, ofRule)).toBeNull();
  });

  test("a run for which nothing was found stays due, and notes it", () => {
    const run = told(0);

    expect({ ...run, trace: [] }).toEqual({ ...waiting, trace: [] });
    expect(run.trace.at(-1)).toEqual({
      ...{ at: NOW, path: "do/0", kind: "look" },
      text: "Heymarket was asked for messages, and has none that webhooks have not told",
    });
  });

  test("a run for which something was found waits until that is evaluated", () => {
    const run = told(2);

    expect(run).toMatchObject({ status: "waiting", waitsFor: "answer", dueAt: NOW + 5 * SECOND });
    expect(run.trace.at(-1)?.text).toBe("Heymarket was asked for messages, and has 2 that no webhook has told");
  });

  test("a run for which Heymarket could not be asked notes why", () => {
    expect(told(0, "it did not answer.").trace.at(-1)?.text).toBe("Heymarket could not be asked: it did not answer.");
  });
});
