import { COMPLAINTS } from "./complaints.ts";
import { REMOVALS } from "./removals.ts";
import { REQUESTS } from "./requests.ts";
import { sentencePattern } from "./sentence-pattern.ts";
import { STRANGERS } from "./strangers.ts";

const SENTENCES = [...REQUESTS, ...REMOVALS, ...STRANGERS, ...COMPLAINTS];

/** Said of anything, it asks for more and not for less: "no dejen de escribirme". */
const GO_ON = sentencePattern([
  "no me? (stop of|leave of|remove)",
  "(never|dont) (want to|me|to|can|be|you)* (stop|cancel|unsubscribe|remove|take me)",
]);

/** "If you don't stop" and "why won't you stop" ask for less after all. */
const UNLESS = sentencePattern(["(if|why) .. (never|dont|not)"]);

/** What is said of the sender's own texts, of texts to one and not to another, and of one day among many. */
const SOMETHING_ELSE = sentencePattern([
  "mistake (the|many|my|these|of|all)* texts",
  "(reach|reaching|write|send|sending|texts) .. and not (to|my)* me",
  "(off|of|from|out)+ (the|my)* day list",
]);

/** Whether a coded clause asks for more, or for something else, in words that ask for less elsewhere. */
export function asksForMore(clause: string): boolean {
  return SOMETHING_ELSE.test(clause) || (GO_ON.test(clause) && !UNLESS.test(clause));
}

const PATTERNS = SENTENCES.map(({ say, unless = [], unlessAnywhere = [], across = false }) => ({
  across,
  say: sentencePattern(say),
  unless: sentencePattern(unless),
  unlessAnywhere: sentencePattern(unlessAnywhere),
}));

/** Whether one of a text's clauses says that somebody wants no more texts. Clauses and text are coded (`codedWords`). */
export function saysOptOut(clauses: readonly string[], whole: string): boolean {
  return PATTERNS.some(
    ({ say, unless, unlessAnywhere, across }) =>
      (across ? [whole] : clauses).some((clause) => say.test(clause) && !unless.test(clause) && !asksForMore(clause)) &&
      !unlessAnywhere.test(whole),
  );
}
