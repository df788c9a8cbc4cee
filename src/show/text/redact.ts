import { maskPhone } from "../../core/base/phone.ts";
import { maskedLane } from "../../core/model/source.ts";
import type { JsonValue } from "../../core/base/json.ts";
import { isJsonObject } from "../../core/base/json.ts";
import { printable } from "./printable.ts";

/**
 * A request or an answer as it may be shown: the engine's own credentials are never in it, and what a rule or a remote
 * put under a name that tells of a secret (`access_token`, `X-Api-Key`, `?token=`) is hidden.
 */
export function withoutSecrets(value: JsonValue): JsonValue {
  if (typeof value === "string") return value.replace(QUERY_SECRET, `$1${HIDDEN}`);
  if (Array.isArray(value)) return value.map((item: JsonValue) => withoutSecrets(item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, SECRET_NAME.test(name) ? HIDDEN : withoutSecrets(item)]),
  );
}

/** A lane for a list: a number with its last four digits only, anything else as it is. */
export function maskLane(lane: string): string {
  return printable(maskedLane(lane));
}

/**
 * A text with every phone number masked that is written as one: with its plus sign, 00 or 011, together or in groups, also where a
 * path holds it encoded (`%2B15105550100`), and in groups of three, three and four digits as in North America.
 */
export function maskNumbers(text: string): string {
  return text
    .replace(/(?:\+|%2B)(\d{7,15})(?!\d)/gi, (_number, digits: string) => maskPhone(`+${digits}`))
    .replace(GROUPS, (number) => {
      const digits = number
        .replace(/%2[B0]|\(0\)/gi, "")
        .replace(/\D/g, "")
        .replace(/^(?:00|011)/, "");
      return digits.length < 7 || digits.length > 15 ? number : maskPhone(`+${digits}`);
    })
    .replace(NORTH_AMERICAN, (_number, last: string) => `${"•".repeat(6)}${last}`);
}

const GROUPS = /(?:\+|%2B|\b00|\b011 ?)\(?\d{1,4}\)?(?:(?:[ .\-/]|%20){1,2}(?:\(0\))?\(?\d{1,8}\)?){1,6}(?!\d)/gi;
const NORTH_AMERICAN = /(?<![\w+.•-])(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-](\d{4})(?![\d-])/g;

const HIDDEN = "[hidden]";
const WORDS = "authorization|cookie|passw(?:or)?d|secret|token|signature|credentials?|(?:api|private|access)[-_]?key";
const SECRET_NAME = new RegExp(`(?:${WORDS})$`, "i");
const QUERY_SECRET = new RegExp(`([?&][-_.\\w]*(?:${WORDS}|sig|key)=)[^&#\\s]+`, "gi");
