import { expect, test } from "vitest";
import { memoized } from "../../../src/core/base/memo.ts";

test("a result is worked out once, and again when newer ones have taken its place", () => {
  const asked: string[] = [];
  const size = memoized((text: string) => asked.push(text), 2);

  const results = ["a", "b", "a", "c", "b", "a"].map(size);

  expect(asked).toEqual(["a", "b", "c", "a"]);
  expect(results).toEqual([1, 2, 1, 3, 2, 4]);
});

test("what was thrown is not kept", () => {
  let isBroken = true;
  const read = memoized((text: string) => {
    if (isBroken) throw new Error("broken");
    return text;
  }, 2);

  expect(() => read("a")).toThrow("broken");
  isBroken = false;
  expect(read("a")).toBe("a");
});
