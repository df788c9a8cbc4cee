import { expect, test } from "vitest";
import { EXPECTATION_OPTIONS, intendedPlace, STEP_OPTIONS } from "../../../src/compile/yaml/schema/misplaced-words.ts";
import { schemaPlace } from "../../../src/compile/yaml/schema/schema-words.ts";

const RULE = ["rules", "r"] as const;

test("what stands beside an action is what the schema knows there and is no action", () => {
  const expected = keysAt([...RULE, "tests", 0, "expect", 0]);
  const steps = keysAt([...RULE, "do", 0]);
  const actions = keysAt([...RULE, "tests", 0, "expect", 0]).filter((key) => steps.includes(key));

  expect(expected.filter((key) => !actions.includes(key)).toSorted()).toEqual([...EXPECTATION_OPTIONS].toSorted());
  expect(STEP_OPTIONS.filter((key) => !steps.includes(key))).toEqual([]);
});

test("a key that is known nowhere near has no place", () => {
  expect(intendedPlace("colour", [...RULE, "do", 0, "notify"])).toBeNull();
  expect(intendedPlace("retry", [...RULE, "tests", 0, "expect", 0, "notify"])).toBeNull();
});

function keysAt(path: readonly (string | number)[]): readonly string[] {
  return schemaPlace("rule", path).keys.map(({ word }) => word);
}
