import type { JsonValue } from "../../../core/base/json.ts";
import type { Path } from "../../yaml/document.ts";
import type { NameContext } from "../compile-context.ts";
import { inline } from "../inline.ts";

/** Warns of parts of numbers that `contact.phone` never has, which is in the form of E.164. */
export function checkPhoneParts(matcher: string, written: JsonValue, path: Path, context: NameContext): void {
  if (Array.isArray(written)) {
    written.forEach((item: JsonValue, index) => {
      checkPhoneParts(matcher, item, [...path, index], context);
    });
    return;
  }
  const part = PARTS[matcher];
  if (part === undefined || typeof written !== "string" || written.trim() === "") return;
  if (!part.test(written.trim())) reportPart(written, path, context);
}

/** Reports patterns that look at the beginning of a number for what none begins with. */
export function checkPhonePattern(written: JsonValue, path: Path, context: NameContext): void {
  const patterns = Array.isArray(written) ? (written as readonly JsonValue[]) : [written];
  for (const pattern of patterns.map(inline)) {
    if (/^\^(?:\d|\\d|\\\()(?![?*{])[^|]*$/.test(pattern)) reportPart(pattern, path, context);
  }
}

/** What a part of a number in the form of E.164 can be, by the matcher that looks for it. */
const PARTS: Readonly<Record<string, RegExp>> = {
  starts_with: /^\+\d*$/,
  contains: /^\+?\d+$/,
  ends_with: /^\+?\d+$/,
  words: /^\+?\d{7,}$/,
};

function reportPart(written: string, path: Path, { findings }: NameContext): void {
  findings.warning({
    code: "never-matches",
    path,
    message: `no number has "${written}" there: numbers stand in the form "+15105550100"`,
    hint: 'such as { starts_with: "+1510" } for an area code, { ends_with: "5550100" } for the rest',
  });
}
