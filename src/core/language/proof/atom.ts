import { canonicalJson, isJsonObject } from "../../base/json.ts";
import type { JsonValue } from "../../base/json.ts";
import { equalityKey, normaliseText, wordsOf } from "../operators.ts";
import type { JsonLogic } from "../../model/ruleset/rule.ts";
import type { Atom, Formula, Opacity } from "./formula.ts";
import { joined, literal, NEVER } from "./formula.ts";

/** Operations on one value and one constant, or on one value of several. */
const MATCHERS = ["is", "contains", "starts_with", "ends_with", "words", "matches", "has_any", "has_all"];
const LIMITS = ["gt", "gte", "lt", "lte"];
const COMPARISONS = ["==", "===", ">", ">=", "<", "<="];
const EQUALITIES = ["==", "==="];
const TIMES = ["before", "after", "older_than", "newer_than"];
const AGES = ["older_than", "newer_than"];
const ALONE = ["exists", "!!"];

/** A value that a leaf of JSON Logic asks about. */
export interface Subject {
  readonly path: string;
  readonly isOfNumber: boolean;
}

/** The data path that an operand reads, or the number in it; null for anything else. */
export function subjectOf(operand: JsonValue | undefined): Subject | null {
  if (!isJsonObject(operand)) return null;
  const [path, ...more] = [operand["var"]].flat();
  if (typeof path === "string" && more.length === 0) return { path, isOfNumber: false };
  const [inner] = [operand["number_in"]].flat() as readonly JsonValue[];
  const whole = inner === undefined ? null : subjectOf(inner);
  return whole === null ? null : { ...whole, isOfNumber: true };
}

/** The one operation of a piece of JSON Logic with its arguments; null for a constant. */
export function operationOf(logic: JsonLogic): readonly [name: string, values: readonly JsonValue[]] | null {
  const [entry] = isJsonObject(logic) ? Object.entries(logic) : [];
  return entry === undefined ? null : [entry[0], [entry[1]].flat()];
}

/**
 * What an operation on one field asks, one atom for each constant; null when it is none that can be looked into. `field`
 * tells apart what two rules call by one name.
 */
export function simpleFormula(logic: JsonLogic, field: (path: string) => string, written: string): Formula | null {
  const operation = operationOf(logic);
  if (operation === null) return null;
  const [name, [first, ...others]] = subjectFirst(operation);
  const subject = subjectOf(first);
  if (subject === null) return null;
  const base = { subject, field: field(subject.path), written };
  if (ALONE.includes(name)) return literal(atomOf(name, null, base));
  const [wanted, extra] = others;
  if (wanted === undefined || !isConstant(wanted)) return null;
  if (TIMES.includes(name) && !isOwnMoment(name, extra)) return null;
  if (TIMES.includes(name)) return literal(atomOf(name, wanted, { ...base, extra }));
  if (LIMITS.includes(name) || COMPARISONS.includes(name)) return literal(atomOf(name, wanted, base));
  if (name === "in" && Array.isArray(wanted)) {
    return joined(
      "any",
      wanted.map((item: JsonValue) => literal(atomOf("===", item, base))),
    );
  }
  if (!MATCHERS.includes(name)) return null;
  const parts = [wanted].flat().map((item) => scalarFormula(name, item, base));
  if (name === "has_all" && (!Array.isArray(wanted) || parts.length === 0)) return NEVER;
  return joined(name === "has_all" ? "all" : "any", parts);
}

/** Of an equality the data first: it is the same the other way round. */
function subjectFirst([name, values]: readonly [string, readonly JsonValue[]]): readonly [
  string,
  readonly JsonValue[],
] {
  const isTurned = EQUALITIES.includes(name) && values.length === 2 && subjectOf(values[0]) === null;
  return isTurned ? [name, values.toReversed()] : [name, values];
}

/** Ages count up to now; dates go by the clock of a zone. */
function isOwnMoment(name: string, extra: JsonValue | undefined): boolean {
  return AGES.includes(name) ? subjectOf(extra)?.path === "now" : typeof extra === "string";
}

interface AtomBase {
  readonly subject: Subject;
  readonly field: string;
  readonly written: string;
  readonly extra?: JsonValue | undefined;
}

function scalarFormula(name: string, wanted: JsonValue, base: AtomBase): Formula {
  if (wanted === null || typeof wanted === "object") return NEVER;
  return literal(atomOf(name === "has_all" ? "has_any" : name, wanted, base));
}

function atomOf(name: string, wanted: JsonValue, { subject, field, written, extra }: AtomBase): Atom {
  const value: JsonLogic = subject.isOfNumber ? { number_in: [{ var: "value" }] } : { var: "value" };
  const constant = LISTED.includes(name) ? [wanted] : wanted;
  const logic: JsonLogic = {
    [name]: ALONE.includes(name) ? [value] : [value, constant, ...(extra === undefined ? [] : [extra])],
  };
  const said = `${name} ${sameWanted(name, wanted)} ${canonicalJson(extra ?? null)}`;
  return {
    key: `${field} ${subject.isOfNumber ? "number " : ""}${said}`,
    field,
    operation: name,
    isOfNumber: subject.isOfNumber,
    wanted,
    logic,
    written,
    whyOpaque: null,
  };
}

const LISTED = ["is", "contains", "starts_with", "ends_with", "words", "has_any"];

/** The same for constants that an operation does not tell apart. */
function sameWanted(name: string, wanted: JsonValue): string {
  if (typeof wanted !== "string" && typeof wanted !== "number") return canonicalJson(wanted);
  const text = String(wanted);
  if (name === "is" || name === "has_any") return `=${equalityKey(text)}`;
  if (name === "words") return `=${wordsOf(text).join(" ")}`;
  if (["contains", "starts_with", "ends_with"].includes(name)) return `=${normaliseText(text)}`;
  return canonicalJson(wanted);
}

/** A leaf that is taken as a whole; one that may end in an error has an atom of its own for being denied. */
export function opaqueAtom(
  logic: JsonLogic,
  {
    key,
    why,
    written,
    side,
  }: { readonly key: string; readonly why: Opacity; readonly written: string; readonly side?: "passes" | "fails" },
): Atom {
  const own = (end: string): string => `${end} ${key}`;
  return {
    key: own(side ?? "passes"),
    field: key,
    operation: null,
    isOfNumber: false,
    wanted: null,
    logic,
    written,
    whyOpaque: why,
    ...(side === undefined ? {} : { contrary: own(side === "passes" ? "fails" : "passes") }),
  };
}

function isConstant(value: JsonValue): boolean {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).every(isConstant);
  return !isJsonObject(value);
}

const SAFE = [
  "var",
  "entry",
  "number_in",
  "and",
  "or",
  "!",
  ...MATCHERS,
  ...LIMITS,
  ...COMPARISONS,
  ...TIMES,
  ...ALONE,
];

/** Whether evaluating it can end in an error: what loops over lists or makes texts may take too many steps. */
export function canFail(logic: JsonLogic): boolean {
  if (Array.isArray(logic)) return (logic as readonly JsonValue[]).some(canFail);
  const operation = operationOf(logic);
  return operation !== null && (!SAFE.includes(operation[0]) || operation[1].some(canFail));
}
