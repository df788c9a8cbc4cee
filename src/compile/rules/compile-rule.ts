import { linesOf } from "../../core/base/diagnostic.ts";
import type { Position } from "../../core/base/diagnostic.ts";
import { canonicalJson, isJsonObject } from "../../core/base/json.ts";
import type { JsonValue } from "../../core/base/json.ts";
import type { Condition, Rule, Trigger } from "../../core/model/ruleset/rule.ts";
import { eventTypesOf, patternOf } from "../../core/model/ruleset/rule.ts";
import type { WrittenRule } from "../generated/written-rule.ts";
import type { Path } from "../yaml/document.ts";
import { compileEnabled, compileGroup, compileLate, compileLimits } from "./triggers/admission.ts";
import { compileBeginning } from "./awaits.ts";
import { assemble } from "./blocks.ts";
import type { CompileContext } from "./compile-context.ts";
import { compileCondition } from "./conditions/conditions.ts";
import { assuredBy, assuredByEach } from "./checks/presence.ts";
import { compileSteps } from "./steps.ts";
import { checkText } from "./checks/templates-check.ts";
import { compilePatterns, compileTriggers } from "./triggers/triggers.ts";
import { compileVariables } from "./variables.ts";

/** A rule as it is written, where it stands, and its name. */
interface NamedRule {
  readonly id: string;
  readonly written: Partial<WrittenRule>;
  readonly path: Path;
  readonly place: Position;
}

/** A rule ready to run; null when the events that start it are not known: the rest cannot be checked without them. */
export function compileRule(
  { id, written, path, place }: NamedRule,
  base: Omit<CompileContext, "eventTypes" | "part">,
  digest: (text: string) => string,
): Rule | null {
  if (written.on === undefined) return null;
  const triggers = compileTriggers(written.on, [...path, "on"], { ...base, ruleId: id });
  if (triggers.length === 0) return null;
  const eventTypes = eventTypesOf(triggers);
  const unassured: CompileContext = { ...base, eventTypes, part: "step" };

  const ofRule: CompileContext = {
    ...unassured,
    part: "rule",
    vars: new Map(Object.keys(written.vars ?? {}).map((name) => [name, null])),
  };
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
  const source = writtenLines(base.document.fileOf(place).text, place);
  return { ...rule, source, version: versionOf(rule, digest) };
}

/** The lines of a file from a key on, as far as what stands below it is indented deeper; without empty ones at the end. */
function writtenLines(text: string, { line, column }: Position): string {
  const lines = linesOf(text);
  const below = lines.slice(line).findIndex((one) => /\S/.test(one) && one.search(/\S/) < column);
  return lines
    .slice(line - 1, below === -1 ? undefined : line + below)
    .join("\n")
    .trimEnd();
}

/** What is there in every run of a rule. */
function assuredIn(triggers: readonly Trigger[], condition: Condition | null): readonly string[] {
  return [...assuredByEach(triggers.map((trigger) => assuredBy(patternOf(trigger).where))), ...assuredBy(condition)];
}

const VERSION_LENGTH = 16;

/** The same for the same content wherever it stands: neither file nor positions count. */
function versionOf(rule: Omit<Rule, "version">, digest: (text: string) => string): string {
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
