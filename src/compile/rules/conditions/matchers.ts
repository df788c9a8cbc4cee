import { isJsonObject } from "../../../core/base/json.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { checkPattern } from "../../../core/language/pattern.ts";
import type { ConditionKey, JsonLogic } from "../../../core/model/ruleset/rule.ts";
import type { FieldKind } from "../../../core/event/vocabulary.ts";
import { conditionKey } from "./condition-key.ts";
import { canFit, isMoment, readLiteral, readWhole } from "./literals.ts";
import { isLookUp, readNamedData } from "./look-up.ts";
import type { NamedData } from "./look-up.ts";
import type { Path } from "../../yaml/document.ts";
import { inline } from "../inline.ts";
import { durationMs } from "../compile-context.ts";
import type { CompileContext } from "../compile-context.ts";
import { reportPattern, warnOfSlashes } from "./pattern-findings.ts";
import { checkPhoneParts, checkPhonePattern } from "./phone-parts.ts";

/** A field as a condition names it. */
export interface MatchedField extends NamedData {
  /** Full data path, or a look-up as it is written. */
  readonly path: string;
}

/** One matcher ready to be a leaf: its JSON Logic, further paths it reads beside the field, and its key if it has one. */
export interface CompiledMatcher {
  readonly logic: JsonLogic;
  readonly reads: readonly string[];
  readonly key: ConditionKey | null;
}

const TEXT_MATCHERS = ["is", "not", "contains", "words", "starts_with", "ends_with", "matches", "number", "exists"];
const NUMBER_MATCHERS = ["is", "not", "gt", "gte", "lt", "lte", "exists"];
const TIME_MATCHERS = ["before", "after", "older_than", "newer_than", "exists"];
const LIST_MATCHERS = ["has", "has_any", "has_all", "exists"];
const EQUALITY_MATCHERS = ["is", "not", "exists"];

/** The matchers that fit a kind of value (language.md 3). */
export const MATCHERS: Readonly<Record<FieldKind, readonly string[]>> = {
  text: TEXT_MATCHERS,
  number: NUMBER_MATCHERS,
  time: TIME_MATCHERS,
  list: LIST_MATCHERS,
  enum: EQUALITY_MATCHERS,
  id: EQUALITY_MATCHERS,
  boolean: EQUALITY_MATCHERS,
  any: [...new Set([...TEXT_MATCHERS, ...NUMBER_MATCHERS, ...TIME_MATCHERS, ...LIST_MATCHERS])],
};

/** JSON Logic of one matcher on a field (the operations are in core/operators.ts), or null when a problem is reported. */
export function compileMatcher(
  field: MatchedField,
  matcher: { readonly name: string; readonly written: JsonValue; readonly path: Path },
  context: CompileContext,
): CompiledMatcher | null {
  const subject = field.logic;
  const { name, written, path } = matcher;
  switch (name) {
    case "exists": {
      const logic = { exists: [subject] };
      return { logic: written === true ? logic : { "!": [logic] }, reads: [], key: null };
    }
    case "matches":
      if (field.path === "contact.phone") checkPhonePattern(written, path, context);
      return compilePattern(subject, written, path, context);
    case "older_than":
    case "newer_than":
      return { logic: { [name]: [subject, durationMs(inline(written)), { var: "now" }] }, reads: [], key: null };
    case "before":
    case "after":
      return compileDate(name, { subject, written, path }, context);
    case "number":
      return compileNumber(subject, { written, path }, field, context);
    case "gt":
    case "gte":
    case "lt":
    case "lte": {
      const limit = readWanted([written], { ...field, kind: "number" }, path, context);
      return limit && { logic: { [name]: [subject, limit.values[0] ?? null] }, reads: limit.reads, key: null };
    }
    default: {
      if (field.path === "contact.phone") checkPhoneParts(name, written, path, context);
      const read = name === "is" || name === "not" ? readWhole : readLiteral;
      const wanted = readWanted(written, field, path, context, read);
      if (wanted === null || !canFit(name, wanted.values, path, context)) return null;
      const operation = name === "not" ? "is" : name === "has" ? "has_any" : name;
      const logic = { [operation]: [subject, wanted.values] };
      const hasKey = name === "is" || name === "not" || name === "words";
      const key = hasKey && !isLookUp(field.path) ? conditionKey(name, field.path, wanted.values) : null;
      return { logic: name === "not" ? { "!": [logic] } : logic, reads: wanted.reads, key };
    }
  }
}

