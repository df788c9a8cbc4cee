import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { WITH_TYPESCRIPT } from "../helpers/program.ts";
import { SHOWN_ELSEWHERE } from "./catalogue.ts";
import { FAULTS } from "./registry.ts";
import { MUTATIONS } from "./scene/guards.ts";
import { patchedText } from "./scene/patched-copy.ts";

test("each fault of the catalogue is injected, or named with the tests that show it, once", () => {
  const catalogue = Array.from({ length: 72 }, (_, index) => `F${String(index + 1).padStart(2, "0")}`);

  const ids = [...FAULTS, ...SHOWN_ELSEWHERE].map(({ id }) => id);

  expect(ids.filter((id) => id.startsWith("F")).toSorted()).toEqual(catalogue);
});

test("the program that injects them starts, and lists each", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [...WITH_TYPESCRIPT, "test/faults/run.ts", "--list"]);

  const listed = stdout.split("\n").flatMap((line) => /^(\S+) {2}/.exec(line)?.slice(1) ?? []);
  expect(listed.toSorted()).toEqual([...FAULTS, ...SHOWN_ELSEWHERE].map(({ id }) => id).toSorted());
});

test.each(SHOWN_ELSEWHERE.flatMap(({ id, tests }) => tests.map((named) => [id, named] as const)))(
  "%s is shown by a test that is there: %s",
  (_id, named) => {
    const [, file = "", title = ""] = /^([^:]+): (.+)$/.exec(named) ?? [];

    const calls = readFileSync(`test/${file}`, "utf8").replace(/\s+/g, " ");

    expect(calls).toContain(`"${title}`);
  },
);

test("a fault that no test shows says what is missing", () => {
  expect(SHOWN_ELSEWHERE.filter(({ tests, missing }) => tests.length === 0 && missing === null)).toEqual([]);
});

test("the document of promises has a row for each of them", () => {
  const text = readFileSync("docs/guarantees.md", "utf8").replace(/ +/g, " ");

  for (const { id, title, tests, missing } of SHOWN_ELSEWHERE) {
    const files = [...new Set(tests.map((named) => `\`${named.split(":")[0] ?? ""}\``))].join(", ");
    expect(text).toContain(`| ${id} | ${title} | ${files === "" ? "–" : files} | ${missing ?? "–"} |`);
  }
});

test("each guard that F72 removes is still there to be removed", () => {
  for (const { patches, tests } of MUTATIONS) {
    expect(existsSync(tests), tests).toBe(true);
    for (const patch of patches) expect(patchedText(readFileSync(patch.file, "utf8"), patch)).toContain(patch.to);
  }
});
