/** How many random cases fast-check tries: HEYRULES_CASES times as many as usual, from HEYRULES_SEED where it is set. */
export function randomCases(usual: number): { readonly numRuns: number; readonly seed?: number } {
  const numRuns = usual * Number(process.env["HEYRULES_CASES"] ?? 1);
  const seed = process.env["HEYRULES_SEED"];
  return seed === undefined ? { numRuns } : { numRuns, seed: Number(seed) };
}
