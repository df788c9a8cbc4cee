import type { OptOutWords } from "../../core/model/ruleset/settings.ts";
import { comparableText } from "../../core/texting/opt-out/opt-keywords.ts";
import type { WrittenSending } from "../generated/written-config.ts";
import type { Path } from "../yaml/document.ts";
import type { Findings } from "../yaml/findings.ts";

/** Whoever writes one of these wants texts. */
const OPT_IN = ["yes", "y", "start", "unstop", "si", "oui"];
/** Whoever writes one of these may well answer a question. */
const ORDINARY = ["no", "nope", "nah", "non", "ok", "okay", "k", "later", "thanks", "done", "help", "info"];

/** An organisation's own opt-out words. A word that means consent is an error, one that is an ordinary answer a warning. */
export function compileOptOutWords(
  { words = [], hold_words: holdWords = [] }: NonNullable<WrittenSending["opt_out"]>,
  findings: Findings,
): OptOutWords {
  const checked = (list: readonly string[], name: string): readonly string[] =>
    list.filter((word, index) => isUsable(word, ["sending", "opt_out", name, index], findings));
  return { out: checked(words, "words"), held: checked(holdWords, "hold_words") };
}

function isUsable(word: string, path: Path, findings: Findings): boolean {
  const text = comparableText(word);
  if (text === "" || OPT_IN.includes(text)) {
    const message =
      text === "" ? `"${word}" has neither letters nor digits` : `"${word}" means consent, never an opt-out`;
    findings.error({ code: "invalid-value", path, message, hint: "write the whole text of a contact, such as basta" });
    return false;
  }
  if (text.length === 1 || ORDINARY.includes(text)) {
    const message = `"${word}" is an ordinary answer: whoever answers a question with it is never texted again`;
    findings.warning({ code: "invalid-value", path, message, hint: "write a longer phrase, or remove it" });
  }
  return true;
}
