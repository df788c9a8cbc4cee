/** How many requests, messages, contacts and the like a fake keeps; the oldest go first. */
export const KEPT = 10_000;

/** A list that keeps its newest items. */
export interface BoundedList<Item> {
  add(item: Item): void;
  /** Oldest first. */
  items(): readonly Item[];
  clear(): void;
}

/** A list of the newest `limit` items. */
export function createBoundedList<Item>(limit: number = KEPT): BoundedList<Item> {
  let kept: Item[] = [];
  return {
    add: (item) => {
      kept.push(item);
      // Cut seldom, so that adding stays cheap on average.
      if (kept.length >= 2 * limit) kept = kept.slice(-limit);
    },
    items: () => kept.slice(-limit),
    clear: () => {
      kept = [];
    },
  };
}

/** Sets a key of a map and drops the oldest key when there are more than `KEPT`. */
export function keep<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.set(key, value);
  if (map.size <= KEPT) return;
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}
