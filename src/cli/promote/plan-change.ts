import { textWithValue } from "../../compile/yaml/text-with-value.ts";
import { suggest } from "../../core/base/suggest.ts";
import { isOwnRule } from "../../core/model/ruleset/rule.ts";
import { textsAheadOf } from "../../core/run/ahead.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { FileChange } from "../../ports/rule-writer.ts";
import type { RuleChange, RuleWish } from "../../ports/rule-writer.ts";
import { wantedStage } from "../../show/rules/next-stage.ts";
import { ruleState } from "../../core/model/ruleset/rule-state.ts";
import { unifiedDiff } from "../../show/text/line-diff.ts";
import { printable } from "../../show/text/printable.ts";
import type { Project } from "../project.ts";
import { readSeenText } from "../replace-text.ts";
import { firstProblem } from "../start/reload.ts";

/** Why there is no change, the end of a sentence: of the project, the rule that is named, what it is already, or how it is written. */
export interface RefusedChange {
  readonly refused: string;
  readonly about: "project" | "name" | "state" | "text";
  /** The one with the errors, when it is about that. */
  readonly project: Project | null;
  /** Null when that is not known. */
  readonly rule: Rule | null;
}

/**
 * What the file of a rule would be when somebody's wish is written into it: that value and nothing else, in a project that is still
 * good with it. Nothing is written.
 *
 * @throws EngineError as `load`; FILE_UNUSABLE when the file cannot be read.
 */
export async function planChange(
  wish: RuleWish,
  {
    load,
    isGood,
    inForce,
  }: {
    /** The project, with these texts in place of what stands in files. */
    readonly load: (texts: ReadonlyMap<string, string>) => Promise<Project>;
    /** Whether whoever is to go by a project can. */
    readonly isGood: (project: Project) => boolean;
    /** The rules an engine goes by now; null where none is meant. */
    readonly inForce: readonly Rule[] | null;
  },
): Promise<RuleChange | RefusedChange> {
  const project = await load(new Map());
  if (!isGood(project))
    return refusal("project", `the files have errors as they are: ${firstProblem(project)}`, { project });
  const rule = project.rules.find(({ id }) => id === wish.ruleId);
  if (rule === undefined) return refusal("name", unknownRule(wish.ruleId, project.rules));
  const stage = wantedStage(rule, wish);
  if ("refused" in stage) return refusal("state", stage.refused, { rule });
  const { text: before, seen } = await readSeenText(rule.file);
  const edit = textWithValue(before, ["rules", rule.id, "enabled"], stage.written);
  const byHand = `write \`enabled: ${stage.written}\` there yourself`;
  if ("refused" in edit)
    return refusal("text", `${rule.file}:${edit.line} cannot be changed safely: ${edit.refused}; ${byHand}`);
  const changed = await load(new Map([[rule.file, edit.text]]));
  if (!isGood(changed))
    return refusal("project", `with \`enabled: ${stage.written}\` they would not load: ${firstProblem(changed)}`, {
      project: changed,
    });
  const next = changed.rules.find(({ id }) => id === rule.id);
  if (next === undefined || ruleState(next) !== stage.state)
    return refusal("text", `the change would not make ${rule.id} ${stage.state}; ${byHand}`);
  return {
    ...{ ruleId: rule.id, from: ruleState(rule), to: stage.state, version: next.version, text: edit.text },
    textSteps: textsAheadOf(next, changed.rules),
    comeAlong: inForce === null ? [] : differingIds(changed.rules, inForce).filter((id) => id !== rule.id),
    fileChange: { file: rule.file, ...differenceOf(before, edit.text, rule.file), seen },
  };
}

function refusal(
  about: RefusedChange["about"],
  refused: string,
  of: Partial<Pick<RefusedChange, "project" | "rule">> = {},
): RefusedChange {
  return { about, refused, project: null, rule: null, ...of };
}

function unknownRule(id: string, rules: readonly Rule[]): string {
  const ids = rules.map((rule) => rule.id);
  return `there is no rule ${printable(id)} in the rule files; ${suggest(id, ids) ?? "heyrules rules ls shows them"}`;
}

/** Rules that one of two sets has, or has otherwise. */
function differingIds(some: readonly Rule[], others: readonly Rule[]): readonly string[] {
  const versions = new Map(others.map(({ id, version }) => [id, version]));
  const ids = new Set(some.map(({ id }) => id));
  const changed = some.filter(({ id, version }) => versions.get(id) !== version);
  const gone = others.filter((rule) => !ids.has(rule.id) && !isOwnRule(rule));
  return [...changed, ...gone].map(({ id }) => id);
}

function differenceOf(before: string, after: string, file: string): Pick<FileChange, "line" | "diff"> {
  const [lines, changed] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  const line = changed.findIndex((each, at) => each !== lines[at]) + 1;
  return { line, diff: unifiedDiff({ before: lines, after: changed, names: [file, file] }) };
}
