import { expect, test } from "vitest";
import type { Effect } from "../../../src/core/model/run/effect.ts";
import { hourOf, mergedTallies, talliesOf, talliesOfRuns, tallyOf } from "../../../src/core/model/tally.ts";
import { makeEffect, makeRun, NOW } from "../../helpers/make.ts";

const HALF_AN_HOUR = 1_800_000;

const counted = (effect: Partial<Effect>) =>
  talliesOf({ evaluation: null, effects: [makeEffect({ settledAt: NOW, ...effect })] }).map(
    ({ what, subject, detail, count }) => [what, subject, detail, count],
  );

test.each<[string, Partial<Effect>, readonly unknown[]]>([
  ["a text that went out", { status: "done" }, [["text_sent", "reply", "", 1]]],
  [
    "a text that answered out of hours",
    { status: "done", answersOutOfHours: true },
    [
      ["text_sent", "reply", "", 1],
      ["answered_out_of_hours", "reply", "", 1],
    ],
  ],
  ["a text that was blocked", { status: "blocked", guard: "frequency" }, [["text_blocked", "reply", "frequency", 1]]],
  ["a refused call", { action: "http", status: "failed", phone: null }, [["effect_failed", "reply", "http", 1]]],
  ["a text given up", { status: "dead" }, [["effect_failed", "reply", "send_message", 1]]],
  ["a call that is done", { action: "http", status: "done", phone: null }, []],
  ["a call that stayed in", { action: "http", status: "blocked", guard: "dry", phone: null }, []],
  ["a text that is planned", { status: "planned", settledAt: null }, []],
  ["a text that waits for the morning", { status: "deferred", guard: "quiet_hours", settledAt: null }, []],
  ["a text on the wire", { status: "sending", settledAt: null }, []],
  ["a text in doubt that the run went on behind", { status: "unknown" }, []],
  ["a text that was cancelled", { status: "cancelled" }, []],
])("%s counts as it should", (_name, effect, tallies) => {
  expect(counted(effect)).toEqual(tallies);
});

test("each verdict counts once for its rule, in the hour of the evaluation", () => {
  const verdict = { ruleVersion: "v1", reason: "", runId: null, condition: null };
  const verdicts = [
    { ...verdict, ruleId: "a", outcome: "fired" },
    { ...verdict, ruleId: "b", outcome: "shadow" },
  ] as const;

  const tallies = talliesOf({
    evaluation: { eventId: "evt_1", ruleSet: "hash", at: NOW + HALF_AN_HOUR, verdicts },
    effects: [],
  });

  expect(tallies).toEqual([
    { hourAt: NOW, what: "fired", subject: "a", detail: "", count: 1 },
    { hourAt: NOW, what: "shadow", subject: "b", detail: "", count: 1 },
  ]);
});

test("a run that ends as failed counts when it changes to that", () => {
  const runs = [
    makeRun({ id: "run_1", status: "failed", updatedAt: NOW + HALF_AN_HOUR }),
    makeRun({ id: "run_2", status: "failed" }),
    makeRun({ id: "run_3", status: "done" }),
  ];

  const tallies = talliesOfRuns(runs, (id) => id === "run_2");

  expect(tallies).toEqual([{ hourAt: NOW, what: "run_failed", subject: "reply", detail: "", count: 1 }]);
});

test("tallies of one thing become one, and stand in a fixed order", () => {
  const merged = mergedTallies([tallyOf(NOW, "held"), tallyOf(NOW, "fired", "a"), tallyOf(NOW + 1, "held")]);

  expect(merged).toEqual([
    { hourAt: NOW, what: "fired", subject: "a", detail: "", count: 1 },
    { hourAt: NOW, what: "held", subject: "", detail: "", count: 2 },
  ]);
});

test("an hour is one of UTC", () => {
  expect([hourOf(NOW), hourOf(NOW + 3_599_999), hourOf(NOW - 1)]).toEqual([NOW, NOW, NOW - 3_600_000]);
});
