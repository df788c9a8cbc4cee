import fc from "fast-check";
import { expect, test } from "vitest";
import { createDueHeap } from "../../src/stores/due-heap.ts";

const entries = fc.array(
  fc.nat(50).map((dueAt) => ({ dueAt, lane: "a", runId: "run_1" })),
  { maxLength: 100 },
);

test("entries come out by the time they are due, whatever order they went in and whatever was dropped", () => {
  fc.assert(
    fc.property(entries, fc.nat(50), (pushed, from) => {
      const heap = createDueHeap();
      for (const entry of pushed) heap.push(entry);
      heap.retain(({ dueAt }) => dueAt >= from);

      const popped: number[] = [];
      for (let top = heap.peek(); top !== null; top = heap.peek()) {
        expect(heap.pop()).toBe(top);
        popped.push(top.dueAt);
      }

      const expected = pushed.map(({ dueAt }) => dueAt).filter((dueAt) => dueAt >= from);
      expect(popped).toEqual(expected.sort((a, b) => a - b));
      expect(heap.pop()).toBeNull();
    }),
  );
});
