/** What every value counts as beyond the first so many. */
const OTHER = "other";

/**
 * Values a label may take: the first `limit` that come, later ones are `other`. A series lives as long as the process, so
 * nothing that somebody outside chooses may make them without end.
 */
export function createBoundedLabel(limit: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= limit) return OTHER;
    known.add(value);
    return value;
  };
}
