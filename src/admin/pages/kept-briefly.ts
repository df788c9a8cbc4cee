import { randomUUID } from "node:crypto";

/** What an address must not name: it is kept under a key that nobody guesses, for a while and as long as the process lives. */
export interface KeptBriefly<Value> {
  /** Keeps a value and gives its key. */
  keep(value: Value): string;
  /** Null for what is not kept any more. */
  find(key: string): Value | null;
}

/** More are forgotten, the oldest first. */
const MOST_KEPT = 1_000;

/** Nothing is kept yet; `now` are milliseconds of a clock that nobody sets. */
export function createKeptBriefly<Value>({
  now,
  lifeMs,
}: {
  readonly now: () => number;
  readonly lifeMs: number;
}): KeptBriefly<Value> {
  // Kept in the order of their ends.
  const kept = new Map<string, { readonly value: Value; readonly until: number }>();
  const forgetOld = (): void => {
    for (const [key, { until }] of kept) {
      if (until >= now() && kept.size <= MOST_KEPT) return;
      kept.delete(key);
    }
  };
  return {
    keep: (value) => {
      const key = randomUUID();
      kept.set(key, { value, until: now() + lifeMs });
      forgetOld();
      return key;
    },
    find: (key) => {
      forgetOld();
      return kept.get(key)?.value ?? null;
    },
  };
}
