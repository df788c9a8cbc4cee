import { formatDuration } from "../../core/base/duration.ts";
import { isJsonObject } from "../../core/base/json.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { unifiedDiff } from "../text/line-diff.ts";
import { printableJson } from "../text/printable.ts";
import { compiledRule } from "./compiled-rule.ts";
import { ruleWords } from "./rule-summary.ts";

/** Two versions of a rule, and what stands above their lines. */
export interface TwoVersions {
  readonly before: Rule;
  readonly after: Rule;
  readonly names: readonly [string, string];
}

/** How two versions of a rule differ, as unified diffs without positions; an empty one tells that they agree in it. */
export interface RuleDifference {
  /** Of the rule in words. */
  readonly words: readonly string[];
  /** Of the rule as the engine runs it. */
  readonly compiled: readonly string[];
}

/** How the second version differs from the first. */
export function ruleDifference({ before, after, names }: TwoVersions, settings: Settings): RuleDifference {
  const diffOf = (linesOf: (rule: Rule) => readonly string[]): readonly string[] =>
    unifiedDiff({ before: linesOf(before), after: linesOf(after), names });
  return {
    words: diffOf((rule) => [...ruleWords(rule, settings), ...besides(rule)]),
    compiled: diffOf(compiledLines),
  };
}

/** What a summary leaves out, and a change must not: how runs of the rule stand to each other, and how each step is tried. */
function besides({ mode, cancelOn = [], program }: Rule): readonly string[] {
  const lines = [
    ...(mode === undefined ? [] : [`  mode ${mode}`]),
    ...cancelOn.map(({ eventType, inboxIds, sources, where }) => {
      const filter = { inboxIds, sources, where };
      return `  cancel_on ${eventType} ${printableJson(JSON.parse(withoutPlaces(filter)))}`;
    }),
    ...program.flatMap((instruction) => {
      if (instruction.op !== "effect") return [];
      const { path, retry, timeoutMs, deadlineMs, onUnknown } = instruction;
      const limits = `${formatDuration(timeoutMs)} for an attempt, ${formatDuration(deadlineMs)} for all`;
      const unknown = onUnknown === undefined ? "" : `, on_unknown ${onUnknown}`;
      return [`  ${path}  retry ${printableJson(retry)}, ${limits}${unknown}`];
    }),
  ];
  return lines.length === 0 ? [] : ["", "besides", ...lines];
}

/** The JSON of a rule as it runs, with what stands around its program; a line for each value. */
function compiledLines(rule: Rule): readonly string[] {
  const { name, enabled, liveFor, priority, acceptsLateMs, group } = rule;
  // The version tells that they differ, which is known.
  const compiled = {
    name,
    enabled,
    liveFor,
    priority,
    acceptsLateMs,
    group,
    ...compiledRule({ ...rule, version: "" }),
  };
  return printableJson(JSON.parse(withoutPlaces(compiled)), 2).split("\n");
}

function withoutPlaces(value: object): string {
  return JSON.stringify(value, (key, member: unknown) => (key === "place" && isPosition(member) ? undefined : member));
}

function isPosition(value: unknown): boolean {
  return isJsonObject(value) && typeof value["line"] === "number" && typeof value["column"] === "number";
}
