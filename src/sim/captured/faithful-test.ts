import type { JsonObject } from "../../core/base/json.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { EventRecord } from "../../ports/store/store.ts";
import { writtenExpectations } from "./captured-test.ts";
import type { EventOutcome } from "../past/record-differences.ts";
import { recordDifferences } from "../past/record-differences.ts";
import type { RuleTestResult } from "../rule-tests/rule-test-run.ts";

/** An event with what came of it, and a test of it but for what that expects. */
export interface Captured extends EventOutcome {
  readonly rule: Rule;
  readonly test: JsonObject;
}

/** A test with what it expects. */
export interface FaithfulTest {
  readonly test: JsonObject;
  /** How what a test makes of the event differs from what happened, in sentences; none when it does not. */
  readonly differences: readonly string[];
}

/**
 * The test with what it expects, and with the rules that must run in it for the rule to do what it did: itself, else with those of its
 * group that fired. `run` says how a test ends.
 */
export async function faithfulTest(
  { rule, test, ...happened }: Captured,
  {
    rules,
    settings,
    run,
  }: {
    readonly rules: readonly Rule[];
    readonly settings: Pick<Settings, "timezone">;
    readonly run: (test: JsonObject) => Promise<RuleTestResult>;
  },
): Promise<FaithfulTest> {
  const beside = rules.filter(({ id, group }) => {
    const isOfGroup = id !== rule.id && group !== undefined && group.name === rule.group?.name;
    return isOfGroup && firedIds(happened.record).includes(id);
  });
  const alone = [rule.id];
  const together = [...beside.map(({ id }) => id), rule.id];
  let last: FaithfulTest = { test, differences: [] };
  for (const ids of beside.length === 0 ? [alone] : [alone, together]) {
    const { name, ...rest } = test;
    const written: JsonObject = ids === alone ? test : { name: name ?? null, rules: [...ids], ...rest };
    const ran = await run({ ...written, expect: [] });
    const effects = ran.runs.flatMap((one) => one.effects).toSorted((a, b) => a.plannedAt - b.plannedAt);
    const differences = differencesOf(ids, happened, ran);
    last = { test: { ...written, ...writtenExpectations(effects, settings) }, differences };
    if (differences.length === 0) break;
  }
  return last;
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
