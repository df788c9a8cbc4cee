import { describe, expect, test } from "vitest";
import { done, notSent, refused } from "../../../src/core/model/outcome.ts";
import type { Effect } from "../../../src/core/model/run/effect.ts";
import type { Run } from "../../../src/core/model/run/run.ts";
import { settleLateAttempt } from "../../../src/core/run/effect/attempt.ts";
import type { RunView } from "../../../src/core/run/run-view.ts";
import { makeAttempt, makeContext, makeEffect, makeRun, makeView, NOW } from "../../helpers/make.ts";
import { compileOne } from "../../helpers/rules.ts";

describe("an outcome that is known late", () => {
  const rule = compileOne(["on: message_received", "do: [{ id: text, send_message: { purpose: reply, text: Hi } }]"]);
  const context = { ...makeContext({ rule }), random: 0 };
  const late = { effectId: "eff_1", attempt: 1, outcome: done({ id: 7 }) };
  const lost = makeAttempt({ number: 1, endedAt: NOW, outcome: "unclear", error: "the process ended" });

  const open = makeAttempt({ number: 1, endedAt: null, outcome: null });
  const waiting = { status: "waiting", destination: null, waitsFor: "instant" } as const;
  const heldBack = { status: "deferred", guard: "quiet_hours", reason: "it is night" } as const;
  const fault = { message: "cannot read x", step: "", code: "engine_error" } as const;

  const doubted = (run: Partial<Run> = {}, effect: Partial<Effect> = {}): RunView =>
    makeView({
      run: makeRun({ status: "queued", destination: "heymarket", dueAt: NOW + 9, ...run }),
      effects: [
        makeEffect({ path: "do/0", status: "unknown", attempts: [lost], reason: "lost", dueAt: NOW + 9, ...effect }),
      ],
    });

  test.each<[string, RunView]>([
    ["is looked for", doubted()],
    ["was parked", doubted({ status: "parked", error: { message: "lost", step: "do/0", code: "outcome_unknown" } })],
    ["is about to be sent again", doubted({}, { status: "planned" })],
    ["was held back meanwhile", doubted(waiting, heldBack)],
    [
      "was left on the wire by a fault of ours",
      doubted({ status: "parked", destination: null, error: fault }, { status: "sending", attempts: [open] }),
    ],
  ])("settles an effect that %s after the same attempt", (_, view) => {
    const changes = settleLateAttempt(view, late, context);

    expect(changes?.runs).toMatchObject([
      { status: "ready", cursor: 1, error: null, dueAt: NOW, waitsFor: null, steps: { text: { id: 7 } } },
    ]);
    expect(changes?.runs[0]?.trace).toMatchObject([{ kind: "look", path: "do/0" }]);
    expect(changes?.effects).toMatchObject([
      {
        status: "done",
        guard: null,
        reason: null,
        dueAt: null,
        attempts: [{ number: 1, outcome: "done", error: null }],
      },
    ]);
  });

  test("that nothing went out has the text that was held back tried again in its time", () => {
    const changes = settleLateAttempt(doubted(waiting, heldBack), { ...late, outcome: notSent("no route") }, context);

    expect(changes?.runs).toMatchObject([{ status: "queued", destination: "heymarket", waitsFor: "elapsed" }]);
    expect(changes?.effects).toMatchObject([{ status: "planned", guard: null, reason: "no route" }]);
  });

  test("that the text was refused fails the step, and the run waits for nothing more", () => {
    const outcome = refused("http_400", "no such number", { httpStatus: 400 });
    const changes = settleLateAttempt(doubted(waiting, heldBack), { ...late, outcome }, context);

    expect(changes?.runs).toMatchObject([{ status: "failed", dueAt: null, waitsFor: null }]);
    expect(changes?.effects).toMatchObject([{ status: "failed", guard: null, reason: "no such number" }]);
  });

  test.each<[string, RunView]>([
    ["was found meanwhile", doubted({}, { status: "done", settledAt: NOW })],
    ["was left at that", doubted({}, { settledAt: NOW })],
    ["was attempted again", doubted({}, { attempts: [lost, makeAttempt({ number: 2, outcome: "unclear" })] })],
    ["ended otherwise", doubted({}, { attempts: [makeAttempt({ number: 1, outcome: "refused" })] })],
    ["is being sent again", doubted({ status: "sending" })],
    ["is on the wire", doubted({ status: "sending" }, { status: "sending", attempts: [open] })],
    ["was held back before another attempt", doubted(waiting, { ...heldBack, attempts: [] })],
    ["is not there", doubted({}, { id: "eff_2" })],
    ["its run has left", doubted({ cursor: 1 })],
    ["has another place", doubted({}, { path: "do/9" })],
  ])("changes nothing of one that %s", (_, view) => {
    expect(settleLateAttempt(view, late, context)).toBeNull();
  });
});
