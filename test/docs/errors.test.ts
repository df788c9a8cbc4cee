import { expect, test } from "vitest";
import { exitCodeOf } from "../../src/cli/errors/report-error.ts";
import type { ErrorCode } from "../../src/core/base/errors.ts";
import { filesIn, readDocument, sectionOf } from "../helpers/documentation.ts";

const ERRORS = readDocument("docs/errors.md");

test("every error code of the program has a heading in docs/errors.md, and the other way round", () => {
  const codes = [...readDocument("src/core/base/errors.ts").matchAll(/^ {2}\| "([A-Z_]+)"/gm)].map((match) => match[1]);

  expect(headingsOf("## Commands")).toEqual(codes.toSorted());
});

test("the exit code of each error is the same in the program, in docs/errors.md and in the table of the README", () => {
  const told = headingsOf("## Commands").map((code) => ({
    code,
    exit: Number(/^\nExit code (\d)/.exec(sectionOf(ERRORS, `### ${code}`))?.[1]),
  }));
  const rows = [...sectionOf(readDocument("README.md"), "## Exit codes").matchAll(/^\| `(\d)` +\|.*\|(.*)\|$/gm)];
  const listed = rows.flatMap((row) =>
    matches(row[2] ?? "", /`([A-Z_]+)`/g).map((code) => ({ code, exit: Number(row[1]) })),
  );

  expect(told.map(({ code }) => ({ code, exit: exitCodeOf(code as ErrorCode) }))).toEqual(told);
  expect(listed.toSorted((one, other) => (one.code < other.code ? -1 : 1))).toEqual(told);
});

test("every code a run can fail with has a heading, and the other way round", () => {
  const sources = [...filesIn("src/core"), ...filesIn("src/run"), ...filesIn("src/act")].map(readDocument);
  const written = sources.flatMap((text) => [
    ...matches(text, /code: "([a-z_]+)"/g),
    ...matches(text, /refused\(\s*"([a-z_]+)"/g),
    ...matches(text, /refused\(.*`(http)_\$\{status\}`/g).map(() => "http_STATUS"),
  ]);

  expect(headingsOf("## Runs and effects")).toEqual([...new Set(written)].toSorted());
  const [union = ""] = /type RunErrorCode =[^;]+/.exec(readDocument("src/core/model/run/answer.ts")) ?? [];
  expect([...matches(union, /"([a-z_]+)"/g), "http_STATUS"].toSorted()).toEqual(headingsOf("## Runs and effects"));
});

test("every refusal of the receiver is in the table with its status, and the other way round", () => {
  const answers = readDocument("src/receive/answer.ts");
  const fixed = [...answers.matchAll(/createRefusal\(\s*(\d+),\s*"([a-z_]+)"/g)].map((match) => [match[2], match[1]]);
  const envelope = readDocument("src/core/event/envelope.ts");
  const [union = ""] = /type EnvelopeProblem = [^;]+/.exec(envelope) ?? [];
  const problems = matches(union, /"([a-z_]+)"/g).map((code) => [code, "400"]);

  const rows = [...sectionOf(ERRORS, "## Answers to webhooks").matchAll(/^\| `([a-z_]+)` +\| (\d+) /gm)];

  expect(rows.map((row) => [row[1], row[2]]).toSorted()).toEqual([...fixed, ...problems].toSorted());
});

function headingsOf(section: string): readonly string[] {
  return matches(sectionOf(ERRORS, section), /^### (\S+)$/gm).toSorted();
}

function matches(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? "");
}
