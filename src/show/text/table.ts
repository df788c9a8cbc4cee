import stringWidth from "string-width";
import { printable, shorten } from "./printable.ts";
import type { Style } from "./style.ts";

/** How a table is laid out. */
export interface TableLayout {
  readonly header: readonly string[];
  readonly style: Style;
  /** Width of the terminal; null or absent when lines may be of any length, and then nothing is cut. */
  readonly columns?: number | null;
  /** Indexes of the columns that are never cut, such as ids. */
  readonly whole?: readonly number[];
  /** Indexes of the columns of which the end is kept when they are cut, such as paths. */
  readonly ends?: readonly number[];
  /** Indexes of the columns that go to a second line of each row when the table is too wide. */
  readonly below?: readonly number[];
}

const GAP = "  ";
const INDENT = "    ";
/** A column that is cut keeps so much, and goes to another line rather than below that. */
const NARROWEST = 16;

/**
 * Lines of a table: columns as wide as their widest cell, two spaces between them. One that is wider than the terminal
 * takes two lines a row, more on a narrow one, the heading above the values on each, and what is too long even so is cut
 * with `…`. Cells are printable text.
 */
export function formatTable(rows: readonly (readonly string[])[], layout: TableLayout): readonly string[] {
  const { header, style } = layout;
  const table = [header, ...rows];
  const widths = header.map((_title, index) => Math.max(...table.map((row) => stringWidth(row[index] ?? ""))));
  const lines = fitLines(widths, layout);
  return table.flatMap((row, index) =>
    lines
      .map((line, depth) => (depth === 0 ? "" : INDENT) + formatCells(row, line, layout))
      .filter((line, depth) => depth === 0 || line.trim() !== "")
      .map((line) => emphasise(line, index, style)),
  );
}

function emphasise(line: string, index: number, style: Style): string {
  return index === 0 ? style.bold(line) : line;
}

/** A column on its line. */
interface Column {
  readonly index: number;
  readonly width: number;
}

function formatCells(row: readonly string[], line: readonly Column[], { ends = [] }: TableLayout): string {
  const cells = line.map(({ index, width }) => {
    const text = row[index] ?? "";
    const cell = ends.includes(index) ? reversed(cutToWidth(reversed(text), width)) : cutToWidth(text, width);
    return cell + " ".repeat(width - stringWidth(cell));
  });
  return cells.join(GAP).trimEnd();
}

function totalOf(widths: readonly number[]): number {
  return widths.reduce((total, width) => total + width, GAP.length * (widths.length - 1));
}

/** The columns on the lines of a row, as wide as there is room. */
function fitLines(widths: readonly number[], layout: TableLayout): readonly (readonly Column[])[] {
  const { columns = null, whole = [], below = [] } = layout;
  const all = widths.map((width, index) => ({ index, width }));
  if (columns === null || totalOf(widths) <= columns) return [all];
  const least = ({ index, width }: Column): number =>
    whole.includes(index) ? width : Math.min(width, NARROWEST, columns - INDENT.length);
  const lines: Column[][] = [[]];
  const roomOn = (depth: number): number => columns - (depth === 0 ? 0 : INDENT.length);
  const isAbove = ({ index }: Column): boolean => !below.includes(index);
  for (const column of [...all.filter(isAbove), ...all.filter((each) => !isAbove(each))]) {
    const line = lines.at(-1) ?? [];
    const isFull = line.length > 0 && totalOf([...line, column].map(least)) > roomOn(lines.length - 1);
    const isFirstBelow = lines.length === 1 && !isAbove(column);
    if (isFull || isFirstBelow) lines.push([column]);
    else line.push(column);
  }
  return lines.map((line, depth) => narrow(line, least, roomOn(depth)));
}

/** The columns of a line with the widest of them cut until they fit, as far as they may be. */
function narrow(line: readonly Column[], least: (column: Column) => number, room: number): readonly Column[] {
  const widths = line.map(({ width }) => width);
  for (let excess = totalOf(widths) - room; excess > 0; excess--) {
    const elastic = line.map((column, at) => ((widths[at] ?? 0) > least(column) ? (widths[at] ?? 0) : 0));
    const widest = Math.max(...elastic);
    if (widest === 0) break;
    widths[elastic.indexOf(widest)] = widest - 1;
  }
  return line.map(({ index }, at) => ({ index, width: widths[at] ?? 0 }));
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

function reversed(text: string): string {
  return [...SEGMENTER.segment(text)]
    .map(({ segment }) => segment)
    .reverse()
    .join("");
}

/** A reason or a note as a cell, printable: its start on a terminal, which one reads from; the whole where lines may be of any length. */
export function noteCell(
  text: string,
  { most, columns }: Pick<TableLayout, "columns"> & { readonly most: number },
): string {
  return columns === null ? printable(text) : shorten(text, most);
}
