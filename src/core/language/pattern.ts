import { RE2JS } from "re2js";
import { messageOf } from "../base/errors.ts";
import { StepError } from "../base/step-error.ts";
import { memoized } from "../base/memo.ts";

/** Longest pattern a rule may hold, in characters. */
export const MAXIMUM_PATTERN_LENGTH = 512;

const MAXIMUM_TEXT_LENGTH = 4_096;
const PATTERNS_KEPT = 1_000;

/** Why a pattern cannot be used, as the end of a sentence, or null when it can. Never throws on what a pattern holds. */
export function checkPattern(pattern: string): string | null {
  if (pattern === "") return "it is empty and would match every text";
  if (pattern.length > MAXIMUM_PATTERN_LENGTH) {
    return `it has ${pattern.length} characters, more than ${MAXIMUM_PATTERN_LENGTH}`;
  }
  try {
    compilePattern(pattern);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/**
 * Tells whether a pattern is found anywhere in the first 4,096 characters of a text, whatever the case. Takes time
 * linear in the text (RE2). @throws StepError for a pattern that {@link checkPattern} refuses.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  return compilePattern(pattern).test(text.slice(0, MAXIMUM_TEXT_LENGTH));
}

const compilePattern = memoized(parsePattern, PATTERNS_KEPT);

function parsePattern(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    throw new StepError(messageOf(error), { cause: error });
  }
}
