import type { JsonValue } from "../../../core/base/json.ts";
import { readWrittenNumber } from "../../../core/base/phone.ts";
import type { Path } from "../../yaml/document.ts";
import type { NameContext } from "../compile-context.ts";
import { inline } from "../inline.ts";

/** What `contact.phone` is compared with: numbers in the form it has, however they are written; parts that no number has are reported. */
export function asPhone(matcher: string, written: JsonValue, path: Path, context: NameContext): JsonValue {
  if (Array.isArray(written)) {
    return (written as readonly JsonValue[]).map((item, index) => asPhone(matcher, item, [...path, index], context));
  }
  if (typeof written !== "string") return written;
  if (matcher === "is" || matcher === "not") return asNumber(written, path, context);
  const part = PARTS[matcher];
  if (part !== undefined && written.trim() !== "" && !part.test(written.trim())) reportPart(written, path, context);
  return written;
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
    hint: 'such as { starts_with: "+1510" } for an area code',
  });
}

function asNumber(written: string, path: Path, { settings, findings }: NameContext): JsonValue {
  const number = readWrittenNumber(written, settings.country);
  if (number !== null) return number;
  const message = `"${written}" is no phone number of ${settings.country}`;
  findings.error({ code: "wrong-value", path, message, hint: 'such as "+15105550100"' });
  return written;
}
