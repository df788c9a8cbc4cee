import { expect, test } from "vitest";
import { createBoundedList, keep, KEPT } from "../../src/sandbox/bounded.ts";

test("a bounded list shows its newest items at any fill", () => {
  const list = createBoundedList<number>(3);

  const shown = [1, 2, 3, 4, 5, 6, 7].map((item) => {
    list.add(item);
    return list.items();
  });

  expect(shown).toEqual([[1], [1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, 6], [5, 6, 7]]);
});

test("a bounded map drops its oldest key", () => {
  const map = new Map<number, true>();

  for (let key = 0; key <= KEPT; key += 1) keep(map, key, true);

  expect(map.size).toBe(KEPT);
  expect([map.has(0), map.has(1), map.has(KEPT)]).toEqual([false, true, true]);
});
