import { expect, test } from "vitest";
import { differenceOf } from "../../../src/core/alarm/instance.ts";
import type { Instance } from "../../../src/core/alarm/instance.ts";

const HERE: Instance = { id: "1", name: "one:1", version: "0.2.0", rules: "r", settings: { org: "1", sending: "2" } };
const other = (changes: Partial<Instance>): Instance => ({ ...HERE, id: "2", name: "two:2", ...changes });

test.each([
  ["nobody else", [], null],
  ["another that goes by the same, also of another release", [other({ version: "0.3.0" })], null],
  ["other rules", [other({ rules: "x" })], "two:2 goes by other rules than one:1"],
  [
    "other settings in another release",
    [other({ settings: { org: "1", sending: "x", later: "3" }, version: "0.3.0" })],
    "two:2 (release 0.3.0) goes by other settings (later, sending) than one:1",
  ],
  [
    "several",
    [other({ rules: "x" }), other({ name: "three:3" }), other({ name: "four:4", settings: { sending: "2" } })],
    "two:2, four:4 go by other rules and settings (org) than one:1",
  ],
])("%s", (_title, others, difference) => {
  const told = differenceOf(HERE, others);

  expect(told).toBe(difference);
});
