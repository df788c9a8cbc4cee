import type { Evidence, Finding } from "./evidence.ts";

const WINDOW_MS = 60_000;
const ALLOWED = 500;

/** I10: Heymarket never saw more than 500 requests in any 60 seconds, refused ones included. */
export function checkRate({ heymarket }: Evidence): Finding {
  const most = mostInWindow(heymarket.map(({ at }) => at));
  const throttled = heymarket.filter(({ status }) => status === 429).length;
  return {
    figures: { "Heymarket's busiest minute": most, "answers 429": throttled },
    violations: most > ALLOWED ? [`I10 Heymarket saw ${most} requests in 60 s, and allows ${ALLOWED}`] : [],
  };
}

function mostInWindow(instants: readonly number[]): number {
  const sorted = instants.toSorted((one, other) => one - other);
  let first = 0;
  let most = 0;
  for (const [index, at] of sorted.entries()) {
    while (at - (sorted[first] ?? at) >= WINDOW_MS) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
