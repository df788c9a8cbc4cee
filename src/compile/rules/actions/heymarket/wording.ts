import { foreignSigns, inGsm, segmentsOf } from "../../../../core/texting/segments.ts";
import type { Path } from "../../../yaml/document.ts";
import type { CompileContext } from "../../compile-context.ts";
import { askedOptOut } from "./asked-opt-out.ts";
import { checkSaid, positionIn } from "../../checks/templates-check.ts";

/** Reports what is wrong with the words of a text by SMS, and warns of what costs more, or asks for more, than its author means. */
export function checkWords(text: string, path: Path, context: CompileContext): void {
  checkSaid(text, path, context);
  warnOfYes(text, path, context);
  warnOfUnicode(text, path, context);
}

/** Whoever writes it in capitals, or beside NO, wants it back; "YES!" and "YES, we are" say it. */
const ASKS_FOR_YES: readonly RegExp[] = [
  /\b(reply|text|respond|answer|send|say|type)\b[^.!?\n]*\byes\b/i,
  /\bYES\b(?!\s*[!,])/,
  /\byes\s*(?:\/|\bor\b|\bo\b|\bou\b)\s*no\b/i,
];

/** Heymarket takes YES as an opt-in: an opted-out person who answers a question would be texted again. */
function warnOfYes(text: string, path: Path, context: CompileContext): void {
  if (!ASKS_FOR_YES.some((pattern) => pattern.test(text))) return;
  const message = "the text asks for YES, and Heymarket opts a contact back in on YES";
  context.findings.warning({ code: "asks-for-yes", path, message, hint: "ask for another word, such as OK or C" });
}

/** Whoever answers with it is opted out, and hears no more of what they were asked. */
export function warnOfAskedOptOut(text: string, path: Path, { findings, settings }: CompileContext): void {
  const word = askedOptOut(text.replace(/\{\{.*?\}\}/gs, "x"), settings.optOutWords);
  if (word === null) return;
  const message = `the text asks for ${word}, by which a contact opts out: no rule can answer who writes it`;
  const hint = "ask for another word, such as MOVE instead of CANCEL";
  findings.warning({ code: "asks-for-opt-out", path, message, hint });
}

/** A curly quote halves what fits in a segment. Whoever writes an emoji, or another script, means it. */
function warnOfUnicode(source: string, path: Path, context: CompileContext): void {
  const text = source.replace(/\{\{.*?\}\}/gs, "");
  const foreign = foreignSigns(text);
  const [first] = foreign;
  if (first === undefined || foreign.some(({ instead }) => instead === null)) return;
  const [now, then] = [segmentsOf(text).count, segmentsOf(inGsm(text)).count];
  if (now === then) return;
  const offset = source.indexOf(first.sign);
  const named = foreign.map(({ sign, instead }) => `${shown(instead ?? "")} for ${shown(sign)}`);
  context.findings.warning({
    code: "unicode-text",
    path,
    position: positionIn({ source, offset, length: first.sign.length }, path, context.document),
    message: `${shown(first.sign)} makes this text Unicode: it goes out, and is paid for, as ${now} segments instead of ${then}`,
    hint: `write ${named.join(", ")}`,
  });
}

function shown(sign: string): string {
  if (sign === "") return "nothing";
  return /^[\s\p{Cf}]$/u.test(sign) ? (sign === " " ? "a space" : codePoint(sign)) : sign;
}

function codePoint(sign: string): string {
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
