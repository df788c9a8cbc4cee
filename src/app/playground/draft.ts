import { compileRules } from "../../compile/rules/compile.ts";
import type { Compilation } from "../../compile/rules/compile.ts";
import { isOwnRule } from "../../core/model/ruleset/rule.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { Draft, DraftRule } from "../../show/views/playground/draft.ts";
import { draftView } from "../../show/views/playground/draft.ts";
import type { DraftView } from "../../show/views/playground/draft.ts";
import { ruleState } from "../../core/model/ruleset/rule-state.ts";
import { digest } from "../../system.ts";

/** What a draft is tried in: rules and settings in force, and the rule files for their blueprints. Plain data. */
export interface DraftPlace {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly files: readonly { readonly file: string; readonly text: string }[];
  /** How long events are kept, milliseconds. */
  readonly eventsMs: number;
}

/** A draft put in its place. */
export interface CompiledDraft {
  readonly view: DraftView;
  /** The rules in force with those of the draft in place of theirs; null when the draft has an error. */
  readonly rules: readonly Rule[] | null;
  /** Ids of the rules of the draft. */
  readonly drafted: ReadonlySet<string>;
  readonly tests: Compilation["tests"];
}

/** Name by which findings call a draft that stands in no file. */
const UNNAMED = "draft.yaml";

/** The rules in force as simulations take them: without the engine's own. */
export function rulesInForce({ rules }: Pick<DraftPlace, "rules">): readonly Rule[] {
  return rules.filter((rule) => !isOwnRule(rule));
}

/** Compiles a draft as `heyrules lint` does a file, and puts its rules in place of those of their names and file. */
export function compileDraft({ yaml, file }: Draft, place: DraftPlace): CompiledDraft {
  const { settings, eventsMs } = place;
  const { rules, tests, diagnostics } = compileRules({
    sources: [{ file: file ?? UNNAMED, text: yaml }],
    others: place.files.filter((one) => one.file !== file),
    ...{ settings, digest, strict: false, eventsMs },
  });
  const drafted = new Set(rules.map(({ id }) => id));
  const inForce = rulesInForce(place);
  const isPutAside = (rule: Rule): boolean => drafted.has(rule.id) || (file !== null && rule.file === file);
  const gone = inForce.filter((rule) => isPutAside(rule) && !drafted.has(rule.id)).map(({ id }) => id);
  const told = rules.map((rule): DraftRule => {
    const { file: at, place: from } = inForce.find(({ id }) => id === rule.id) ?? { file: null, place: null };
    return { id: rule.id, state: ruleState(rule), standsFor: at === null ? null : `${at}:${from.line}` };
  });
  const hasError = diagnostics.some(({ severity }) => severity === "error");
  return {
    view: draftView(diagnostics, { rules: told, gone: hasError ? [] : gone }),
    rules: hasError ? null : [...inForce.filter((rule) => !isPutAside(rule)), ...rules],
    ...{ drafted, tests },
  };
}
