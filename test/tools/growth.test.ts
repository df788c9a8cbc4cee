import { expect, test } from "vitest";
import { growthOf } from "../helpers/growth.ts";

/** Looks so often at a text. */
function look(text: string, times: number): number {
  let sum = 0;
  for (let time = 0; time < times; time += 1) sum += text.charCodeAt(time % text.length);
  return sum;
}

test.each([
  ["the size", 100_000, (text: string) => look(text, text.length), 0.5, 1.5],
  ["its square", 3_000, (text: string) => look(text, text.length ** 2), 1.5, 2.5],
])("work that grows with %s is told from the other", (_name, size, work, from, to) => {
  const growth = growthOf({ size, make: (length) => "x".repeat(length), work });

  expect(growth).toBeGreaterThan(from);
  expect(growth).toBeLessThan(to);
});
