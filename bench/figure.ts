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

/** Amounts side by side, each a bar; on a logarithmic scale when they are far apart. */
export interface Plot {
  /** Name of its file, without ending. */
  readonly file: string;
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly { readonly name: string; readonly value: number }[];
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
