import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readDocument } from "../helpers/documentation.ts";

/** A promise and the cell that names its tests. */
const PROMISES = readDocument("docs/compliance.md")
  .split(/^(?=#|\| promise)/m)
  .filter((part) => part.startsWith("| promise"))
  .flatMap((table) => table.split("\n").slice(2))
  .filter((line) => line.startsWith("|"))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, promise = "", , shownBy = ""]) => [promise, shownBy] as const);

test("the page of compliance has promises", () => {
  expect(PROMISES.length).toBeGreaterThan(25);
});

test.each(PROMISES)("%s is shown by tests that are there", (_promise, shownBy) => {
  const named = shownBy.split("; ").map((each) => /^`(test\/[^`]+)`(?: "([^"]+)")?$/.exec(each));

  for (const match of named) {
    const [, file = "", title = null] = match ?? [];

    expect({ shownBy, isThere: existsSync(file) }).toEqual({ shownBy, isThere: true });
    if (title !== null) expect(readFileSync(file, "utf8").replace(/\s+/g, " ")).toContain(`"${title}`);
  }
});
