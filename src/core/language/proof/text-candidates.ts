import { wordsOf } from "../operators.ts";
import type { Atom, Literal } from "./formula.ts";
import { numbersFor } from "./representatives.ts";

/** Texts that may answer questions as asked, the plainest first; none of them need do so. */
export function textsFor(literals: readonly Literal[]): readonly string[] {
  const filler = FILLERS.find((word) => !literals.some(({ atom }) => textOf(atom).includes(word))) ?? "so";
  const held = literals.filter(({ holds }) => holds);
  const wanted = (...operations: readonly string[]): readonly string[] =>
    held.flatMap(({ atom }) => (operations.includes(atom.operation ?? "") && !atom.isOfNumber ? [textOf(atom)] : []));
  const wholes = wanted("is", "==", "===").flatMap((text) => [
    text,
    `${text}!`,
    `! ${text}`,
    `!${text}!`,
    text.toUpperCase(),
  ]);
  const parts = [...wanted("contains"), ...wanted("words"), ...wanted("matches").map(sampleOf)];
  const [start = ""] = wanted("starts_with").toSorted((one, other) => other.length - one.length);
  const [end = ""] = wanted("ends_with").toSorted((one, other) => other.length - one.length);
  const numbers = held.some(({ atom }) => atom.isOfNumber) ? numbersFor(literals).map(String) : [];
  const made = middlesOf(parts, filler).flatMap((middle) => wrapped(middle, { start, end, filler }));
  const around = wholes.flatMap((whole) => wrapped(whole, { start, end, filler }));
  return [...new Set([...wholes, ...numbers, ...made, ...around, ...around.map((text) => `${text}!`)])].filter(
    (text) => text !== "",
  );
}

function textOf({ wanted }: Atom): string {
  return typeof wanted === "string" || typeof wanted === "number" ? String(wanted) : "";
}

const FILLERS = ["hello", "good morning", "zebra", "qx"];
/** More parts than this are put in one order only. */
const MOST_ORDERED = 3;

function middlesOf(parts: readonly string[], filler: string): readonly string[] {
  const spelt = parts.map((part) => [
    part,
    `x${part}x`,
    `${part}x`,
    `x${part}`,
    wordsOf(part).join(", "),
    part.toUpperCase(),
  ]);
  const orders = parts.length > MOST_ORDERED ? [spelt] : ordersOf(spelt);
  return [
    ...orders.flatMap((order) =>
      SEPARATORS.flatMap((between) => SPELLINGS.map((index) => order.map((ways) => ways[index] ?? "").join(between))),
    ),
    ...(parts.length === 0 ? [filler] : []),
  ];
}

const SEPARATORS = [" ", ""];
const SPELLINGS = [0, 1, 2, 3, 4, 5];

function ordersOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) => ordersOf(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

function wrapped(
  middle: string,
  { start, end, filler }: { readonly start: string; readonly end: string; readonly filler: string },
): readonly string[] {
  const spaced = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join(" ");
  return [
    spaced(start, middle === filler && start + end !== "" ? "" : middle, end),
    spaced(start, middle, end),
    `${start}${middle}${end}`,
    start === "" ? spaced(filler, middle, end) : spaced(start, filler, middle, end),
    end === "" ? spaced(start, middle, filler) : spaced(start, middle, filler, end),
    spaced(start, filler, middle, filler, end),
    ...(start === "" ? [] : [spaced(start, end), start, `${start}${end.slice(1)}`]),
    ...(end === "" ? [] : [end]),
  ];
}

/** A text that a simple pattern may find: its letters, with a sample for each class. */
function sampleOf(pattern: string): string {
  return pattern
    .replace(/\(\?[a-z]*:?/g, "(")
    .replace(/\\[bB]|[\^$]/g, "")
    .replace(/\\d/g, "1")
    .replace(/\\w/g, "a")
    .replace(/\\s/g, " ")
    .replace(/\[\^?(.)[^\]]*\]/g, "$1")
    .replace(/\|[^()]*/g, "")
    .replace(/\{(\d+)[^}]*\}/g, "")
    .replace(/[()?*+]/g, "")
    .replace(/(?<!\\)\./g, "a")
    .replace(/\\(.)/g, "$1");
}
