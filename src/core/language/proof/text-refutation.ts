import { equalityKey, normaliseText, wordsOf } from "../operators.ts";
import type { Atom, Literal } from "./formula.ts";
import { answers, numbersFor } from "./representatives.ts";

/**
 * Whether no text answers all questions as asked, by what one answer says about another. What follows is written down here once,
 * each with its reason; of everything else it is not known.
 */
export function isRefutedText(literals: readonly Literal[]): boolean {
  const held = literals.filter(({ holds }) => holds).map(({ atom }) => atom);
  const denied = literals.filter(({ holds }) => !holds).map(({ atom }) => atom);
  return (
    held.some(neverOfText) ||
    isRefutedNumber(literals) ||
    held.some((one) => held.some((other) => excludes(one, other))) ||
    held.some((one) => denied.some((other) => implies(one, other)))
  );
}

const OF_OTHERS = ["gt", "gte", "lt", "lte"];

function neverOfText({ operation, isOfNumber, wanted }: Atom): boolean {
  if (operation === "has_any") return true;
  if (isOfNumber) return false;
  return OF_OTHERS.includes(operation ?? "") || (operation === "is" && typeof wanted === "boolean");
}

/** The number that a text is goes by limits alone. */
function isRefutedNumber(literals: readonly Literal[]): boolean {
  const asked = literals.filter(({ atom }) => atom.isOfNumber);
  return asked.length > 1 && ![null, ...numbersFor(asked)].some((value) => answers(asked, value));
}

function excludes(one: Atom, other: Atom): boolean {
  const [first, second] = [partOf(one), partOf(other)];
  if (isWhole(one)) {
    if (isWhole(other)) return equalityKey(textOf(one)) !== equalityKey(textOf(other));
    const truth = truthOfWhole(textOf(one), other);
    return truth === "no";
  }
  if (one.operation !== other.operation || one.isOfNumber || other.isOfNumber) return false;
  if (one.operation === "starts_with") return !first.startsWith(second) && !second.startsWith(first);
  if (one.operation === "ends_with") return !first.endsWith(second) && !second.endsWith(first);
  return false;
}

function implies(one: Atom, other: Atom): boolean {
  if (other.operation === "exists" || other.operation === "!!") return !other.isOfNumber && saysThereIsText(one);
  if (isWhole(one)) return truthOfWhole(textOf(one), other) === "yes";
  if (one.isOfNumber || other.isOfNumber) return false;
  const [whole, part] = [partOf(one), partOf(other)];
  if (part === "") return false;
  if (one.operation === "words") {
    const words = wordsOf(textOf(one));
    // Between two words of a phrase there may be more than the space.
    if (other.operation === "contains") return words.some((word) => word.includes(part));
    if (other.operation !== "words") return false;
    const wanted = wordsOf(textOf(other));
    return wanted.length > 0 && ` ${words.join(" ")} `.includes(` ${wanted.join(" ")} `);
  }
  if (!PARTS.includes(one.operation ?? "")) return false;
  if (other.operation === "contains") return whole.includes(part);
  if (one.operation !== other.operation) return false;
  return one.operation === "starts_with" ? whole.startsWith(part) : whole.endsWith(part);
}

const PARTS = ["contains", "starts_with", "ends_with"];

/** Every matcher that finds something in a text finds more than space. */
function saysThereIsText(atom: Atom): boolean {
  if (atom.isOfNumber) return true;
  if (isWhole(atom)) return equalityKey(textOf(atom)) !== "";
  if (atom.operation === "words") return wordsOf(textOf(atom)).length > 0;
  return PARTS.includes(atom.operation ?? "") && partOf(atom) !== "";
}

/**
 * What a text of which the whole is known says to another question. The whole is known but for marks around it (full stops, emoji):
 * words and numbers are the same with them, and a part that neither starts nor ends with such a mark lies in what is known.
 */
function truthOfWhole(whole: string, asked: Atom): "yes" | "no" | null {
  const key = equalityKey(whole);
  if (key === "" || asked.operation === null) return null;
  const asLiteral = { kind: "literal", atom: asked, holds: true } as const;
  if (isWhole(asked)) return equalityKey(textOf(asked)) === key ? "yes" : "no";
  if (asked.isOfNumber || asked.operation === "words") {
    return answers([asLiteral], key) ? "yes" : "no";
  }
  const part = partOf(asked);
  if (!PARTS.includes(asked.operation) || !WITHOUT_MARKS.test(part)) return null;
  if (asked.operation === "contains") return key.includes(part) ? "yes" : "no";
  const isAtEdge = asked.operation === "starts_with" ? key.startsWith(part) : key.endsWith(part);
  return isAtEdge ? null : "no";
}

/** Letters, digits and signs that certainly may not stand around a text without being part of it. */
const NO_MARK = "[\\p{L}\\p{N}'\"#$%&()*+/<=>?@_~-]";
const WITHOUT_MARKS = new RegExp(`^${NO_MARK}(?:.*${NO_MARK})?$`, "su");

function isWhole({ operation, isOfNumber, wanted }: Atom): boolean {
  return operation === "is" && !isOfNumber && typeof wanted !== "boolean";
}

function partOf(atom: Atom): string {
  return normaliseText(textOf(atom));
}

function textOf({ wanted }: Atom): string {
  return typeof wanted === "string" || typeof wanted === "number" ? String(wanted) : "";
}
