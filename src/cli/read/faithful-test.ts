import { createSimulatedEngine } from "../../app-simulation.ts";
import { loadText } from "../../compile/load.ts";
import { withTest } from "../../compile/yaml/insert-test.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { JsonObject } from "../../core/base/json.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { EventRecord } from "../../ports/store.ts";
import { recordDifferences } from "../../sim/record-differences.ts";
import type { EventOutcome } from "../../sim/record-differences.ts";
import { runRuleTest } from "../../sim/rule-test-run.ts";
import type { RuleTestResult } from "../../sim/rule-test-run.ts";
import { digest } from "../../system.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { FindingsError } from "../errors/findings-error.ts";
import { isRunnable, loadProject } from "../project.ts";
import type { Project } from "../project.ts";

/** An event with what came of it, and a test of it but for what that expects. */
export interface Captured extends EventOutcome {
  readonly rule: Rule;
  readonly test: JsonObject;
}

/**
 * The test with the rules that must run in it for the rule to do what it did: itself, else with those of its group that fired.
 *
 * @throws EngineError CAPTURE_DIFFERS.
 */
export async function faithfulTest(
  context: CliContext,
  globals: GlobalOptions,
  { rule, test, ...happened }: Captured,
  { rules }: Project,
): Promise<{ readonly written: JsonObject; readonly ran: RuleTestResult }> {
  const beside = rules.filter(({ id, group }) => {
    const isOfGroup = id !== rule.id && group !== undefined && group.name === rule.group?.name;
    return isOfGroup && firedIds(happened.record).includes(id);
  });
  const alone = [rule.id];
  const together = [...beside.map(({ id }) => id), rule.id];
  let differences: readonly string[] = [];
  for (const ids of beside.length === 0 ? [alone] : [alone, together]) {
    const { name, ...rest } = test;
    const written: JsonObject = ids === alone ? test : { name: name ?? null, rules: [...ids], ...rest };
    const ran = await runIn(context, globals, { rule, test: { ...written, expect: [] } });
    differences = differencesOf(ids, happened, ran);
    if (differences.length === 0) return { written, ran };
  }
  const version = happened.record.evaluation?.verdicts.find(({ ruleId }) => ruleId === rule.id)?.ruleVersion;
  const why =
    version === undefined || version === rule.version
      ? "Limits, other runs, later events, what remotes answered, and words that were taken out are not in a test"
      : "The rule has changed since; --rules FOLDER takes the rules of another folder, such as those of then";
  throw new EngineError(
    "CAPTURE_DIFFERS",
    `No test was written, for it would say something else than what happened: ${differences.join("; ")}. ${why}.`,
  );
}

function differencesOf(
  ids: readonly string[],
  happened: EventOutcome,
  { events, runs }: RuleTestResult,
): readonly string[] {
  const record = events.find(({ event }) => event.type === happened.record.event.type);
  if (record === undefined) return ["the event came to nothing in a test"];
  return recordDifferences(ids, { happened, tested: { record, runs } });
}

/** The rules that fired on an event, by id. */
export function firedIds({ evaluation }: EventRecord): readonly string[] {
  return (evaluation?.verdicts ?? []).filter(({ outcome }) => outcome === "fired").map(({ ruleId }) => ruleId);
}

/**
 * How a test runs where it would stand, and the text of the file with it.
 *
 * @throws EngineError USAGE where there is no room for it; RULES_INVALID.
 */
export async function runIn(
  context: CliContext,
  globals: GlobalOptions,
  { rule, test }: { readonly rule: Rule; readonly test: JsonObject },
): Promise<RuleTestResult & { readonly text: string }> {
  const text = withTest(await loadText(rule.file), { ruleId: rule.id, test });
  if (text === null) {
    throw new EngineError(
      "USAGE",
      `The rule ${rule.id} in ${rule.file} has no room for a test: write it, and its tests, in lines of their own.`,
    );
  }
  const project = await loadProject(context, globals, { requireSecrets: false, texts: new Map([[rule.file, text]]) });
  const added = project.tests.filter(({ ruleId }) => ruleId === rule.id).at(-1);
  if (!isRunnable(project) || added === undefined)
    throw new FindingsError("RULES_INVALID", "The event could not be written as a test.", project);
  const { settings } = project.config;
  const result = await runRuleTest(added, {
    rules: project.rules,
    settings,
    createEngine: createSimulatedEngine,
    digest,
  });
  return { ...result, text };
}
