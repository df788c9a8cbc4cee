import type { Plot } from "./plot.ts";

/** One line of the table of results. */
export interface Figure {
  readonly name: string;
  readonly goal: string;
  /** What was measured, with the numbers it was worked out from. */
  readonly measured: string;
  /** Null when it is only told and has no goal. */
  readonly isMet: boolean | null;
  /** What it looks like beside others; `--plots` draws it. */
  readonly plot?: Plot;
}

/** A number as people read it: 12,345 or 3.21. */
export function show(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

/** Bytes as megabytes. */
export function showMegabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}

/** The figures as a Markdown table. */
export function formatTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, goal, measured, isMet }) => {
    const verdict = isMet === null ? "" : isMet ? "met" : "**missed**";
    return `| ${name} | ${goal} | ${measured} | ${verdict} |`;
  });
  return ["| figure | goal | measured | |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
