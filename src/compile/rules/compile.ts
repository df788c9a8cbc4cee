import type { Diagnostic, Position } from "../../core/base/diagnostic.ts";
import { compareDiagnostics } from "../../core/base/diagnostic.ts";
import { canonicalJson, isJsonObject, ownValue } from "../../core/base/json.ts";
import type { JsonValue } from "../../core/base/json.ts";
import type { Condition, Rule, Trigger } from "../../core/model/ruleset/rule.ts";
import type { RuleTest } from "../../core/model/ruleset/rule-test.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { compileCondition } from "./conditions/conditions.ts";
import { withAllowances } from "../yaml/allowances.ts";
import { parseDocument } from "../yaml/document.ts";
import type { Path, SourceDocument } from "../yaml/document.ts";
import { createFindings } from "../yaml/findings.ts";
import type { WrittenRule, WrittenRuleFile } from "../generated/written-rule.ts";
import { compileEnabled, compileGroup, compileLate, compileLimits } from "./admission.ts";
import { callbacksIn, lintCallbacks } from "./callbacks.ts";
import { emitLoops } from "./emit-loops.ts";
import { pairFindings } from "./rule-pairs.ts";
import { raisedIn } from "./raised-events.ts";
import { lintRule } from "./lints.ts";
import { compileBeginning } from "./awaits.ts";
import { assemble } from "./blocks.ts";
import { compileTests } from "./rule-tests.ts";
import { misfitsOf, validateSchema } from "../yaml/schema.ts";
import type { CompileContext } from "./compile-context.ts";
import { soundnessOf, soundPart } from "./soundness.ts";
import { compileSteps } from "./steps.ts";
import { checkText } from "./templates-check.ts";
import { assuredBy, assuredByEach } from "./presence.ts";
import { eventTypesOf, patternOf } from "../../core/model/ruleset/rule.ts";
import { compilePatterns, compileTriggers } from "./triggers.ts";
import { compileVariables } from "./variables.ts";

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
}

