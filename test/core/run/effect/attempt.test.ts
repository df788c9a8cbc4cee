import { describe, expect, test } from "vitest";
import type { ChangeSet } from "../../../../src/core/model/changes.ts";
import { done, notSent, refused, unclear } from "../../../../src/core/model/outcome.ts";
import type { Outcome } from "../../../../src/core/model/outcome.ts";
import type { Rule } from "../../../../src/core/model/ruleset/rule.ts";
import type { Effect } from "../../../../src/core/model/run/effect.ts";
import type { Run } from "../../../../src/core/model/run/run.ts";
import { attemptsMade, droppedAttempts } from "../../../../src/core/model/run/effect.ts";
import { beginAttempt, pickUpRun, settleAttempt } from "../../../../src/core/run/effect/attempt.ts";
import type { Recipient } from "../../../../src/core/run/effect/pass-gate.ts";
import type { EffectInstruction } from "../../../../src/core/run/run-context.ts";
import {
  makeChanges,
  makeContext,
  makeEffect,
  makeRule,
  makeRun,
  makeSent,
  makeView,
  NOW,
  PHONE,
} from "../../../helpers/make.ts";
import { compileOne } from "../../../helpers/rules.ts";

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const AT = { line: 1, column: 1 };

const DONE = done({ id: 7 }, { httpStatus: 200, requestId: "req_1" });
const REFUSED = refused("http_404", "gone", { httpStatus: 404 });
const UNCLEAR = unclear("the answer was lost");
const NOT_SENT = notSent("refused to connect");
const THROTTLED = notSent("refused to connect", { counts: false });

function instruction(overrides: Partial<EffectInstruction> = {}): EffectInstruction {
  return {
    op: "effect",
    path: "do/0",
    place: AT,
    stepId: null,
    effect: { action: "notify", connection: "slack", text: "hi" },
    retry: { maximumAttempts: 3, backoffMs: 10 * SECOND, maximumBackoffMs: HOUR },
    timeoutMs: 30 * SECOND,
    deadlineMs: HOUR,
    onFail: null,
    ...overrides,
  };
}

const TEXT_SPEC = {
  action: "send_message",
  purpose: "reply",
  text: "Hi",
  templateId: null,
  media: null,
  to: "contact",
  inboxId: null,
  sender: null,
} as const;

interface Decided {
  readonly run: Run;
  readonly effect: Effect;
}

interface Settling extends Partial<Decided> {
  readonly step?: Partial<EffectInstruction>;
  readonly rule?: Rule;
  readonly now?: number;
}

/** An effect that may be tried again although its outcome is not known. */
const REPEATABLE = makeEffect({ action: "notify" });
const RECIPIENT: Recipient = { optState: null, textsSince: NOW - HOUR, texts: [], inbound: [] };

function begin({ run = makeRun(), effect = REPEATABLE, step, now = NOW }: Settling): ChangeSet {
  const pending = { effectId: effect.id, instruction: instruction(step) };
  return beginAttempt(makeView({ run, effects: [effect] }), pending, { now, recipient: RECIPIENT });
}

/** Begins one more attempt and settles it at once. */
function settle(outcome: Outcome, given: Settling): ChangeSet {
  const { run, effect } = decidedBy(begin(given));
  const ended = { effectId: effect.id, instruction: instruction(given.step), outcome };
  const { rule = makeRule(), now = NOW } = given;
  return settleAttempt(makeView({ run, effects: [effect] }), ended, { ...makeContext({ rule, now }), random: 0.5 });
}

function attempt(outcome: Outcome, given: Settling = {}): Decided {
  return decidedBy(settle(outcome, given));
}

/** The one run and the one effect a change set writes. */
function decidedBy({ runs: [run], effects: [effect] }: ChangeSet): Decided {
  if (run === undefined || effect === undefined) throw new Error("no run with an effect was decided on");
  return { run, effect };
}

