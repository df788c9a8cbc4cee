import { describe, expect, test } from "vitest";
import type { Pause } from "../../../src/core/model/decision.ts";
import {
  isAsSeen,
  isPausedDestination,
  pausedWords,
  pauseKey,
  pauseOf,
  widestFirst,
} from "../../../src/core/model/decision.ts";
import { makeRun, NOW } from "../../helpers/make.ts";

const pauseOn = (kind: Pause["kind"], name = ""): Pause => ({ kind, name, since: NOW, by: "ann", reason: null });
const ATTEMPT = { ruleId: "reply", destination: "heymarket", purpose: "marketing" };

describe("a pause keeps", () => {
  test.each([
    [pauseOn("all"), true],
    [pauseOn("rule", "reply"), true],
    [pauseOn("rule", "other"), false],
    [pauseOn("connection", "heymarket"), true],
    [pauseOn("connection", "crm"), false],
    [pauseOn("purpose", "marketing"), true],
    [pauseOn("purpose", "reply"), false],
  ])("an attempt of its scope alone: $kind $name", (pause, keeps) => {
    expect(pauseOf([pause], ATTEMPT)).toBe(keeps ? pause : null);
  });

  test("a whole destination when it is of that connection or of everything", () => {
    expect(isPausedDestination([pauseOn("all")], "crm")).toBe(true);
    expect(isPausedDestination([pauseOn("connection", "crm")], "crm")).toBe(true);
    expect(isPausedDestination([pauseOn("connection", "crm")], "slack")).toBe(false);
    expect(isPausedDestination([pauseOn("rule", "crm"), pauseOn("purpose", "crm")], "crm")).toBe(false);
  });
});

test("a scope has one key", () => {
  expect([pauseKey(pauseOn("all")), pauseKey(pauseOn("rule", "reply"))]).toEqual(["all", "rule:reply"]);
});

test("a run that was queued for its next attempt or look in the same millisecond is not as it was seen", () => {
  const seen = makeRun({ status: "queued", destination: "heymarket" });

  expect(isAsSeen(seen, seen)).toBe(true);
  expect(isAsSeen({ ...seen, dueAt: NOW + 2_000 }, seen)).toBe(false);
});

test("what keeps the most back is told first, and of two that keep alike the one that has held longest", () => {
  const [older, newer] = [{ ...pauseOn("rule", "older"), since: NOW - 1 }, pauseOn("rule", "newer")];

  const told = widestFirst([newer, pauseOn("purpose", "reply"), older, pauseOn("connection", "crm"), pauseOn("all")]);

  expect(told.map(pausedWords)).toEqual([
    "everything",
    "connection crm",
    "every reply text",
    "rule older",
    "rule newer",
  ]);
});
