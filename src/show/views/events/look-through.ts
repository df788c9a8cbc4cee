import type { Page, PageOptions } from "../../../ports/store/lists.ts";

/** A page of what was found by looking at one row after the other. */
export interface LookedThrough<Found> extends Page<Found> {
  /** How many rows were looked at. */
  readonly looked: number;
}

/** More are not looked at for one page: its reader waits, and so do the writes behind it. */
const MOST_LOOKED_AT = 2_000;
const CHUNK = 200;

/**
 * A page of what no index of the store knows: `take` gives what is made of a row, or null for one that does not fit. It has fewer
 * rows than were asked for, and goes on, when many were looked at in vain. @throws EngineError USAGE when `after` is no cursor.
 */
export async function lookThrough<Row, Found>(
  list: (page: PageOptions) => Promise<Page<Row>>,
  take: (row: Row, found: readonly Found[]) => Found | null | Promise<Found | null>,
  { limit, after }: PageOptions,
): Promise<LookedThrough<Found>> {
  const rows: Found[] = [];
  let looked = 0;
  let place: Pick<PageOptions, "after"> = after === undefined ? {} : { after };
  for (;;) {
    const page = await list({ ...place, limit: CHUNK });
    for (const [at, row] of page.rows.entries()) {
      looked += 1;
      const found = await take(row, rows);
      if (found === null) continue;
      rows.push(found);
      if (rows.length < limit) continue;
      return { rows, next: await placeBehind((limit) => list({ ...place, limit }), at), looked };
    }
    if (page.next === null || looked >= MOST_LOOKED_AT) return { rows, next: page.next, looked };
    place = { after: page.next };
  }
}

/** Where a list goes on behind a row of it, which is known of the end of a page only; what a page leaves out counts to its length. */
async function placeBehind<Row>(list: (limit: number) => Promise<Page<Row>>, at: number): Promise<string | null> {
  for (let limit = at + 1; ;) {
    const { rows, next } = await list(limit);
    const missing = at + 1 - rows.length;
    if (missing <= 0 || next === null) return next;
    limit += missing;
  }
}
