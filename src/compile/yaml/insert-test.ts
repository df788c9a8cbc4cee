import { isMap, isSeq, parseDocument } from "yaml";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { escapeSteering, isJsonObject } from "../../core/base/json.ts";

/**
 * A rule file with one more test behind those of a rule; all that stood there stands there as it was, comments too. Null for a rule that is not
 * there, or is written in a line of braces, where there is no place for it.
 */
export function withTest(
  text: string,
  { ruleId, test }: { readonly ruleId: string; readonly test: JsonObject },
): string | null {
  const document = parseDocument(text);
  const rule = document.getIn(["rules", ruleId], true);
  if (!isMap(rule) || rule.flow === true || rule.range == null) return null;
  const tests = rule.get("tests", true);
  if (tests === undefined) {
    const indent = columnOf(text, rule.range[0]);
    const lines = [`${" ".repeat(indent)}tests:`, ...testLines(test, indent + 2)];
    return withLines(text, rule.range[1], lines);
  }
  if (!isSeq(tests) || tests.flow === true || tests.range == null) return null;
  return withLines(text, tests.range[1], testLines(test, columnOf(text, tests.range[0])));
}

/** The lines of a test as it is written below `tests:`, so many columns in. */
export function testLines(test: JsonObject, indent: number): readonly string[] {
  const lines = Object.entries(test).flatMap(([key, value]): readonly string[] => {
    if (!Array.isArray(value) || value.length === 0) return [`${key}: ${inOneLine(value)}`];
    return [`${key}:`, ...value.map((item: JsonValue) => `  - ${inOneLine(item)}`)];
  });
  return lines.map((line, index) => `${" ".repeat(indent)}${index === 0 ? "- " : "  "}${line}`);
}

function inOneLine(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => inOneLine(item)).join(", ")}]`;
  if (!isJsonObject(value)) return escapeSteering(JSON.stringify(value));
  const entries = Object.entries(value).map(
    ([key, item]) => `${PLAIN_KEY.test(key) ? key : escapeSteering(JSON.stringify(key))}: ${inOneLine(item)}`,
  );
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

const PLAIN_KEY = /^[a-zA-Z_][\w-]*$/;

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

/** Behind the line in which a value ends, with ends of lines as the first one has it. */
function withLines(text: string, valueEnd: number, lines: readonly string[]): string {
  const isLineStart = valueEnd > 0 && text[valueEnd - 1] === "\n";
  const lineEnd = text.indexOf("\n", valueEnd);
  const at = isLineStart ? valueEnd : lineEnd === -1 ? text.length : lineEnd + 1;
  const head = text.slice(0, at);
  const end = /\r?\n/.exec(text)?.[0] ?? "\n";
  return `${head}${head === "" || head.endsWith("\n") ? "" : end}${lines.join(end)}${end}${text.slice(at)}`;
}
