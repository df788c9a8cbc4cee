const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** A size for people: `512 bytes`, `1.5 MB`. */
export function formatBytes(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= 1_000 && unit < UNITS.length - 1) {
    amount /= 1_000;
    unit += 1;
  }
  return `${unit === 0 ? amount : amount.toFixed(1)} ${UNITS[unit] ?? ""}`;
}

/** Counts by name in one line: `120 done, 3 parked`, `1 event, 2 audit entries` of names in the plural; `none` when there are none. */
export function formatCounts(counts: Readonly<Record<string, number>>): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some.length === 0
    ? "none"
    : some.map(([name, count]) => `${count} ${count === 1 ? oneOf(name) : name}`).join(", ");
}

/** A name in the singular: the first word in the plural, if any, is its noun. */
function oneOf(name: string): string {
  return name.replace(/\b(\w+?)(ies|s)\b/, (_word, stem: string, end: string) => (end === "ies" ? `${stem}y` : stem));
}
