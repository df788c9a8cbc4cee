import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { readDocument } from "../helpers/documentation.ts";

const DOCUMENTS = [
  "README.md",
  "CHANGELOG.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name.replaceAll("\\", "/")}`),
];

test.each(DOCUMENTS)("every row of a table in %s has as many cells as its header", (path) => {
  const lines = readDocument(path)
    .replaceAll(/^```[^]*?^```$/gm, (block) => block.replaceAll(/.+/g, ""))
    .split("\n");

  const broken = lines.filter((line, index) => {
    const header = lines[headerOf(lines, index)] ?? line;
    return isRow(line) && cellsOf(line) !== cellsOf(header);
  });

  expect(broken).toEqual([]);
});

/** The first of the rows that stand together with this one. */
function headerOf(lines: readonly string[], index: number): number {
  return isRow(lines[index - 1]) ? headerOf(lines, index - 1) : index;
}

function isRow(line: string | undefined): boolean {
  return line?.startsWith("|") === true;
}

/** A bar splits cells also between backticks, unless a backslash stands before it. */
function cellsOf(row: string): number {
  return row.split(/(?<!\\)\|/).length;
}
