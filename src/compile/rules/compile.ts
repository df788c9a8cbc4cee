import type { Diagnostic } from "../../core/base/diagnostic.ts";
import { compareDiagnostics } from "../../core/base/diagnostic.ts";
import { isJsonObject, ownValue } from "../../core/base/json.ts";
import type { JsonValue } from "../../core/base/json.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { RuleTest } from "../../core/model/ruleset/rule-test.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { WrittenRule, WrittenRuleFile } from "../generated/written-rule.ts";
import { withAllowances } from "../yaml/allowances.ts";
import { parseDocument } from "../yaml/document.ts";
import type { Path, SourceDocument } from "../yaml/document.ts";
import { createFindings } from "../yaml/findings.ts";
import { misfitsOf, validateSchema } from "../yaml/schema/schema.ts";
import { blueprintsIn, reportUnused } from "./blueprints/blueprint.ts";
import type { CheckedFile } from "./blueprints/blueprint.ts";
import { withoutRepeats } from "./blueprints/repeated-findings.ts";
import { isUse, namesUsedIn, usedBlueprints } from "./blueprints/use.ts";
import { callbacksIn, lintCallbacks } from "./checks/callbacks.ts";
import type { CompileContext } from "./compile-context.ts";
import { compileRule } from "./compile-rule.ts";
import { emitLoops } from "./checks/emit-loops.ts";
import { lintRule } from "./checks/lints.ts";
import { raisedIn } from "./triggers/raised-events.ts";
import { pairFindings } from "./checks/rule-pairs.ts";
import { findUnquietTexts } from "./checks/quiet-hours.ts";
import { compileTests } from "./tests/rule-tests.ts";
import type { TestContext } from "./tests/rule-tests.ts";
import { soundnessOf, soundPart } from "./checks/soundness.ts";

/** Rule files and what they are checked against. */
export interface CompileInput {
  readonly sources: readonly { readonly file: string; readonly text: string }[];
  readonly settings: Settings;
  /** SHA-256 of a text, in hex. */
  readonly digest: (text: string) => string;
  /** Whether an `event_data` field that is not documented is an error. */
  readonly strict: boolean;
  /** How long events are kept, milliseconds; absent where nobody knows. */
  readonly eventsMs?: number;
  /** Files that are not compiled, of which the rules may use blueprints and listen to what they raise; none when absent. */
  readonly others?: CompileInput["sources"];
}

