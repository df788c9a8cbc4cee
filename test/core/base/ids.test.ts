import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { base32, createEventId, effectId, runId } from "../../../src/core/base/ids.ts";
import { createSeeded } from "../../e2e/seeded.ts";

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

test("event ids sort by time, over digit carries and years", () => {
  const times = [0, 31, 32, 1_767_225_600_000, 1_767_225_600_001, 4_102_444_800_000];

  const ids = times.map((now, index) => createEventId(now, { next: () => (index % 2 === 0 ? 0.999 : 0) }));

  expect([...ids].sort()).toEqual(ids);
});

test("event ids of one millisecond differ", () => {
  const random = { next: createSeeded(1) };

  const ids = Array.from({ length: 1_000 }, () => createEventId(1_767_225_600_000, random));

  expect(new Set(ids).size).toBe(1_000);
  for (const id of ids) expect(id).toMatch(/^evt_[0-9a-z]{19}$/);
});

test("the same event, rule and version give the same run, anything else another", () => {
  const source = { eventId: "evt_1", ruleId: "a", ruleVersion: "v1" };

  const ids = [
    source,
    { ...source },
    { ...source, eventId: "evt_2" },
    { ...source, ruleId: "b" },
    { ...source, ruleVersion: "v2" },
    { eventId: "evt_1", ruleId: "av", ruleVersion: "1" },
  ].map((each) => runId(digest, each));

  expect(ids[0]).toMatch(/^run_[0-9a-f]{20}$/);
  expect(new Set(ids).size).toBe(ids.length - 1);
  expect(ids[1]).toBe(ids[0]);
});

test("each instruction of a run has one effect id", () => {
  const ids = [0, 1, 1].map((cursor) => effectId(digest, { runId: "run_1", cursor, item: null }));

  expect(ids[0]).toMatch(/^eff_[0-9a-f]{20}$/);
  expect(ids[1]).not.toBe(ids[0]);
  expect(ids[2]).toBe(ids[1]);
});

// RFC 4648, section 10, without padding and without the last character where zeros fill it up.
test.each([
  ["", ""],
  ["f", "m"],
  ["fo", "mzx"],
  ["foo", "mzxw"],
  ["foob", "mzxw6y"],
  ["fooba", "mzxw6ytb"],
])("%j in base 32 is %j", (text, expected) => {
  expect(base32(new TextEncoder().encode(text))).toBe(expected);
});