describe("the intent of an attempt", () => {
  test("numbers it, and puts the run and its effect on the wire", () => {
    const deferred = makeEffect({ status: "deferred", guard: "quiet_hours", reason: "at night", dueAt: NOW });

    const waiting = makeRun({ status: "waiting", dueAt: NOW, waitsFor: "instant" });
    const { run, effect } = decidedBy(begin({ run: waiting, effect: deferred, now: NOW + 1 }));

    expect(run).toMatchObject({ status: "sending", dueAt: null, waitsFor: null, updatedAt: NOW + 1 });
    expect(effect).toMatchObject({ status: "sending", guard: null, reason: null, dueAt: null });
    expect(effect.attempts).toEqual([
      {
        number: 1,
        startedAt: NOW + 1,
        endedAt: null,
        outcome: null,
        counted: true,
        httpStatus: null,
        requestId: null,
        error: null,
      },
    ]);
  });

  test("counts on from those before it, and keeps the id and the request", () => {
    const before = attempt(NOT_SENT).effect;

    const { effect } = decidedBy(begin({ effect: before, now: NOW + SECOND }));

    expect(effect.attempts.map(({ number }) => number)).toEqual([1, 2]);
    expect({ id: effect.id, localId: effect.localId, request: effect.request }).toEqual({
      id: before.id,
      localId: before.localId,
      request: before.request,
    });
  });
});

describe("the condition of the intent", () => {
  test("is what the gate saw of the number that is texted", () => {
    const { intent } = begin({ run: makeRun({ createdAt: NOW - MINUTE }), effect: makeEffect() });

    expect(intent).toEqual({
      kind: "text",
      phone: PHONE,
      runCreatedAt: NOW - MINUTE,
      textsSince: NOW - HOUR,
      textsSeen: [],
    });
  });

  test("is none when nobody is texted", () => {
    expect(begin({ effect: REPEATABLE }).intent).toBeNull();
  });
});

describe("done", () => {
  test("takes the run behind the step, with its result under the step's name", () => {
    const { run, effect } = attempt(DONE, { run: makeRun({ steps: { old: 1 } }), step: { stepId: "push" } });

    expect(run).toMatchObject({ status: "ready", cursor: 1, dueAt: NOW, steps: { old: 1, push: { id: 7 } } });
    expect(effect).toMatchObject({ status: "done", result: { id: 7 }, settledAt: NOW });
    expect(effect.attempts).toMatchObject([
      { endedAt: NOW, outcome: "done", counted: true, httpStatus: 200, requestId: "req_1", error: null },
    ]);
  });

  test("leaves no result of a step without a name", () => {
    expect(attempt(DONE).run.steps).toEqual({});
  });
});

describe("refused", () => {
  test("fails the step at once, with the remote's words and code", () => {
    const { run, effect } = attempt(REFUSED);

    expect(effect).toMatchObject({ status: "failed", reason: "gone", settledAt: NOW });
    expect(run).toMatchObject({ status: "failed", error: { message: "gone", code: "http_404", step: "do/0" } });
  });

  test("goes to the handler of the step, else to that of the rule", () => {
    const rule = makeRule({ onErrorAt: 7 });

    expect(attempt(REFUSED, { rule, step: { onFail: 4 } }).run).toMatchObject({ status: "ready", cursor: 4 });
    expect(attempt(REFUSED, { rule }).run).toMatchObject({ status: "ready", cursor: 7 });
    expect(attempt(REFUSED, { rule, run: makeRun({ cursor: 8 }) }).run).toMatchObject({ status: "failed", cursor: 8 });
  });
});

