/** The middle of some values; NaN for none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that so large a part of all values does not exceed; 0 < part <= 1. NaN for none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

/** Measures every variant once a round, in turn, so that what slows the machine for a while slows them all. */
export async function inTurn<Name extends string, Measured>(
  rounds: number,
  variants: Readonly<Record<Name, () => Measured | Promise<Measured>>>,
): Promise<Readonly<Record<Name, readonly Measured[]>>> {
  const names = Object.keys(variants) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Measured[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) measured[name].push(await variants[name]());
  }
  return measured;
}
