import { expect, test } from "vitest";
import { EngineError, messageOf, stackOf } from "../../../src/core/base/errors.ts";

test("an engine error has a stable code, a sentence and what caused it", () => {
  const cause = new Error("ENOSPC");

  const error = new EngineError("STORE_UNAVAILABLE", "The disk is full.", { cause });

  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: "EngineError", code: "STORE_UNAVAILABLE", message: "The disk is full.", cause });
});

test.each([
  [new Error("a sentence"), "a sentence"],
  ["a text", "a text"],
  [undefined, "undefined"],
])("the sentence of what was thrown", (thrown, sentence) => {
  expect(messageOf(thrown)).toBe(sentence);
});

test("the stack of what was thrown is places without its message", () => {
  const stack = stackOf(new TypeError("quotes\n    data"));

  expect(stack[0]).toContain("errors.test.ts");
  expect(stack.join(" ")).not.toContain("quotes");
  expect(stackOf("odd")).toEqual([]);
  expect(stackOf(Object.assign(new Error("x"), { stack: undefined }))).toEqual([]);
});
