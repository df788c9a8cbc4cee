import { dirname } from "node:path";
import { stat } from "node:fs/promises";
import { createSimulatedEngine } from "../../../app/simulation.ts";
import type { JsonObject } from "../../../core/base/json.ts";
import { digest } from "../../../system.ts";
import { EngineError } from "../../../core/base/errors.ts";
import { suggest } from "../../../core/base/suggest.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import type { Relation } from "../../../core/match/comparison/relation.ts";
import { compareRules } from "../../../core/match/comparison/compare-rules.ts";
import { writtenExpectations } from "../../../sim/captured/captured-test.ts";
import { exampleTrial } from "../../../sim/trial/example-event.ts";
import type { ExampleEvent } from "../../../sim/trial/example-event.ts";
import { runRuleTest } from "../../../sim/rule-tests/rule-test-run.ts";
import { comparisonJson, comparisonLines } from "../../../show/rules/comparison.ts";
import { printable } from "../../../show/text/printable.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../../context.ts";
import { EXIT, printJson } from "../../context.ts";
import { FindingsError } from "../../errors/findings-error.ts";
import { countErrors, loadProject } from "../../project.ts";

/** What `heyrules rules compare` is asked for. */
export interface CompareOptions {
  /** Ids of rules, or FILE#ID or FOLDER#ID. */
  readonly first: string;
  readonly second: string;
  /** What must be proved for exit code 0. */
  readonly expect?: Relation;
}

/**
 * `heyrules rules compare A B`: says by proof how the events lie to each other that start two rules. Exit code 1 when `expect` is
 * not proved.
 *
 * @throws EngineError CONFIG_INVALID or RULES_INVALID when a rule does not load, and NOT_FOUND when one is not there.
 */
export async function runCompare(
  context: CliContext,
  globals: GlobalOptions,
  { first, second, expect }: CompareOptions,
): Promise<ExitCode> {
  const one = await loadRule(context, globals, first);
  const other = await loadRule(context, globals, second);
  const { settings } = one;
  const comparison = compareRules(one.rule, other.rule, {
    settings,
    tryExample: exampleTrial({ settings, digest }),
  });
  const { both } = comparison;
  const bothDo = both.kind === "example" ? await deedsOf(both.example, [one.rule, other.rule], settings) : {};
  const shown = { first: { ...one, shown: first }, second: { ...other, shown: second }, comparison, settings, bothDo };
  if (globals.json) printJson(context, "comparison", comparisonJson(shown));
  else for (const line of comparisonLines(shown)) context.out(line);
  return expect === undefined || proves(comparison.relation, expect) ? EXIT.ok : EXIT.checkFailed;
}

/** What a test of both rules on an event is to say besides it; of two versions of one rule, what the second does. */
async function deedsOf(
  { now, event, given }: ExampleEvent,
  [first, second]: readonly [Rule, Rule],
  settings: Settings,
): Promise<JsonObject> {
  const rules = first.id === second.id ? [second] : [first, second];
  const ids = rules.map(({ id }) => id);
  const { runs } = await runRuleTest(
    {
      ...{ ruleId: second.id, rules: ids, name: "both", file: second.file, place: second.place, now },
      ...{ given: { ...given, history: [] }, events: [event], decisions: [], untilMs: null, mocks: {} },
      ...{ expect: [], expectBlocked: null },
    },
    { rules, settings, createEngine: createSimulatedEngine, digest },
  );
  const effects = runs.flatMap((run) => run.effects).toSorted((a, b) => a.plannedAt - b.plannedAt);
  return { ...(ids.length === 1 ? {} : { rules: ids }), ...writtenExpectations(effects, settings) };
}

/** Equal rules imply each other. */
function proves(relation: Relation, wanted: Relation): boolean {
  return relation === wanted || (relation === "equal" && wanted.includes("implies"));
}

async function loadRule(
  context: CliContext,
  globals: GlobalOptions,
  written: string,
): Promise<{ readonly rule: Rule; readonly settings: Settings }> {
  const border = written.lastIndexOf("#");
  const [place, id] = border < 0 ? [null, written] : [written.slice(0, border), written.slice(border + 1)];
  const isFile = place !== null && (await isFileAt(place));
  const rules = place === null ? globals.rules : isFile ? dirname(place) : place;
  const files = isFile ? { ruleFiles: [place] } : {};
  const project = await loadProject(context, { ...globals, rules }, { requireSecrets: false, ...files });
  if (project.config === null) throw new FindingsError("CONFIG_INVALID", "No rule was read.", project);
  const rule = project.rules.find((each) => each.id === id);
  if (rule !== undefined) return { rule, settings: project.config.settings };
  if (countErrors(project) > 0)
    throw new FindingsError("RULES_INVALID", `${printable(written)} does not load.`, project);
  const ids = project.rules.map((each) => each.id);
  const hint = suggest(id, ids) ?? "heyrules rules ls shows them.";
  throw new EngineError(
    "NOT_FOUND",
    `There is no rule "${printable(id)}" in ${printable(place ?? globals.rules)}; ${hint}`,
  );
}

async function isFileAt(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}