describe("not sent", () => {
  test("is tried again after the backoff, under the same id", () => {
    const { run, effect } = attempt(NOT_SENT);

    expect(run).toMatchObject({ status: "queued", dueAt: NOW + 5 * SECOND, cursor: 0 });
    expect(effect).toMatchObject({
      id: "eff_1",
      status: "planned",
      dueAt: NOW + 5 * SECOND,
      reason: "refused to connect",
      settledAt: null,
    });
  });

  test("waits twice as long each time", () => {
    const first = attempt(NOT_SENT);

    const second = attempt(NOT_SENT, { ...first, now: NOW + MINUTE });

    expect(second.run.dueAt).toBe(NOW + MINUTE + 10 * SECOND);
  });

  test("waits as long as the remote asks", () => {
    expect(attempt(notSent("busy", { retryAfterMs: 90 * SECOND })).run.dueAt).toBe(NOW + 90 * SECOND);
  });

  test("is given up when all attempts are used up", () => {
    let decided: Decided = { run: makeRun(), effect: REPEATABLE };
    for (let count = 0; count < 3; count += 1) decided = attempt(NOT_SENT, decided);

    expect(decided.effect).toMatchObject({
      status: "dead",
      dueAt: null,
      settledAt: NOW,
      reason: "refused to connect (all 3 attempts are used up)",
    });
    expect(decided.run).toMatchObject({ status: "failed", error: { code: "gave_up", message: decided.effect.reason } });
  });

  test("goes to the step's handler when it is given up", () => {
    const once = { retry: { maximumAttempts: 1, backoffMs: 1, maximumBackoffMs: 1 }, onFail: 5 };

    expect(attempt(NOT_SENT, { step: once }).run).toMatchObject({ status: "ready", cursor: 5 });
  });

  test("does not count when the remote only asked to wait", () => {
    let decided: Decided = { run: makeRun(), effect: REPEATABLE };
    for (let count = 0; count < 10; count += 1) decided = attempt(THROTTLED, decided);

    expect(decided.effect).toMatchObject({ status: "planned" });
    expect(decided.effect.attempts.map(({ counted }) => counted)).toEqual(Array.from({ length: 10 }, () => false));
  });

  test("keeps the last 20 attempts that do not count, all that do, and goes on numbering", () => {
    const step = { retry: { maximumAttempts: 9, backoffMs: SECOND, maximumBackoffMs: SECOND } };
    let decided: Decided = { run: makeRun(), effect: REPEATABLE };
    for (let number = 1; number <= 500; number += 1) {
      decided = attempt(number === 1 || number === 250 ? NOT_SENT : THROTTLED, { ...decided, step });
    }

    const numbers = decided.effect.attempts.map(({ number }) => number);
    expect(numbers).toEqual([1, 250, ...Array.from({ length: 20 }, (_, index) => 481 + index)]);
    expect([attemptsMade(decided.effect), droppedAttempts(decided.effect)]).toEqual([500, 478]);
    expect(decided.effect.attempts.every(({ endedAt }) => endedAt === NOW)).toBe(true);
  });

  test("has its deadline from the first attempt, also when that is not kept any more", () => {
    let decided: Decided = { run: makeRun(), effect: REPEATABLE };
    for (let count = 0; count < 30; count += 1) decided = attempt(THROTTLED, decided);

    const before = attempt(THROTTLED, { ...decided, now: NOW + HOUR - 20 * SECOND });
    const after = attempt(THROTTLED, { ...decided, now: NOW + HOUR });

    expect(decided.effect.attempts[0]?.number).toBe(11);
    expect([before.effect.status, after.effect.status]).toEqual(["planned", "dead"]);
  });

  test("is given up when the next attempt would be past the deadline", () => {
    const { effect } = attempt(NOT_SENT, { step: { deadlineMs: 4 * SECOND } });

    expect(effect).toMatchObject({ status: "dead", reason: expect.stringContaining("deadline") as string });
  });

  test("has its whole deadline when the gate held it back through the night", () => {
    const planned = makeEffect({ status: "deferred", plannedAt: NOW - 10 * HOUR });

    const first = attempt(NOT_SENT, { effect: planned });
    const last = attempt(NOT_SENT, { ...first, now: NOW + HOUR });

    expect(first.effect.status).toBe("planned");
    expect(last.effect.status).toBe("dead");
  });
});

