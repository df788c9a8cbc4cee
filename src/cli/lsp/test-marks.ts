import type { CodeLens, InlayHint } from "vscode-languageserver/node";
import { linesOf } from "../../core/base/diagnostic.ts";
import type { ConditionTrace } from "../../core/model/trace.ts";
import type { RuleTestResult } from "../../sim/rule-tests/rule-test-run.ts";

/** Above each test of a file whether it passes, and if not, why. */
export function testLenses(results: readonly RuleTestResult[], file: string): readonly CodeLens[] {
  return results
    .filter(({ test }) => test.file === file)
    .map(({ test, failure }) => {
      const at = { line: test.place.line - 1, character: test.place.column - 1 };
      const title = failure === null ? "✓ passes" : `✗ ${failure[0] ?? "fails"}`;
      return { range: { start: at, end: at }, command: { title, command: "" } };
    });
}

/**
 * Behind each condition that stands alone in its line, in how many tests of its rule it held; its tooltip names them. Of a condition that was
 * looked at for several events of a test, it is enough that it held once.
 */
export function conditionHints(results: readonly RuleTestResult[], file: string, text: string): readonly InlayHint[] {
  const byLine = new Map<number, Map<number, Mark[]>>();
  for (const result of results) {
    for (const { place, mark } of marksOf(result, file)) {
      const columns = byLine.get(place.line) ?? new Map<number, Mark[]>();
      byLine.set(place.line, columns.set(place.column, [...(columns.get(place.column) ?? []), mark]));
    }
  }
  const lines = linesOf(text);
  return [...byLine].flatMap(([line, columns]) => {
    const [marks, ...others] = columns.values();
    if (marks === undefined || others.length > 0) return [];
    const held = marks.filter(({ holds }) => holds === true).length;
    const asked = marks.filter(({ holds }) => holds !== null).length;
    return [
      {
        position: { line: line - 1, character: (lines[line - 1] ?? "").length },
        label: `holds in ${held} of ${asked} tests`,
        paddingLeft: true,
        tooltip: marks.map(({ name, holds }) => `${holds === null ? "–" : holds ? "✓" : "✗"} ${name}`).join("\n"),
      },
    ];
  });
}

interface Mark {
  readonly name: string;
  /** Null when it was not looked at in this test. */
  readonly holds: boolean | null;
}

function marksOf(
  { test, rules, events }: RuleTestResult,
  file: string,
): readonly { readonly place: ConditionTrace["place"]; readonly mark: Mark }[] {
  const rule = rules.find(({ id }) => id === test.ruleId);
  if (rule?.file !== file) return [];
  const leaves = events
    .flatMap(({ evaluation }) => evaluation?.verdicts ?? [])
    .filter(({ ruleId }) => ruleId === test.ruleId)
    .flatMap(({ condition }) => (condition === null ? [] : leavesOf(condition)));
  const places = new Map(leaves.map(({ place }) => [`${place.line}:${place.column}`, place]));
  return [...places.values()].map((place) => {
    const here = leaves.filter((leaf) => leaf.place.line === place.line && leaf.place.column === place.column);
    const asked = here.filter(({ result }) => result === "pass" || result === "fail");
    const holds = asked.length === 0 ? null : asked.some(({ result }) => result === "pass");
    return { place, mark: { name: test.name, holds } };
  });
}

/** What a combination is made of; a `not` counts as a whole, since it is what its line says. */
function leavesOf(trace: ConditionTrace): readonly ConditionTrace[] {
  const { children } = trace;
  return children === undefined || isNot(trace) ? [trace] : children.flatMap(leavesOf);
}

function isNot({ path }: ConditionTrace): boolean {
  return path.endsWith("/not");
}
