import type { Condition, Rule, Variable } from "../../../core/model/ruleset/rule.ts";
import type { JsonObject } from "../../../core/base/json.ts";
import type { EffectStatus } from "../../../core/model/run/effect.ts";
import type { ConditionTrace } from "../../../core/model/trace.ts";
import type { RunRecord } from "../../../ports/store/store.ts";
import { maskedJson, maskedText } from "../../text/masked.ts";
import { printable, printableJson, shorten } from "../../text/printable.ts";
import { withoutSecrets } from "../../text/redact.ts";
import type { ViewLook } from "../view-look.ts";
import { deedOf } from "./run-sentence.ts";

/** What was seen at one line of a rule. */
export interface LineMark {
  readonly result:
    | ConditionTrace["result"]
    | "done"
    | "failed"
    | "in_doubt"
    | "blocked"
    | "not_sent"
    | "deferred"
    | "under_way"
    | "cancelled";
  /** The values it read, or what came of the step. */
  readonly note: string;
}

/** A line of a rule as it was written, with what a run saw there. */
export interface RuleLine {
  /** In its file. */
  readonly number: number;
  readonly text: string;
  readonly marks: readonly LineMark[];
}

const VALUE_LENGTH = 120;

/** The lines of the version of a rule that a run went by; null when their text is not kept. */
export function ruleLines(
  rule: Rule,
  {
    record,
    condition,
    phone,
    look,
  }: {
    readonly record: RunRecord;
    /** By which the rule fired. */
    readonly condition: ConditionTrace | null;
    readonly phone: string | null;
    readonly look: ViewLook;
  },
): readonly RuleLine[] | null {
  if (rule.source === undefined) return null;
  const marks = new Map<number, LineMark[]>();
  const mark = (line: number, one: LineMark): void => {
    marks.set(line, [...(marks.get(line) ?? []), one]);
  };
  const places = placesOf(rule);
  // Lines may have moved since this version was kept first; where a part stands in it does not.
  const lineOf = ({ path, place }: Pick<ConditionTrace, "path" | "place">): number => places.get(path) ?? place.line;
  const traces = [condition, ...record.run.trace.map((entry) => entry.condition ?? null)];
  for (const leaf of traces.flatMap((trace) => (trace === null ? [] : markedIn(trace))))
    mark(lineOf(leaf), { result: leaf.result, note: seenBy(leaf, phone) });
  // What came of a text that waited says more than that the note on it was written.
  for (const { approval, path, text } of record.run.trace) {
    const line = places.get(path);
    if (approval === undefined || line === undefined) continue;
    mark(line, { result: approval === "approved" ? "done" : "not_sent", note: maskedText(printable(text), phone) });
  }
  for (const effect of record.effects) {
    const line = places.get(effect.path);
    // Why it failed, or is in doubt, says the step itself.
    const isToldThere = effect.status === "failed" || effect.status === "dead" || effect.status === "unknown";
    const note = maskedText(printable(deedOf(isToldThere ? { ...effect, reason: null } : effect, look)), phone);
    if (line !== undefined) mark(line, { result: RESULTS[effect.status], note });
  }
  // Where another run stepped over is told by its first entry, and was not taken by this one.
  const noted = record.run.trace.filter(({ kind }) => kind !== "step_over");
  const reached = new Set([...record.effects, ...noted].map(({ path }) => path));
  for (const [at, instruction] of rule.program.entries()) {
    if (instruction.op === "effect" && !reached.has(instruction.path))
      mark(instruction.place.line, { result: "not_reached", note: notReached(record.run, at) });
  }
  const lines = rule.source.split("\n").map((text, index) => {
    const number = rule.place.line + index;
    return { number, text: maskedText(text, phone), marks: marks.get(number) ?? [] };
  });
  return withoutTests(lines);
}

/** Of a step that the run did not take: by which other one it is taken, where one went on behind a step in doubt. */
function notReached({ cursor, continues, continuedAs }: RunRecord["run"], at: number): string {
  if (continuedAs !== null && at > cursor) return `a step of run ${continuedAs}, which went on here`;
  if (continues !== null && at < continues.cursor) return `a step of run ${continues.runId}`;
  return "not reached";
}

/** The lines of a rule without its tests, of which a run knows nothing: the one they begin on stands for them. */
function withoutTests(lines: readonly RuleLine[]): readonly RuleLine[] {
  const indents = lines.map(({ text }) => (text.trim() === "" ? Infinity : text.search(/\S/)));
  const ofKeys = Math.min(...indents.slice(1));
  const first = lines.findIndex(({ text }, at) => at > 0 && indents[at] === ofKeys && /^\s*tests\s*:/.test(text));
  if (first === -1) return lines;
  const behind = indents.findIndex((indent, at) => at > first && indent <= ofKeys);
  const last = behind === -1 ? lines.length : behind;
  return [
    ...lines.slice(0, first),
    ...lines.slice(first, first + 1).map((line) => ({ ...line, text: `${" ".repeat(ofKeys)}tests: …` })),
    ...lines.slice(last),
  ];
}

const RESULTS: Readonly<Record<EffectStatus, LineMark["result"]>> = {
  planned: "under_way",
  sending: "under_way",
  done: "done",
  failed: "failed",
  dead: "failed",
  blocked: "blocked",
  deferred: "deferred",
  unknown: "in_doubt",
  cancelled: "cancelled",
};

/** On which line each condition and step of a rule stands, by its path. */
function placesOf(rule: Rule): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  const add = (condition: Condition | null): void => {
    if (condition === null) return;
    places.set(condition.path, condition.place.line);
    if (condition.kind === "not") add(condition.child);
    else if (condition.kind !== "test") for (const child of condition.children) add(child);
  };
  const addVariable = (variable: Variable): void => {
    add("condition" in variable ? variable.condition : null);
  };
  for (const trigger of rule.triggers) add(trigger.where);
  add(rule.condition);
  rule.vars.forEach(addVariable);
  for (const instruction of rule.program) {
    if ("path" in instruction && !places.has(instruction.path)) places.set(instruction.path, instruction.place.line);
    if (instruction.op === "unless") add(instruction.condition);
  }
  return places;
}

/** What is marked of a condition: each comparison, and each `not`, which turns what stands in it round. */
function markedIn(trace: ConditionTrace): readonly ConditionTrace[] {
  if (trace.children === undefined) return [trace];
  const inside = trace.children.flatMap(markedIn);
  if (!trace.path.endsWith("/not")) return inside;
  const below = inside.filter(({ place }) => place.line !== trace.place.line);
  const values = Object.fromEntries(inside.flatMap((one) => Object.entries(one.values ?? {})));
  return [{ ...trace, ...(below.length === 0 ? { values } : {}) }, ...below];
}

function seenBy({ values, error, result }: ConditionTrace, phone: string | null): string {
  if (error !== undefined) return printable(error);
  if (result === "not_reached") return "not reached";
  const seen = Object.entries(withoutSecrets(values ?? {}) as JsonObject).map(
    ([path, value]) => `${path} = ${shorten(printableJson(maskedJson(value, phone)), VALUE_LENGTH)}`,
  );
  return printable(seen.join(", "));
}
