import { expect, test } from "vitest";
import { pickUpRun } from "../../../src/core/run/pick-up-run.ts";
import { makeChanges, makeContext, makeEffect, makeRun, makeSent, makeView, NOW } from "../../helpers/make.ts";
import { compileOne } from "../../helpers/rules.ts";

const rule = compileOne(["on: message_received", "do: [{ send_message: { purpose: reply, text: Hi } }]"]);
const context = { ...makeContext({ rule }), random: 0.5 };

test("a run that waited is ready, although the clock was set back since it was looked up", () => {
  const run = makeRun({ status: "waiting", dueAt: NOW + 1, waitsFor: "elapsed" });

  const changes = pickUpRun(makeView({ run }), context);

  expect(changes).toEqual(makeChanges({ runs: [{ ...run, status: "ready", dueAt: null, waitsFor: null }] }));
});

test("an attempt that was on the wire when the process died has ended as unclear", () => {
  const view = makeView({ run: makeRun({ status: "sending" }), effects: [makeSent(NOW - 1, { status: "sending" })] });

  const { runs, effects } = pickUpRun(view, context);

  expect(runs).toMatchObject([{ status: "parked", error: { code: "outcome_unknown" } }]);
  expect(effects).toMatchObject([{ status: "unknown", attempts: [{ endedAt: NOW, outcome: "unclear" }] }]);
});

test("a run on the wire without an effect there is ready", () => {
  const view = makeView({ run: makeRun({ status: "sending" }), effects: [makeEffect({ status: "done" })] });

  expect(pickUpRun(view, context)).toMatchObject({ runs: [{ status: "ready" }], effects: [] });
});
