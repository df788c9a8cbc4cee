/** Values by key, the last so many that were set. */
export interface Recent<Value> {
  readonly get: (key: string) => Value | undefined;
  readonly set: (key: string, value: Value) => void;
  /** The value, which is forgotten. */
  readonly take: (key: string) => Value | undefined;
}

/** An empty memory of the last `limit` values. */
export function createRecent<Value>(limit: number): Recent<Value> {
  const values = new Map<string, Value>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => {
      values.delete(key);
      values.set(key, value);
      const [oldest] = values.keys();
      if (values.size > limit && oldest !== undefined) values.delete(oldest);
    },
    take: (key) => {
      const value = values.get(key);
      values.delete(key);
      return value;
    },
  };
}
