import { placeOf } from "../../../core/base/diagnostic.ts";
import { isoInZone } from "../../../core/time/calendar.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Effect } from "../../../core/model/run/effect.ts";
import type { TraceEntry } from "../../../core/model/trace.ts";
import type { RunRecord } from "../../../ports/store/store.ts";
import { formatConditionTree } from "../../rules/condition-tree.ts";
import { retell } from "../../text/instants.ts";
import { printable } from "../../text/printable.ts";
import type { Look } from "../../text/style.ts";
import { describeEvent, formatEffects, formatOutcomes, withEnding } from "./explain.ts";
import type { EvaluatedEvent, RuleOutcome } from "./rule-outcomes.ts";
import { decidingPlace } from "./rule-outcomes.ts";

/** An event, the runs it started, and how much of it is told. */
export interface ExplainedEvent extends EvaluatedEvent {
  readonly runs: readonly RunRecord[];
  /** In which instants are told. */
  readonly zone: string;
  /** Whether conditions that held, and all parts of those that did not, are told with the values they read. */
  readonly showsTrees: boolean;
}

/**
 * Lines that say what decided an event: for every rule the condition that held it back with the value seen and its place, or its
 * limits; for every run each step that was left out, waited or was held back, and when each effect went out.
 */
export function formatExplanation(look: Look, explained: ExplainedEvent): readonly string[] {
  const { record, zone } = explained;
  const head = `${isoInZone(record.event.receivedAt, zone)} ${describeEvent(explained)}`;
  const outcomes = formatOutcomes(look, explained, (outcome) => linesOfRule(look, outcome, explained));
  return [head, ...outcomes.map((line) => `  ${line}`)];
}

function linesOfRule(look: Look, outcome: RuleOutcome, explained: ExplainedEvent): readonly string[] {
  const { rules, runs, showsTrees } = explained;
  const { condition } = outcome;
  const rule = rules.find(({ id }) => id === outcome.rule) ?? null;
  const file = rule?.file ?? outcome.rule;
  const tree =
    condition !== null && showsTrees ? formatConditionTree(condition, { file, style: look.style, indent: "" }) : [];
  const record = runs.find(({ run }) => run.id === outcome.run);
  return record === undefined ? tree : [...tree, ...linesOfRun(look, record, { rule, explained })];
}

interface RunParts {
  readonly rule: Rule | null;
  readonly explained: ExplainedEvent;
}

/** The steps of a run in the order of the rule. */
function linesOfRun(look: Look, record: RunRecord, parts: RunParts): readonly string[] {
  const { run, effects } = record;
  const { zone, showsNumbers = false } = parts.explained;
  const paths = new Set([
    ...(parts.rule?.program ?? []).flatMap((instruction) => ("path" in instruction ? [instruction.path] : [])),
    ...run.trace.map(({ path }) => path),
    ...effects.map(({ path }) => path),
  ]);
  const lines = [...paths].flatMap((path) => [
    ...run.trace.filter((entry) => entry.path === path).flatMap((entry) => linesOfEntry(look, entry, parts)),
    ...effects
      .filter((effect) => effect.path === path)
      .flatMap((effect: Effect) => formatEffects(look, [effect], { showsNumbers, zone, showsTimes: true })),
  ]);
  return withEnding(look, run, { showsNumbers, zone, lines });
}

/** Kinds of entries that an effect, or the end of the run, tells as well. */
const TOLD_ELSEWHERE: readonly TraceEntry["kind"][] = ["error", "stop"];

function linesOfEntry({ style }: Look, entry: TraceEntry, { rule, explained }: RunParts): readonly string[] {
  const { zone, showsTrees } = explained;
  const { kind, path, text, condition } = entry;
  if (TOLD_ELSEWHERE.includes(kind)) return [];
  const file = rule?.file ?? "rule";
  if (condition === undefined) {
    const said = kind === "gate" || kind === "wait" ? retell(text, zone) : text;
    // What a person or the engine did to the run as a whole belongs to no step.
    const step = path === "" ? "" : `${printable(path)} `;
    return [style.dim(`· ${step}${kind} at ${isoInZone(entry.at, zone)}: ${printable(said)}`)];
  }
  const tree = showsTrees ? formatConditionTree(condition, { file, style, indent: "    " }) : [];
  const place = decidingPlace(condition);
  const where = place === null ? "" : style.dim(` (${printable(placeOf({ file, ...place }))})`);
  if (condition.result === "pass") {
    return showsTrees ? [`${style.green("✓")} ${printable(path)} condition holds`, ...tree] : [];
  }
  return [`${style.dim("–")} ${printable(path)} left out: ${printable(text)}${where}`, ...tree];
}