/** Rules ready to run, their tests, and everything found in the files, by file and position. */
export interface Compilation {
  readonly rules: readonly Rule[];
  readonly tests: readonly RuleTest[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles rule files. A file with an error gives no rules and no tests; whether to go on without it is the caller's decision. */
export function compileRules(input: CompileInput): Compilation {
  const places = new Map<string, string>();
  const parsed = input.sources.map((source) => parseDocument(source));
  const written = parsed.flatMap(({ document }) => (document === null ? [] : [document.data]));
  const [raised, callbacks] = [raisedIn(written), callbacksIn(written)];
  const files = parsed.map(({ document, diagnostics }) => {
    if (document === null) return { rules: [], tests: [], diagnostics };
    const file = compileFile(document, places, { ...input, raised, callbacks });
    const all = [...diagnostics, ...file.diagnostics];
    return hasError(diagnostics) ? { rules: [], tests: [], diagnostics: all } : { ...file, diagnostics: all };
  });
  const rules = files.flatMap((file) => file.rules);
  const among = [...emitLoops(rules, input.sources), ...pairFindings(rules, input.settings, input.sources)];
  const found = [...files.flatMap((file) => file.diagnostics), ...among].sort(compareDiagnostics);
  const diagnostics = input.sources.reduce<readonly Diagnostic[]>(
    (left, source) => withAllowances(source, left),
    found,
  );
  return { rules, tests: files.flatMap((file) => file.tests), diagnostics };
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
  document: SourceDocument,
  places: Map<string, string>,
  input: CompileInput & Pick<CompileContext, "raised" | "callbacks">,
): Compilation {
  const findings = createFindings(document);
  const { misfits, untold } = misfitsOf({ schema: "rule", document });
  for (const misfit of untold) findings.error(misfit);
  const soundness = soundnessOf(misfits.map(({ path }) => path));

  const { settings, strict, raised, callbacks, eventsMs } = input;
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
      vars: new Set<string>(),
      steps: new Map<string, string>(),
      items: new Map(),
      itemFields: new Map<string, readonly string[]>(),
    };
    const rule = compileRule(
      { id, written, path, place: { line, column } },
      { ...base, callbacks: callbacksIn([whole as unknown as JsonValue]), histories: [] },
      input.digest,
    );
    if (rule !== null) rules.push(rule);
    tests.push(...compileTests(written.tests ?? [], { id, path, isSound: soundness.isSound }, base));
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

/** The rules of a file that are mappings, whatever stands in them. */
function writtenRulesIn({ data }: SourceDocument): readonly (readonly [id: string, written: WrittenRule])[] {
  const rules = ownValue(data, "rules");
  if (!isJsonObject(rules)) return [];
  return Object.entries(rules as unknown as WrittenRuleFile["rules"]).filter(([id]) =>
    isJsonObject(ownValue(rules, id)),
  );
}

interface NamedRule {
  readonly id: string;
  readonly written: Partial<WrittenRule>;
  readonly path: Path;
  readonly place: Position;
}

/** Null when the events that start it are not known: the rest cannot be checked without them. */
function compileRule(
  { id, written, path, place }: NamedRule,
  base: Omit<CompileContext, "eventTypes" | "part">,
  digest: CompileInput["digest"],
): Rule | null {
  if (written.on === undefined) return null;
  const triggers = compileTriggers(written.on, [...path, "on"], { ...base, ruleId: id });
  if (triggers.length === 0) return null;
  const eventTypes = eventTypesOf(triggers);
  const unassured: CompileContext = { ...base, eventTypes, part: "step" };

  const ofRule: CompileContext = { ...unassured, part: "rule", vars: new Set(Object.keys(written.vars ?? {})) };
  const condition = written.if === undefined ? null : compileCondition(written.if, [...path, "if"], ofRule);
  const context: CompileContext = { ...unassured, assured: assuredIn(triggers, condition) };
  const vars = compileVariables(written.vars ?? {}, [...path, "vars"], { ...context, part: "vars" });
  if (written.key !== undefined) checkText(written.key, [...path, "key"], { ...context, part: "vars" });
  const steps = compileSteps(written.do ?? [], [...path, "do"], context);
  const onError =
    written.on_error === undefined
      ? null
      : compileSteps(written.on_error, [...path, "on_error"], { ...context, part: "handler" });

  const { around, mode } = compileBeginning(written, path, base);
  const cancelOn =
    written.cancel_on === undefined ? [] : compilePatterns(written.cancel_on, [...path, "cancel_on"], base);

  const rule: Omit<Rule, "version"> = {
    id,
    name: written.name ?? null,
    file: base.document.file,
    place,
    ...compileEnabled(written.enabled, [...path, "enabled"], context),
    priority: written.priority ?? 0,
    triggers,
    condition,
    vars,
    key: written.key ?? null,
    limits: compileLimits(written.limits, [...path, "limits"], context),
    ...compileLate(written.late),
    ...compileGroup(written, path, context),
    ...(mode === null ? {} : { mode }),
    ...(cancelOn.length === 0 ? {} : { cancelOn }),
    histories: base.histories,
    ...assemble(around(steps), onError),
  };
  return { ...rule, version: versionOf(rule, digest) };
}

/** What is there in every run of a rule. */
function assuredIn(triggers: readonly Trigger[], condition: Condition | null): readonly string[] {
  return [...assuredByEach(triggers.map((trigger) => assuredBy(patternOf(trigger).where))), ...assuredBy(condition)];
}

const VERSION_LENGTH = 16;

/** The same for the same content wherever it stands: neither file nor positions count. */
function versionOf(rule: Omit<Rule, "version">, digest: CompileInput["digest"]): string {
  const content = withoutPositions({ ...rule, file: "" } as unknown as JsonValue);
  return digest(canonicalJson(content)).slice(0, VERSION_LENGTH);
}

function withoutPositions(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => withoutPositions(item));
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).filter(([key, member]) => key !== "place" || !isPosition(member));
  return Object.fromEntries(members.map(([key, member]) => [key, withoutPositions(member)]));
}

function isPosition(value: JsonValue): boolean {
  return isJsonObject(value) && typeof value["line"] === "number" && typeof value["column"] === "number";
}
