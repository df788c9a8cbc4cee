/** Two texts by lines, each with the name of where it is from. */
export interface TwoTexts {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly names: readonly [string, string];
}

/** Lines that are the same in both texts and stand around a change. */
const CONTEXT = 3;

/** The unified diff of two texts; none when they are the same. */
export function unifiedDiff({ before, after, names }: TwoTexts): readonly string[] {
  const lines = mergedLines(before, after);
  const hunks = hunksOf(lines);
  if (hunks.length === 0) return [];
  return [`--- ${names[0]}`, `+++ ${names[1]}`, ...hunks.flatMap((hunk) => hunkLines(lines, hunk))];
}

/** A line of both texts, or of one of them: ` `, `-` and `+` as a diff writes it. */
export interface MergedLine {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** Both texts as one; what goes stands before what comes. */
export function mergedLines(before: readonly string[], after: readonly string[]): readonly MergedLine[] {
  // What is the same at both ends is not looked at: a large file in which a line has changed is merged at once.
  const head = commonAtStart(before, after);
  const tail = commonAtStart(before.slice(head).toReversed(), after.slice(head).toReversed());
  const same = (lines: readonly string[]): readonly MergedLine[] => lines.map((text) => ({ sign: " ", text }));
  return [
    ...same(before.slice(0, head)),
    ...mergedMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...same(before.slice(before.length - tail)),
  ];
}

function commonAtStart(some: readonly string[], others: readonly string[]): number {
  const index = some.findIndex((line, at) => line !== others[at]);
  return index === -1 ? some.length : index;
}

/** Both texts as one, by the longest common subsequence of their lines. */
function mergedMiddle(before: readonly string[], after: readonly string[]): readonly MergedLine[] {
  const common = commonLengths(before, after);
  const lines: MergedLine[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [old, fresh] = [before[row], after[column]];
    if (old !== undefined && old === fresh) {
      lines.push({ sign: " ", text: old });
      row += 1;
      column += 1;
    } else if (old !== undefined && lengthAt(common, row + 1, column) >= lengthAt(common, row, column + 1)) {
      lines.push({ sign: "-", text: old });
      row += 1;
    } else {
      lines.push({ sign: "+", text: fresh ?? "" });
      column += 1;
    }
  }
  return lines;
}

type Lengths = readonly Uint32Array[];

/** The length of the longest common subsequence of what follows each pair of lines. */
function commonLengths(before: readonly string[], after: readonly string[]): Lengths {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      const length =
        before[row] === after[column]
          ? lengthAt(lengths, row + 1, column + 1) + 1
          : Math.max(lengthAt(lengths, row + 1, column), lengthAt(lengths, row, column + 1));
      lengths[row]?.fill(length, column, column + 1);
    }
  }
  return lengths;
}

/** Beyond the last line of the first text nothing is common, and no line may be taken from there. */
function lengthAt(lengths: Lengths, row: number, column: number): number {
  return lengths[row]?.[column] ?? -1;
}

/** Lines from one index to behind another. */
interface Hunk {
  readonly from: number;
  readonly to: number;
}

function hunksOf(lines: readonly MergedLine[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  for (const [index, { sign }] of lines.entries()) {
    if (sign === " ") continue;
    const [from, to] = [Math.max(0, index - CONTEXT), Math.min(lines.length, index + CONTEXT + 1)];
    const last = hunks.at(-1);
    if (last !== undefined && from <= last.to) hunks.splice(-1, 1, { from: last.from, to });
    else hunks.push({ from, to });
  }
  return hunks;
}

function hunkLines(lines: readonly MergedLine[], { from, to }: Hunk): readonly string[] {
  const shown = lines.slice(from, to);
  const rangeOf = (other: "-" | "+"): string => {
    const start = lines.slice(0, from).filter(({ sign }) => sign !== other).length;
    const count = shown.filter(({ sign }) => sign !== other).length;
    return `${count === 0 ? start : start + 1},${count}`;
  };
  return [`@@ -${rangeOf("+")} +${rangeOf("-")} @@`, ...shown.map(({ sign, text }) => sign + text)];
}