/** Rules ready to run, their tests, and everything found in the files, by file and position. */
export interface Compilation {
  readonly rules: readonly Rule[];
  readonly tests: readonly RuleTest[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles rule files. A file with an error gives no rules and no tests; whether to go on without it is the caller's decision. */
export function compileRules(input: CompileInput): Compilation {
  const { settings } = input;
  const files = input.sources.map(openFile);
  const others = (input.others ?? []).map(openFile).flatMap(({ checked }) => checked ?? []);
  const asked = files.flatMap(({ checked }) => checked ?? []);
  const blueprints = blueprintsIn([...asked, ...others], settings);
  const used = new Map(asked.map((file) => [file, usedBlueprints(file, blueprints, settings)]));
  reportUnused(asked, new Set([...asked, ...others].flatMap(({ document }) => namesUsedIn(document))), blueprints);

  const whole = [...asked, ...others].map(({ document }) => document);
  const written = [...whole, ...[...used.values()].flat()].map(({ data }) => ownValue(data, "rules"));
  const [raised, callbacks] = [raisedIn(written), callbacksIn(written)];
  const ruleIds = written.flatMap((rules) => (isJsonObject(rules) ? Object.keys(rules) : []));
  const places = new Map<string, string>();
  const compiled = files.map(({ checked, diagnostics }): Compilation => {
    const parts = checked === null ? [] : [checked, ...(used.get(checked) ?? []).map(checkFile)];
    const done = parts.map((part) => compileFile(part, places, { ...input, raised, callbacks, ruleIds }));
    const found = [...diagnostics, ...done.flatMap((part) => part.diagnostics)];
    const isUsable = !hasError(found);
    return {
      rules: isUsable ? done.flatMap(({ rules }) => rules) : [],
      tests: isUsable ? done.flatMap(({ tests }) => tests) : [],
      diagnostics: found,
    };
  });
  const rules = compiled.flatMap((file) => file.rules);
  const among = [
    ...emitLoops(rules, input.sources),
    ...pairFindings(rules, settings, input.sources),
    ...findUnquietTexts(rules, settings, input.sources),
  ];
  const found = withoutRepeats([...compiled.flatMap((file) => file.diagnostics), ...among]).sort(compareDiagnostics);
  const diagnostics = input.sources.reduce<readonly Diagnostic[]>(
    (left, source) => withAllowances(source, left),
    found,
  );
  return { rules, tests: compiled.flatMap(({ tests }) => tests), diagnostics };
}

interface OpenedFile {
  /** Null when it cannot be read as YAML. */
  readonly checked: RuleFile | null;
  readonly diagnostics: readonly Diagnostic[];
}

type RuleFile = CheckedFile & Pick<CompileContext, "soundness">;

function openFile(source: CompileInput["sources"][number]): OpenedFile {
  const { document, diagnostics } = parseDocument(source);
  return { checked: document === null ? null : checkFile(document), diagnostics };
}

/** A file with what is wrong with its shape among its findings. */
function checkFile(document: SourceDocument): RuleFile {
  const findings = createFindings(document);
  const { misfits, untold } = misfitsOf({ schema: "rule", document });
  for (const misfit of untold) findings.error(misfit);
  return { document, findings, soundness: soundnessOf(misfits.map(({ path }) => path)) };
}

/** What can be said of a rule file without a configuration: whether it is YAML, and has the shape of rules. */
export function checkShape(source: CompileInput["sources"][number]): readonly Diagnostic[] {
  const { document, diagnostics } = parseDocument(source);
  const misfits = document === null ? [] : validateSchema({ schema: "rule", document });
  return [...diagnostics, ...misfits].sort(compareDiagnostics);
}

function hasError(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

/**
 * What has a mistake of shape is reported as that, and the rest is compiled, so that all mistakes show at once. `places` holds
 * where each rule id stands, of the files so far.
 */
function compileFile(
  { document, findings, soundness }: RuleFile,
  places: Map<string, string>,
  input: CompileInput & Pick<CompileContext, "raised" | "callbacks"> & Pick<TestContext, "ruleIds">,
): Compilation {
  const { settings, strict, raised, callbacks, ruleIds, eventsMs } = input;
  const rules: Rule[] = [];
  const tests: RuleTest[] = [];
  for (const [id, whole] of writtenRulesIn(document)) {
    const path: Path = ["rules", id];
    const written = soundPart(whole, path, soundness);
    const { line, column } = document.positionOf(path, "key");
    const earlier = places.get(id);
    if (earlier === undefined) places.set(id, `${document.file}:${line}:${column}`);
    else {
      const message = `the rule "${id}" stands at ${earlier} already`;
      findings.error({ code: "duplicate-id", path, which: "key", message, hint: "rule ids are unique over all files" });
    }
    const base = {
      document,
      findings,
      settings,
      strict,
      ...(eventsMs === undefined ? {} : { eventsMs }),
      soundness,
      raised,
      callbacks,
      vars: new Map<string, JsonValue>(),
      steps: new Map<string, string>(),
      items: new Map(),
    };
    const rule = compileRule(
      { id, written, path, place: { line, column } },
      { ...base, callbacks: callbacksIn([whole as unknown as JsonValue]), histories: [] },
      input.digest,
    );
    if (rule !== null) rules.push(rule);
    const context = { ...base, ruleIds };
    tests.push(...compileTests(written.tests ?? [], { id, path, isSound: soundness.isSound }, context));
  }
  if (hasError(findings.list)) {
    return { rules: [], tests: [], diagnostics: findings.list };
  }
  for (const rule of rules) {
    lintRule(rule, ["rules", rule.id], { findings, settings, document });
    lintCallbacks(rule, ["rules", rule.id], findings);
  }
  return { rules, tests, diagnostics: findings.list };
}

/** The rules of a file that are mappings, whatever stands in them, but for those that are made from a blueprint. */
function writtenRulesIn({ data }: SourceDocument): readonly (readonly [id: string, written: WrittenRule])[] {
  const rules = ownValue(data, "rules");
  if (!isJsonObject(rules)) return [];
  const written = Object.entries(rules as unknown as NonNullable<WrittenRuleFile["rules"]>);
  return written.filter((entry): entry is [string, WrittenRule] => {
    const rule = ownValue(rules, entry[0]);
    return isJsonObject(rule) && !isUse(rule);
  });
}
