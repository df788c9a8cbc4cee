import { expect, test } from "vitest";
import { growthOf } from "../../helpers/growth.ts";
import { MAXIMUM_CHARACTERS, MAXIMUM_DEPTH, parseDocument } from "../../../src/compile/yaml/document.ts";
import mistakes from "../../tables/yaml-mistakes.json" with { type: "json" };
import type { SourceDocument } from "../../../src/compile/yaml/document.ts";

function parse(text: string): SourceDocument {
  const { document, diagnostics } = parseDocument({ file: "a.yaml", text });
  if (document === null) throw new Error(JSON.stringify(diagnostics));
  return document;
}

test("values are those of the core schema of YAML 1.2", () => {
  const document = parse("a: yes\nb: true\nc: 0x1F\nd: 1.5\ne:\nf: 2026-03-10\ng: '12'\nh: [1, -2]\n1: one");

  expect(document.data).toEqual({
    a: "yes",
    b: true,
    c: 31,
    d: 1.5,
    e: null,
    f: "2026-03-10",
    g: "12",
    h: [1, -2],
    1: "one",
  });
});

test("an integer beyond 2^53 keeps its digits as a text", () => {
  const document = parse("id: 12345678901234567890\nsafe: 9007199254740991");

  expect(document.data).toEqual({ id: "12345678901234567890", safe: 9007199254740991 });
});

test("a key named __proto__ is an own property and changes no prototype", () => {
  const document = parse("__proto__: { polluted: true }");

  expect(Object.hasOwn(document.data as object, "__proto__")).toBe(true);
  expect(Object.getPrototypeOf(document.data)).toBe(Object.prototype);
});

test("an empty file is an empty document", () => {
  expect(parse("# nothing\n").data).toBeNull();
});

test("positions are of the value or the key, counted from 1", () => {
  const document = parse("version: 1\nrules:\n  first:\n    do:\n      - note: { text: hi }\r\n      - 'x'\n");

  expect(document.positionOf([])).toEqual({ line: 1, column: 1 });
  expect(document.positionOf(["rules", "first"])).toEqual({ line: 4, column: 5 });
  expect(document.positionOf(["rules", "first"], "key")).toEqual({ line: 3, column: 3 });
  expect(document.positionOf(["rules", "first", "do", 0, "note", "text"])).toEqual({ line: 5, column: 23 });
  expect(document.positionOf(["rules", "first", "do", 0, "note", "text"], "key")).toEqual({ line: 5, column: 17 });
  expect(document.positionOf(["rules", "first", "do", 1])).toEqual({ line: 6, column: 9 });
  expect(document.positionOf(["rules", "first", "do", 1], "key")).toEqual({ line: 6, column: 9 });
});

test("a path that does not exist has the position of the nearest parent's key", () => {
  const document = parse("version: 1\nrules:\n  first:\n    name: x\n    do: [a]\n");

  expect(document.positionOf(["rules", "first", "on", "event"])).toEqual({ line: 3, column: 3 });
  expect(document.positionOf(["rules", "first", "do", 4, "note"])).toEqual({ line: 5, column: 5 });
  expect(document.positionOf(["rules", "first", "name", "deeper"])).toEqual({ line: 4, column: 5 });
  expect(document.positionOf(["nothing"])).toEqual({ line: 1, column: 1 });
});

test.each(mistakes)("$yaml is reported as $code", ({ yaml, code, severity = "error", at, message, hint }) => {
  const { document, diagnostics } = parseDocument({ file: "a.yaml", text: yaml });

  expect(document === null).toBe(["yaml-syntax", "pasted-character"].includes(code));
  expect(diagnostics).toHaveLength(1);
  const [found] = diagnostics;
  expect(found).toMatchObject({ code, severity, file: "a.yaml" });
  expect(`${found?.line ?? 0}:${found?.column ?? 0}`).toBe(at);
  expect(found?.excerpt).toBe(yaml.split(/\r?\n/)[(found?.line ?? 0) - 1]);
  expect(found?.message).toContain(message);
  expect(found?.hint ?? "").toContain(hint);
});

test("every duplicate key is reported", () => {
  const { diagnostics } = parseDocument({ file: "a.yaml", text: "a: 1\nb: 1\na: 2\nb: 2\n" });

  expect(diagnostics.map(({ code, line }) => [code, line])).toEqual([
    ["duplicate-key", 3],
    ["duplicate-key", 4],
  ]);
});

test("nesting is accepted up to the limit and refused beyond it", () => {
  const nest = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

  expect(parseDocument({ file: "a.yaml", text: nest(MAXIMUM_DEPTH) }).diagnostics).toEqual([]);
  expect(parseDocument({ file: "a.yaml", text: nest(MAXIMUM_DEPTH + 1) }).diagnostics).toMatchObject([
    { code: "too-deep" },
  ]);
});

test.each(["[", "- ", "? ", "{a: ", "{{"])("a file of 100,000 times %j is refused without harm", (text) => {
  const { document, diagnostics } = parseDocument({ file: "a.yaml", text: text.repeat(100_000) });

  expect(document).toBeNull();
  expect(diagnostics).toMatchObject([{ code: "too-deep", line: 1, column: 1 }]);
});

test("a file beyond 1 MB is refused", () => {
  const { document, diagnostics } = parseDocument({ file: "a.yaml", text: `#${"x".repeat(MAXIMUM_CHARACTERS)}` });

  expect(document).toBeNull();
  expect(diagnostics).toMatchObject([{ code: "too-large" }]);
});

test("a mapping of many keys is read in a time that grows with it", () => {
  const make = (keys: number): string => Array.from({ length: keys }, (_, index) => `k${index}: x\n`).join("");

  expect(growthOf({ size: 20_000, make, work: (text) => parseDocument({ file: "a.yaml", text }) })).toBeLessThan(1.5);
});

test.each([
  "b: hi # a comment",
  "b: 'At 40 Harbor St #5'",
  "b: 1.5",
  "b: 100",
  "b: |\n  a #5",
  'b: "“Hi”"',
  "b: Bonjour\u00a0!",
  "b: 10.25",
])("nothing is said of %j", (text) => {
  expect(parseDocument({ file: "a.yaml", text }).diagnostics).toEqual([]);
});
