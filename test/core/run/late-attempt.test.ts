import { describe, expect, test } from "vitest";
import { done } from "../../../src/core/model/outcome.ts";
import type { Effect, Run } from "../../../src/core/model/run.ts";
import { settleLateAttempt } from "../../../src/core/run/attempt.ts";
import type { RunView } from "../../../src/core/run/run-view.ts";
import { makeAttempt, makeContext, makeEffect, makeRun, makeView, NOW } from "../../helpers/make.ts";
import { compileOne } from "../../helpers/rules.ts";

describe("an outcome that is known late", () => {
  const rule = compileOne(["on: message_received", "do: [{ id: text, send_message: { purpose: reply, text: Hi } }]"]);
  const context = { ...makeContext({ rule }), random: 0 };
  const late = { effectId: "eff_1", attempt: 1, outcome: done({ id: 7 }) };
  const lost = makeAttempt({ number: 1, endedAt: NOW, outcome: "unclear", error: "the process ended" });

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
  ])("settles an effect that %s after the same attempt", (_, view) => {
    const changes = settleLateAttempt(view, late, context);

    expect(changes?.runs).toMatchObject([{ status: "ready", cursor: 1, error: null, steps: { text: { id: 7 } } }]);
    expect(changes?.runs[0]?.trace).toMatchObject([{ kind: "look", path: "do/0" }]);
    expect(changes?.effects).toMatchObject([
      { status: "done", reason: null, dueAt: null, attempts: [{ number: 1, outcome: "done", error: null }] },
    ]);
  });

  test.each<[string, RunView]>([
    ["was found meanwhile", doubted({}, { status: "done", settledAt: NOW })],
    ["was left at that", doubted({}, { settledAt: NOW })],
    ["was attempted again", doubted({}, { attempts: [lost, makeAttempt({ number: 2, outcome: "unclear" })] })],
    ["ended otherwise", doubted({}, { attempts: [makeAttempt({ number: 1, outcome: "refused" })] })],
    ["is being sent again", doubted({ status: "sending" })],
    ["is not there", doubted({}, { id: "eff_2" })],
    ["its run has left", doubted({ cursor: 1 })],
    ["has another place", doubted({}, { path: "do/9" })],
  ])("changes nothing of one that %s", (_, view) => {
    expect(settleLateAttempt(view, late, context)).toBeNull();
  });
});
