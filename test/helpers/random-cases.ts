/** What everybody tries who names no other seed: a change fails for what it does, never by luck. */
const USUAL_SEED = 1;

/** Seed of everything random in the tests: that of HEYRULES_SEED; `new` asks for one that nobody has tried. */
export function randomSeed(): number {
  const named = process.env["HEYRULES_SEED"] ?? "";
  if (named === "new") return Math.floor(Math.random() * 2 ** 31);
  const seed = named === "" ? USUAL_SEED : Number(named);
  if (Number.isInteger(seed)) return seed;
  throw new Error(`HEYRULES_SEED is ${named}; it may be a whole number, or new`);
}

/** What fast-check is to try: HEYRULES_CASES times as many cases as usual, of `randomSeed`. It prints the seed of a case that fails. */
export function randomCases(usual: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: Math.ceil(usual * timesTheUsual()), seed: randomSeed() };
}

/** Seeds for a test that runs once with each: HEYRULES_CASES times as many as usual, from `randomSeed` on. */
export function randomSeeds(usual: number): readonly number[] {
  const first = randomSeed();
  return Array.from({ length: Math.ceil(usual * timesTheUsual()) }, (_, index) => first + index);
}

function timesTheUsual(): number {
  return Number(process.env["HEYRULES_CASES"] ?? 1);
}
