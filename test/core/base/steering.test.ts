import { expect, test } from "vitest";
import { escapeSteering } from "../../../src/core/base/steering.ts";

test("escaped JSON says the same and steers no terminal", () => {
  const text = "a\u001b\u007f\u0085\u009b\u2028\u2029\u202e\u2066\u061cé👍";

  const json = escapeSteering(JSON.stringify({ [text]: text }));

  expect(json).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
  expect(JSON.parse(json)).toEqual({ [text]: text });
});
