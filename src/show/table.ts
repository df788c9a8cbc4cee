import stringWidth from "string-width";
import type { Style } from "./style.ts";

/** How a table is laid out. */
export interface TableLayout {
  readonly header: readonly string[];
  readonly style: Style;
  /** Width of the terminal; null or absent when lines may be of any length, and then nothing is cut. */
  readonly columns?: number | null;
  /** Indexes of the columns that are never cut, such as ids. */
  readonly whole?: readonly number[];
  /** Indexes of the columns that go to a second line of each row when the table is too wide. */
  readonly below?: readonly number[];
}

const GAP = "  ";
const INDENT = "    ";
const NARROWEST = 8;

/**
 * Lines of a table: columns as wide as their widest cell, two spaces between them. One that is wider than the terminal
 * takes two lines a row, and what is too long even so is cut with `…`. Cells are printable text.
 */
export function formatTable(rows: readonly (readonly string[])[], layout: TableLayout): readonly string[] {
  const { header, style, columns = null, whole = [], below = [] } = layout;
  const all = header.map((_title, index) => index);
  const widths = all.map((index) => Math.max(...[header, ...rows].map((row) => stringWidth(row[index] ?? ""))));
  if (columns === null || totalOf(widths) <= columns) {
    return [header, ...rows].map((row, index) => emphasise(formatCells(row, all, widths), index, style));
  }
  const first = all.filter((index) => !below.includes(index));
  const fitted = fitWidths(widths, { first, whole, columns });
  return [header, ...rows].flatMap((row, index) => {
    const rest = below.map((each) => row[each] ?? "").filter((cell) => cell !== "");
    const second = rest.length === 0 ? [] : [INDENT + cutToWidth(rest.join(GAP), columns - INDENT.length)];
    return [formatCells(row, first, fitted), ...second].map((line) => emphasise(line, index, style));
  });
}

function emphasise(line: string, index: number, style: Style): string {
  return index === 0 ? style.bold(line) : line;
}

function formatCells(row: readonly string[], indexes: readonly number[], widths: readonly number[]): string {
  const cells = indexes.map((index) => {
    const width = widths[index] ?? 0;
    const cell = cutToWidth(row[index] ?? "", width);
    return cell + " ".repeat(width - stringWidth(cell));
  });
  return cells.join(GAP).trimEnd();
}

function totalOf(widths: readonly number[]): number {
  return widths.reduce((total, width) => total + width, GAP.length * (widths.length - 1));
}

/** The widths with the widest columns cut until the first line fits, as far as they may be. */
function fitWidths(
  widths: readonly number[],
  {
    first,
    whole,
    columns,
  }: { readonly first: readonly number[]; readonly whole: readonly number[]; readonly columns: number },
): readonly number[] {
  const fitted = [...widths];
  let excess = totalOf(first.map((index) => widths[index] ?? 0)) - columns;
  const elastic = first
    .filter((index) => !whole.includes(index))
    .toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0));
  for (const index of elastic) {
    const width = widths[index] ?? 0;
    const cut = Math.max(0, Math.min(excess, width - NARROWEST));
    fitted[index] = width - cut;
    excess -= cut;
  }
  return fitted;
}

const SEGMENTER = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The start of a text that takes at most so many columns of a terminal; `…` stands for what was cut off. */
function cutToWidth(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = "";
  let room = width - 1;
  for (const { segment } of SEGMENTER.segment(text)) {
    room -= stringWidth(segment);
    if (room < 0) break;
    kept += segment;
  }
  return `${kept}…`;
}
