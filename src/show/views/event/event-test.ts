import { SCHEDULE_TYPE } from "../../../core/model/ruleset/rule.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { EventRecord, Records, RunRecord } from "../../../ports/store/store.ts";

/** A stored event as a test of a rule. */
export interface EventTestView {
  readonly eventId: string;
  /** The rule the test is of; null when it is not clear which. */
  readonly ruleId: string | null;
  /** Rules it may be of: those that looked at the event and are in force. */
  readonly ruleIds: readonly string[];
  /** YAML as it stands below `tests:`; null without a rule, or where none can be made. */
  readonly yaml: string | null;
  /** How what the test expects differs from what happened, in sentences; null when it expects nothing since it could not be run. */
  readonly differences: readonly string[] | null;
  /** Why there is none, or null. */
  readonly problem: string | null;
}

const RUNS_READ = 50;

/** A stored event as a test of one of the rules that looked at it; null when it is not stored. */
export async function eventTestView(
  store: Pick<Records, "getEvent" | "listRuns">,
  asked: { readonly id: string; /** Empty for the one that fired. */ readonly ruleId: string },
  {
    rules,
    testLines,
  }: {
    /** Those in force. */
    readonly rules: readonly Rule[];
    readonly testLines: (given: {
      readonly record: EventRecord;
      readonly runs: readonly RunRecord[];
      readonly rule: Rule;
    }) => Promise<{ readonly lines: readonly string[]; readonly differences: readonly string[] | null }>;
  },
): Promise<EventTestView | null> {
  const record = await store.getEvent(asked.id);
  if (record === null) return null;
  const verdicts = record.evaluation?.verdicts ?? [];
  const looked = verdicts.filter(({ ruleId }) => rules.some(({ id }) => id === ruleId));
  const fired = looked.filter(({ outcome }) => outcome === "fired");
  const ruleId =
    asked.ruleId || ((fired.length === 1 ? fired[0] : looked.length === 1 ? looked[0] : null)?.ruleId ?? null);
  const rule = rules.find(({ id }) => id === ruleId) ?? null;
  const told = { eventId: record.event.id, ruleIds: looked.map((verdict) => verdict.ruleId) };
  const why = whyNone(record) ?? (told.ruleIds.length === 0 ? "No rule that is in force looked at it." : null);
  if (why !== null) return { ...told, ruleIds: [], ruleId: null, yaml: null, differences: null, problem: why };
  if (rule === null) {
    const problem = ruleId === null ? "Say which rule the test is of." : "This rule is not in force.";
    return { ...told, ruleId: null, yaml: null, differences: null, problem };
  }
  const runs = (await store.listRuns({ eventId: record.event.id, limit: RUNS_READ })).rows;
  const { lines, differences } = await testLines({ record, runs, rule });
  return { ...told, ruleId: rule.id, yaml: lines.join("\n"), differences, problem: null };
}

/** Why an event cannot be a test. */
function whyNone({ event, evaluation }: EventRecord): string | null {
  if (event.type === SCHEDULE_TYPE) return "An occurrence of a schedule is made by the test itself.";
  if (event.redactedAt !== undefined) return "Its text was removed, because it is older than texts are kept.";
  return evaluation === null ? "No rule was evaluated on it." : null;
}
