import type { CliContext } from "../cli/context.ts";

/** Lines of a table: columns as wide as their widest cell, two spaces between them. Cells are printable text. */
export function formatTable(
  rows: readonly (readonly string[])[],
  { header, style }: { readonly header: readonly string[]; readonly style: CliContext["style"] },
): readonly string[] {
  const widths = header.map((title, column) =>
    Math.max(lengthOf(title), ...rows.map((row) => lengthOf(row[column] ?? ""))),
  );
  const format = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - lengthOf(cell)))
      .join("  ")
      .trimEnd();
  return [style.bold(format(header)), ...rows.map(format)];
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
