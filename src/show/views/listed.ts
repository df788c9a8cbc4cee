/** The first rows of a list, and how many there are. */
export interface Listed<Row> {
  readonly rows: readonly Row[];
  readonly count: number;
}

/** The first rows of a list, as long as they are no more than so many and take no more bytes than that on a page. */
export function listed<Row>(
  all: readonly Row[],
  { most, bytes }: { readonly most: number; readonly bytes: number },
): Listed<Row> {
  const rows: Row[] = [];
  let left = bytes;
  for (const row of all.slice(0, most)) {
    left -= bytesOf(row);
    if (left < 0) break;
    rows.push(row);
  }
  return { rows, count: all.length };
}

/** About what a row takes on a page: its JSON as HTML, and the tags around each of its values. */
export function bytesOf(row: unknown): number {
  const json = JSON.stringify(row);
  const escaped = json.replace(/[&<>"']/g, "&quot;");
  return new TextEncoder().encode(escaped).length + TAGS * (json.match(/[,{]/g)?.length ?? 0);
}

const TAGS = 10;