describe("unclear", () => {
  test("is tried again under the same id where a repeat is safe", () => {
    const { run, effect } = attempt(UNCLEAR);

    expect(run).toMatchObject({ status: "queued", dueAt: NOW + 5 * SECOND });
    expect(effect).toMatchObject({ id: "eff_1", status: "planned", reason: "the answer was lost" });
    expect(effect.attempts).toMatchObject([{ outcome: "unclear", counted: true, error: "the answer was lost" }]);
  });

  test("is given up after its attempts where a repeat is safe", () => {
    let decided: Decided = { run: makeRun(), effect: REPEATABLE };
    for (let count = 0; count < 3; count += 1) decided = attempt(UNCLEAR, decided);

    expect(decided.effect.status).toBe("dead");
  });

  test("leaves a text in doubt: it is looked for, and no further attempt is made", () => {
    const { run, effect } = attempt(UNCLEAR, {
      effect: makeEffect(),
      rule: makeRule({ onErrorAt: 7 }),
      step: { onFail: 3, effect: TEXT_SPEC },
    });

    expect(run).toMatchObject({
      status: "queued",
      cursor: 0,
      dueAt: NOW + 2 * SECOND,
      waitsFor: "elapsed",
      error: null,
    });
    expect(effect).toMatchObject({ status: "unknown", settledAt: null, dueAt: NOW + 2 * SECOND });
  });
});

describe("a run that was found in the store", () => {
  const rule = compileOne(["on: message_received", "do: [{ send_message: { purpose: reply, text: Hi } }]"]);
  const context = { ...makeContext({ rule }), random: 0.5 };

  test("is ready when it waited, although the clock was set back since it was looked up", () => {
    const run = makeRun({ status: "waiting", dueAt: NOW + 1, waitsFor: "elapsed" });

    const changes = pickUpRun(makeView({ run }), context);

    const awake = { status: "ready", dueAt: null, waitsFor: null, restedAt: NOW, readySince: NOW } as const;
    expect(changes).toEqual(makeChanges({ runs: [{ ...run, ...awake }] }));
  });

  test("has an attempt that ended as unclear when it was on the wire as the process died", () => {
    const view = makeView({ run: makeRun({ status: "sending" }), effects: [makeSent(NOW - 1, { status: "sending" })] });

    const { runs, effects } = pickUpRun(view, context);

    expect(runs).toMatchObject([{ status: "queued", destination: "heymarket", dueAt: NOW - 1 + 2 * SECOND }]);
    expect(effects).toMatchObject([{ status: "unknown", attempts: [{ endedAt: NOW, outcome: "unclear" }] }]);
  });

  test("is ready when it was on the wire without an effect there", () => {
    const view = makeView({ run: makeRun({ status: "sending" }), effects: [makeEffect({ status: "done" })] });

    expect(pickUpRun(view, context)).toMatchObject({ runs: [{ status: "ready" }], effects: [] });
  });
});

describe("an opt-out the vendor's answer reveals", () => {
  const unsubscribed = refused("unsubscribed_number", "gone", { httpStatus: 400 });

  test("is that of the number the text was for", () => {
    const { optChange } = settle(unsubscribed, { effect: makeEffect({ phone: "+12025550199" }) });

    expect(optChange).toMatchObject({
      phone: "+12025550199",
      state: "out",
      at: NOW,
      undatedDigest: null,
      reason: "Heymarket has the number as opted out",
    });
    expect(optChange?.told?.event).toMatchObject({ type: "target_opt_out", origin: "engine", phone: "+12025550199" });
  });

  test.each<[string, Effect, Outcome]>([
    ["another refusal", makeEffect(), REFUSED],
    ["a text that went out", makeEffect(), DONE],
    ["another action", makeEffect({ action: "http", phone: null }), unsubscribed],
    ["what nobody is texted by", makeEffect({ phone: null }), unsubscribed],
  ])("is none: %s", (_name, effect, outcome) => {
    expect(settle(outcome, { effect }).optChange).toBeNull();
  });
});

test("a reservation is spent by what went out", () => {
  const run = makeRun({ reservation: "key" });

  const { runs, reservations } = settle(DONE, { run });

  expect(runs).toMatchObject([{ id: run.id, reservation: null }]);
  expect(reservations).toMatchObject([{ kind: "spend", next: { key: "key", runId: run.id } }]);
});
