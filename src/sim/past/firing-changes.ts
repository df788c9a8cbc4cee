import type { Firing, FiringChanges } from "../../ports/backtest.ts";

/** Runs that only one of two simulations starts. A run is the same by the event it goes back to, its rule, and its place among theirs. */
export function firingChanges(before: readonly Firing[], after: readonly Firing[]): FiringChanges {
  const [old, now] = [byPlace(before), byPlace(after)];
  return {
    added: [...now].filter(([key]) => !old.has(key)).map(([, firing]) => firing),
    removed: [...old].filter(([key]) => !now.has(key)).map(([, firing]) => firing),
  };
}

function byPlace(firings: readonly Firing[]): ReadonlyMap<string, Firing> {
  const counts = new Map<string, number>();
  return new Map(
    firings.map((firing) => {
      const base = `${firing.root} ${firing.ruleId}`;
      const place = counts.get(base) ?? 0;
      counts.set(base, place + 1);
      return [`${base} ${place}`, firing];
    }),
  );
}
