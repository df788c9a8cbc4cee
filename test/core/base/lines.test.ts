import { expect, test } from "vitest";
import { linesOf } from "../../../src/core/base/lines.ts";

test("lines have no ends, and those of one text are split once", () => {
  const text = "version: 1\r\nrules:\n";

  const lines = linesOf(text);

  expect(lines).toEqual(["version: 1", "rules:", ""]);
  expect(linesOf(text)).toBe(lines);
});