/** A date, a time of day or an instant, in the zone of heyrules.yaml. */
function compileDate(
  name: "before" | "after",
  { subject, written, path }: { readonly subject: JsonLogic; readonly written: JsonValue; readonly path: Path },
  context: CompileContext,
): CompiledMatcher | null {
  const { timezone } = context.settings;
  if (isJsonObject(written)) {
    const named = readNamedData(inline(written), [...path, "var"], context);
    return named && { logic: { [name]: [subject, named.logic, timezone] }, reads: named.reads, key: null };
  }
  const text = inline(written);
  if (!isMoment(text, path, context)) return null;
  return { logic: { [name]: [subject, text, timezone] }, reads: [], key: null };
}

/** The whole text as a number, as matchers of numbers compare it. */
function compileNumber(
  subject: JsonLogic,
  { written, path }: { readonly written: JsonValue; readonly path: Path },
  field: MatchedField,
  context: CompileContext,
): CompiledMatcher | null {
  const number: JsonLogic = { number_in: [subject] };
  const tests = isJsonObject(written) ? written : { is: written };
  const parts = Object.entries(tests).map(([name, wanted]) => {
    const place = isJsonObject(written) ? [...path, name] : path;
    const limit = readWanted(wanted, { ...field, kind: "number" }, place, context);
    const value = name === "is" ? limit?.values : limit?.values[0];
    return limit && { logic: { [name]: [number, value ?? null] }, reads: limit.reads };
  });
  const sound = parts.filter((part) => part !== null);
  if (sound.length < parts.length) return null;
  const [first] = sound;
  const logic = sound.length === 1 ? (first?.logic ?? null) : { and: sound.map((part) => part.logic) };
  return { logic, reads: sound.flatMap((part) => part.reads), key: null };
}

function compilePattern(
  subject: JsonLogic,
  written: JsonValue,
  path: Path,
  context: CompileContext,
): CompiledMatcher | null {
  const patterns = Array.isArray(written) ? (written as readonly JsonValue[]) : [written];
  for (const pattern of patterns.map(inline)) warnOfSlashes(pattern, path, context);
  const problems = patterns.map((pattern) => checkPattern(inline(pattern))).filter((problem) => problem !== null);
  for (const problem of problems) reportPattern(problem, path, context);
  if (problems.length > 0) return null;
  const tests = patterns.map((pattern) => ({ matches: [subject, pattern] }));
  return { logic: tests.length === 1 ? (tests[0] ?? null) : { or: tests }, reads: [], key: null };
}

interface Wanted {
  readonly values: readonly JsonValue[];
  readonly reads: readonly string[];
}

function readWanted(
  written: JsonValue,
  field: MatchedField,
  path: Path,
  context: CompileContext,
  read = readLiteral,
): Wanted | null {
  const items = Array.isArray(written) ? (written as readonly JsonValue[]) : [written];
  const values: JsonValue[] = [];
  const reads: string[] = [];
  items.forEach((item, index) => {
    const place = Array.isArray(written) ? [...path, index] : path;
    if (isJsonObject(item)) {
      const named = readNamedData(inline(item), [...place, "var"], context);
      if (named === null) return;
      reads.push(...named.reads);
      values.push(named.logic);
      return;
    }
    const value = read(item, field, place, context);
    if (value !== null) values.push(value);
  });
  return values.length === items.length ? { values, reads } : null;
}
