import { expect, test } from "vitest";
import { listed } from "../../../src/show/views/listed.ts";

test("of a list the first rows are shown, by their number and by what they take on a page", () => {
  const rows = Array.from({ length: 30 }, (_none, index) => ({ text: `${"<".repeat(10)}${index}` }));

  const byNumber = listed(rows, { most: 5, bytes: 10_000 });
  const bySize = listed(rows, { most: 30, bytes: 400 });
  const none = listed(rows, { most: 30, bytes: 10 });

  expect([byNumber.rows.length, byNumber.count]).toEqual([5, 30]);
  expect([bySize.rows.length, bySize.count]).toEqual([3, 30]);
  expect([none.rows.length, none.count]).toEqual([0, 30]);
});
