import type { RuleTestResult } from "../../sim/rule-tests/rule-test-run.ts";

/** How tests ended, as XML in the form JUnit gave its name to: a suite for each rule. */
export function junitReport(results: readonly RuleTestResult[]): string {
  const rules = [...new Set(results.map(({ test }) => test.ruleId))];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="heyrules" ${countsOf(results)}>`,
    ...rules.flatMap((rule) => {
      const own = results.filter(({ test }) => test.ruleId === rule);
      return [`  <testsuite name="${escape(rule)}" ${countsOf(own)}>`, ...own.flatMap(testCase), "  </testsuite>"];
    }),
    "</testsuites>",
  ].join("\n");
}

function countsOf(results: readonly RuleTestResult[]): string {
  const failures = results.filter(({ failure }) => failure !== null).length;
  return `tests="${results.length}" failures="${failures}" errors="0" skipped="0"`;
}

function testCase({ test, failure }: RuleTestResult): readonly string[] {
  const { ruleId, name, file, place } = test;
  const head = `    <testcase classname="${escape(ruleId)}" name="${escape(name)}" file="${escape(file)}" line="${place.line}"`;
  if (failure === null) return [`${head}/>`];
  return [
    `${head}>`,
    `      <failure message="${escape(failure[0] ?? "")}">${escape(failure.join("\n"))}</failure>`,
    "    </testcase>",
  ];
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** A text as XML 1.0 may hold it, in an attribute too; what it may not hold at all is left out. */
function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
    .replace(/[\n\r\t]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
