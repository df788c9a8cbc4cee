import { REMOVALS } from "./removals.ts";
import { REQUESTS } from "./requests.ts";
import { sentencePattern } from "./sentence-pattern.ts";

const PATTERNS = [...REQUESTS, ...REMOVALS].map(({ say, unless = [], unlessAnywhere = [], across = false }) => ({
  across,
  say: sentencePattern(say),
  unless: sentencePattern(unless),
  unlessAnywhere: sentencePattern(unlessAnywhere),
}));

/** Whether one of a text's clauses says that somebody wants no more texts. Clauses and text are coded (`codedWords`). */
export function saysOptOut(clauses: readonly string[], whole: string): boolean {
  return PATTERNS.some(
    ({ say, unless, unlessAnywhere, across }) =>
      (across ? [whole] : clauses).some((clause) => say.test(clause) && !unless.test(clause)) &&
      !unlessAnywhere.test(whole),
  );
}
