import { describe, expect, test } from "vitest";
import type { EffectStatus } from "../../../src/core/model/run/effect.ts";
import type { RunStatus } from "../../../src/core/model/run/run.ts";
import { sentTextOf } from "../../../src/core/model/run/effect.ts";
import { isAtRest } from "../../../src/core/model/run/run.ts";
import { makeEffect, makeSent, NOW } from "../../helpers/make.ts";

describe("a text that went out, or may have,", () => {
  test("counts from the start of its last attempt, not from when it was planned", () => {
    const [attempt] = makeSent(NOW).attempts;
    if (attempt === undefined) throw new Error("no attempt");
    const attempts = [attempt, { ...attempt, number: 2, startedAt: NOW + 9 }];

    const { textDigest } = makeEffect();
    expect(sentTextOf(makeSent(NOW, { attempts, plannedAt: NOW - 9 }))).toEqual({
      effectId: "eff_1",
      at: NOW + 9,
      goesOutAt: NOW + 9,
      purpose: "reply",
      textDigest,
    });
  });

  test.each<[EffectStatus, boolean]>([
    ["sending", true],
    ["done", true],
    ["unknown", true],
    ["planned", false],
    ["deferred", false],
    ["failed", false],
    ["blocked", false],
    ["dead", false],
  ])("%s: %s", (status, counts) => {
    expect(sentTextOf(makeSent(NOW, { status })) !== null).toBe(counts);
  });

  test("is none that was not attempted, and no other action", () => {
    expect(sentTextOf(makeEffect({ status: "done" }))).toBeNull();
    expect(sentTextOf(makeSent(NOW, { action: "note", phone: null }))).toBeNull();
  });
});

test.each<[RunStatus, number | null, boolean]>([
  ["done", null, true],
  ["failed", null, true],
  ["stopped", null, true],
  ["waiting", NOW, true],
  ["parked", null, true],
  ["queued", NOW, true],
  ["queued", null, false],
  ["ready", null, false],
  ["sending", null, false],
])(
  "a run that is %s and due at %j goes on by itself only at an instant or with a person: %j",
  (status, dueAt, rests) => {
    expect(isAtRest({ status, dueAt })).toBe(rests);
  },
);
