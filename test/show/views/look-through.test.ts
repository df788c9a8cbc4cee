import { expect, test } from "vitest";
import type { Page, PageOptions } from "../../../src/ports/store/lists.ts";
import { lookThrough } from "../../../src/show/views/events/look-through.ts";

/** A list of so many numbers, of which those in `damaged` are left out of every page that they are on. */
function listOf(count: number, damaged: readonly number[]) {
  return ({ limit, after }: PageOptions): Promise<Page<number>> => {
    const start = after === undefined ? 0 : Number(after);
    const end = Math.min(start + limit, count);
    const rows = Array.from({ length: end - start }, (_, index) => start + index).filter(
      (row) => !damaged.includes(row),
    );
    return Promise.resolve({ rows, next: end < count ? String(end) : null });
  };
}

test.each([
  ["nothing is left out", []],
  ["what is left out stands before the end of a page", [0, 1, 4]],
  ["what is left out stands at the end of a page", [5, 6, 7, 299]],
])("pages follow each other without a gap or a repeat where %s", async (_where, damaged) => {
  const list = listOf(300, damaged);
  const found: number[] = [];

  for (let after: string | null | undefined; after !== null;) {
    const place = after === undefined ? {} : { after };
    const page: Awaited<ReturnType<typeof lookThrough<number, number>>> = await lookThrough(
      list,
      (row) => (row % 3 === 0 ? row : null),
      { limit: 3, ...place },
    );
    found.push(...page.rows);
    after = page.next;
  }

  const all = Array.from({ length: 300 }, (_, row) => row);
  expect(found).toEqual(all.filter((row) => row % 3 === 0 && !damaged.includes(row)));
});
