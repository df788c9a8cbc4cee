import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import { formatExplanation } from "../../show/records/explain/explanation.ts";
import { explainRules } from "../../show/records/explain/rule-outcomes.ts";
import { countOf } from "../../show/text/count-of.ts";
import { toIso } from "../../show/text/instants.ts";
import { printable } from "../../show/text/printable.ts";
import { shownZone } from "../../show/text/style.ts";
import type { Coverage } from "../../sim/rule-tests/coverage.ts";
import type { RuleTestResult } from "../../sim/rule-tests/rule-test-run.ts";
import type { CliContext } from "../context.ts";

/** Lines on one test: whether it passed, and what decided each of its events when it did not, or when asked for. */
export function formatResult(
  context: CliContext,
  result: RuleTestResult,
  { settings, verbose }: { readonly settings: Settings; readonly verbose: boolean },
): readonly string[] {
  const { test, failure, events, runs, rules } = result;
  const { style } = context;
  const title = `${test.ruleId}: ${test.name}`;
  const head =
    failure === null
      ? [`${style.green("✓")} ${title}`]
      : [`${style.red("✗")} ${title} (${test.file}:${test.place.line})`, ...failure.map((line) => `    ${line}`)];
  if (failure === null && !verbose) return head;
  const zone = shownZone(context, settings);
  const explained = events.flatMap((record) =>
    formatExplanation(context, {
      ...{ record, runs, rules, settings, zone },
      showsNumbers: true,
      showsTrees: verbose,
    }),
  );
  return [...head, ...explained.map((line) => `    ${line}`)];
}

/** One test as `--json` shows it. */
export function resultJson({ test, failure, events, runs, rules }: RuleTestResult, settings: Settings): object {
  return {
    rule: test.ruleId,
    name: test.name,
    file: test.file,
    line: test.place.line,
    failure,
    events: events.map((record) => ({
      id: record.event.id,
      type: record.event.type,
      at: toIso(record.event.receivedAt),
      rules: explainRules({ record, rules, settings }),
    })),
    effects: runs.flatMap(({ effects }) => effects.map(effectJson)),
  };
}

function effectJson({ ruleId, path, action, status, guard, reason, attempts, dueAt }: Effect): object {
  return {
    ...{ rule: ruleId, path, action, status, guard, reason },
    wentOutAt: toIso(attempts.at(-1)?.startedAt ?? null),
    dueAt: toIso(dueAt),
  };
}

/** Lines on what no test reaches, and how much the tests reach; null is no wanted share. */
export function formatCoverage(
  { style }: CliContext,
  { covered, total, gaps }: Coverage,
  threshold: number | undefined,
): readonly string[] {
  const lines = gaps.map(({ rule, file, line, column, what }) => {
    return `${style.yellow("!")} ${printable(file)}:${line}:${column} ${rule}: no test in which ${printable(what)}`;
  });
  const percent = total === 0 ? 100 : Math.floor((covered * 100) / total);
  const wanted = threshold === undefined ? "" : `, ${threshold} % wanted`;
  return [...lines, `${percent} % covered: ${covered} of ${countOf(total, "outcome")}${wanted}`];
}
