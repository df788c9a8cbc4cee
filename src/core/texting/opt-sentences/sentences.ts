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

/** Who wants more of them, and what takes that back wherever it stands. */
const WANTS_MORE = sentencePattern([
  "^ (please|i|me|if|and)* want (to|get|getting|sending|take|be|me)* (!nomore more | keep) (sending|get|getting|of|the|my|these|again)* (texts|notice) (please|of|you|these|the|for|in|to)* $",
]);
const WANTS_LESS = sentencePattern([
  "(no|not|nor|never|dont|nomore|stop|halt|cancel|unsubscribe|unsubscribed|remove|removed|removal|lose|leave|off|out|refuse|revoke|baja|spam|threat|regulator|law|insult|wrong|fedup|useless|why|who|bye)",
]);

/** "Yes, more texts please" */
const MORE_PLEASE =
  /^(?:(?:yes|yeah|si|oui|ok|okay|hi|hello|hola|bonjour) )*(?:more|mas|encore (?:des|de|plus de)) (?:texts?|messages?|mensajes|textos?|sms) (?:(?:please|pls|plz|thanks|thank you|por favor|porfavor|gracias|svp|merci|s il vous plait) ?)+$/;

/** Whether a text asks for more texts, and for nothing that is less. Clauses are coded (`codedWords`), `words` are all of the text. */
export function wantsMore(clauses: readonly string[], words: readonly string[]): boolean {
  if (MORE_PLEASE.test(words.join(" "))) return true;
  return clauses.some((clause) => WANTS_MORE.test(clause)) && !clauses.some((clause) => WANTS_LESS.test(clause));
}

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
