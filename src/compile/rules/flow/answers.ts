import type { JsonValue } from "../../../core/base/json.ts";
import { equalityKey, numberIn } from "../../../core/language/operators.ts";
import type { Condition, JsonLogic } from "../../../core/model/ruleset/rule.ts";
import { readOptKeyword } from "../../../core/texting/opt-out/opt-keywords.ts";
import type { WrittenAsk, WrittenMatcher } from "../../generated/written-rule.ts";
import type { Path } from "../../yaml/document.ts";
import { placeOf } from "../compile-context.ts";
import type { CompileContext } from "../compile-context.ts";
import { compileCondition } from "../conditions/conditions.ts";
import { inCell } from "./cell.ts";

/** An answer that a question takes: when a text is it, and what the variable is then. */
export interface Answer {
  readonly condition: Condition;
  readonly value: JsonValue;
  /** The texts that are it; absent where it is not for words to say. */
  readonly words?: readonly string[];
}

/** Where answers stand, and the data path of what the contact wrote. */
interface AnswersSource {
  readonly path: Path;
  readonly text: string;
}

/** What people write who mean yes or no. */
const YES_NO = {
  yes: ["yes", "y", "yes please", "yeah", "yep", "yup", "sure", "ok", "okay", "si", "oui", "👍"],
  no: ["no", "n", "no thanks", "no thank you", "nope", "nah", "non", "👎"],
} as const;

/**
 * The answers of a question in the order in which they are tried, any text last. Answers that overlap, or that nobody can give,
 * are reported.
 */
export function compileAnswers(
  written: WrittenAsk["answers"],
  source: AnswersSource,
  context: CompileContext,
): readonly Answer[] {
  if (written === "yes_no") {
    return [
      { condition: wordsCondition("yes", YES_NO.yes, source, context), value: true, words: YES_NO.yes },
      { condition: wordsCondition("no", YES_NO.no, source, context), value: false, words: YES_NO.no },
    ];
  }
  if (written === "number") return [numberAnswer({}, source, context)];
  if (written === "text") return textAnswer({ exists: true }, source, context);
  const { number, text, ...named } = written;
  const answers = Object.entries(named as Readonly<Record<string, Words>>).map(([name, words]) => ({
    name,
    words: wordsOfAnswer(name, words),
  }));
  for (const { name, words } of answers) checkWords(name, words, source.path, context);
  checkOverlaps(answers, number, source.path, context);
  return [
    ...answers.map(({ name, words }) => ({
      condition: wordsCondition(name, words, source, context),
      value: name,
      words,
    })),
    ...(number === undefined ? [] : [numberAnswer(number, source, context)]),
    ...(text === undefined ? [] : textAnswer(text, source, context)),
  ];
}

type Words = string | readonly string[];
type Bounds = NonNullable<Exclude<WrittenAsk["answers"], string>["number"]>;

/** The name of an answer is one of its words, with spaces where a name has none. */
function wordsOfAnswer(name: string, words: Words): readonly string[] {
  return [...new Set([name, name.replace(/[_-]/g, " "), ...[words].flat()])];
}

function wordsCondition(
  name: string,
  words: readonly string[],
  { path, text }: AnswersSource,
  context: CompileContext,
): Condition {
  const logic = { is: [{ var: text }, words] };
  return testOf([...path, name], { written: `answer is ${words.join(", ")}`, logic, text }, context);
}

function numberAnswer(bounds: Bounds, { path, text }: AnswersSource, context: CompileContext): Answer {
  const number: JsonLogic = { number_in: [{ var: text }] };
  const tests = Object.entries(bounds).map(([name, limit]) => ({ [name]: [number, limit] }));
  const logic = { and: [{ exists: [number] }, ...tests] };
  const limits = Object.entries(bounds).map(([name, limit]) => ` ${name} ${limit}`);
  return {
    condition: testOf([...path, "number"], { written: `answer is a number${limits.join("")}`, logic, text }, context),
    value: `{{ ${text} | number }}`,
  };
}

function textAnswer(
  matcher: WrittenMatcher,
  { path, text }: AnswersSource,
  context: CompileContext,
): readonly Answer[] {
  const place = [...path, "text"];
  const condition = compileCondition({ [text]: matcher }, place, inCell(context, place));
  return condition === null ? [] : [{ condition, value: `{{ ${text} }}` }];
}

/** A test of what the contact wrote. */
function testOf(
  path: Path,
  { written, logic, text }: { readonly written: string; readonly logic: JsonLogic; readonly text: string },
  { document }: CompileContext,
): Condition {
  const place = document.positionOf(path, "key");
  return { kind: "test", path: placeOf(path), place, written, logic, reads: [text], key: null };
}

/** Reports words that opt a contact out, or in, whatever was asked. */
function checkWords(name: string, words: readonly string[], path: Path, { settings, findings }: CompileContext): void {
  for (const word of words) {
    const keyword = readOptKeyword(word, settings.optOutWords);
    if (keyword !== null && keyword.state !== "in") {
      const message = `"${word}" opts the contact out, so it is never an answer`;
      const hint = "ask for another word, such as MOVE instead of CANCEL";
      findings.error({ code: "opt-out-answer", path: [...path, name], which: "key", message, hint });
      return;
    }
    if (keyword === null && equalityKey(word) !== "yes") continue;
    const message = `${word.toUpperCase()} opts a contact in again at Heymarket, who may not have meant that; here it is an answer and lifts nothing`;
    const hint = "ask for another word, such as CONFIRM or 1";
    findings.warning({ code: "opt-in-word", path: [...path, name], which: "key", message, hint });
  }
}

/** Reports texts that would be two answers at once. */
function checkOverlaps(
  answers: readonly { readonly name: string; readonly words: readonly string[] }[],
  bounds: Bounds | undefined,
  path: Path,
  { findings }: CompileContext,
): void {
  const taken = new Map<string, string>();
  for (const { name, words } of answers) {
    for (const word of words) {
      const key = equalityKey(word);
      const number = bounds === undefined ? null : numberIn(word);
      const other = taken.get(key) ?? (number !== null && isWithin(number, bounds ?? {}) ? "number" : name);
      taken.set(key, other);
      if (other === name) continue;
      const message = `"${word}" is an answer of both ${other} and ${name}`;
      const hint = "every text means one answer: take it out of one of them";
      findings.error({ code: "answers-overlap", path: [...path, name], which: "key", message, hint });
    }
  }
}

function isWithin(number: number, { gt, gte, lt, lte }: Bounds): boolean {
  const least = Math.max(gt ?? -Infinity, gte ?? -Infinity);
  const most = Math.min(lt ?? Infinity, lte ?? Infinity);
  return number >= least && number <= most && number !== gt && number !== lt;
}
