import { printable, printableJson } from "../../show/text/printable.ts";
import type { RuleTestResult } from "../../sim/rule-tests/rule-test-run.ts";

/** How tests ended, in the Test Anything Protocol, version 14 (testanything.org). */
export function tapReport(results: readonly RuleTestResult[]): string {
  const lines = results.flatMap(({ test, failure }, index) => {
    // A number sign would begin a directive.
    const title = printable(`${test.ruleId}: ${test.name}`).replaceAll("\\", "\\\\").replaceAll("#", "\\#");
    const head = `${failure === null ? "ok" : "not ok"} ${index + 1} - ${title}`;
    if (failure === null) return [head];
    const at = `${test.file}:${test.place.line}`;
    return [head, "  ---", `  message: ${printableJson(failure.join("\n"))}`, `  at: ${printableJson(at)}`, "  ..."];
  });
  return ["TAP version 14", `1..${results.length}`, ...lines].join("\n");
}
