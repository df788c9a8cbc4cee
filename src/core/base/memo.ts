/**
 * The function, but results are kept by argument, the newest `limit` of them; an argument for which it throws is tried
 * again. For pure functions only.
 */
export function memoized<Key extends string | number, Value extends string | number | boolean | object>(
  compute: (key: Key) => Value,
  limit: number,
): (key: Key) => Value {
  const kept = new Map<Key, Value>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const value = compute(key);
    if (kept.size >= limit) {
      const [oldest] = kept.keys();
      if (oldest !== undefined) kept.delete(oldest);
    }
    kept.set(key, value);
    return value;
  };
}
