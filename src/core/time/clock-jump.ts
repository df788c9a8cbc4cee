const DAY_MS = 86_400_000;
/** A holiday: so long an engine may have been off without anybody to ask for the time. */
const WITHOUT_WITNESS_MS = 14 * DAY_MS;

/**
 * Whether a clock is further ahead of the newest instant that is known than an engine that was off explains by itself. Where
 * somebody else can be asked for the time, asking costs nothing, so a day is enough to ask; milliseconds.
 */
export function isFarAhead(aheadMs: number, { hasWitness }: { readonly hasWitness: boolean }): boolean {
  return aheadMs > (hasWitness ? DAY_MS : WITHOUT_WITNESS_MS);
}
