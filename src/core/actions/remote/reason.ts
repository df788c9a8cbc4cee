import { isJsonObject, ownValue } from "../../base/json.ts";
import type { JsonObject, JsonValue } from "../../base/json.ts";
import { remoteCodeOf } from "../../model/run/answer.ts";
import type { RemoteCode } from "../../model/run/answer.ts";

const MAXIMUM_MESSAGE = 300;
/** Of a list of mistakes people read the first few. */
const MISTAKES_SHOWN = 3;
/** Reasons stand near the surface. */
const MAXIMUM_DEPTH = 6;
const IDENTIFIER = /^[a-z][a-z0-9_.-]{0,63}$/i;

/** An answer as far as it is read for a reason. */
interface Said {
  /** Undefined when the body is not JSON. */
  readonly json: JsonValue | undefined;
  readonly text: string;
  readonly secrets: readonly string[];
}

/** What a remote says at a place of its own; what is absent or null is looked for where everybody says it. */
export interface OwnWords {
  readonly code?: string | null;
  readonly message?: string | null;
}

/**
 * What a remote says went wrong, on one line of at most 300 characters; null when it says nothing. Secrets are taken out, and
 * long numbers but for their last four digits. The shapes it knows are those of test/tables/reasons.json, among them RFC 9457
 * (`title`, `detail`) and RFC 6749 5.2 (`error_description`).
 */
export function remoteMessage({ json, text, secrets }: Said, own: OwnWords = {}): string | null {
  const said = own.message ?? (json === undefined ? textReason(text) : reasonIn(json, MAXIMUM_DEPTH));
  if (said === null) return null;
  const clean = secrets
    .filter((secret) => secret !== "")
    .reduce((words, secret) => words.replaceAll(secret, "[secret]"), said);
  return clean
    .replace(/\s+/g, " ")
    .replace(/\d{7,}/g, (digits) => `•••${digits.slice(-4)}`)
    .trim()
    .slice(0, MAXIMUM_MESSAGE);
}

/** The code a remote gives its refusal, such as `unsubscribed_number`; null when it names none. */
export function remoteCode(json: JsonValue | undefined, { code = null }: OwnWords = {}): RemoteCode | null {
  if (code !== null && IDENTIFIER.test(code)) return remoteCodeOf(code);
  for (const name of ["error_code", "code", "error"]) {
    const value = ownValue(json, name);
    if (typeof value === "string" && IDENTIFIER.test(value)) return remoteCodeOf(value);
    if (isJsonObject(value)) return remoteCode(value);
  }
  return null;
}

/** Where an object says what went wrong; the first that does is taken, and `MISTAKES` behind it. */
const SAYINGS = ["message", "error_description", "error_message", "errorMessage", "reason", "msg"];
const MISTAKES = ["errors", "fieldErrors", "field_errors", "details"];

function reasonIn(json: JsonValue, depth: number): string | null {
  if (typeof json === "string") return textReason(json);
  if (depth === 0) return null;
  if (Array.isArray(json)) return joined(json.map((item: JsonValue) => reasonIn(item, depth - 1)));
  if (!isJsonObject(json)) return null;
  return reasonInKnownPlace(json, depth) ?? fieldMistakesIn(json) ?? textIn(ownValue(json, "error_code"));
}

function reasonInKnownPlace(json: JsonObject, depth: number): string | null {
  const own = sayingIn(json, depth) ?? problemIn(json, depth);
  const [mistakes = null] = MISTAKES.map((name) => mistakesIn(ownValue(json, name), depth - 1)).filter(isSaid);
  if (own !== null || mistakes !== null) return joined([own, mistakes === own ? null : mistakes], ": ");
  return reasonOrNull(ownValue(json, "error"), depth);
}

function sayingIn(json: JsonValue, depth: number): string | null {
  const [saying = null] = SAYINGS.map((name) => reasonOrNull(ownValue(json, name), depth)).filter(isSaid);
  return saying;
}

function reasonOrNull(value: JsonValue, depth: number): string | null {
  return value === null ? null : typeof value === "string" ? textIn(value) : reasonIn(value, depth - 1);
}

/** RFC 9457: what happened here says more than the title of its kind, which stays when it is not the same. */
function problemIn(json: JsonValue, depth: number): string | null {
  const title = textIn(ownValue(json, "title"));
  const detail = reasonOrNull(ownValue(json, "detail"), depth);
  return joined([title, detail === title ? null : detail], ": ");
}

/** A list of mistakes, or a map from fields to theirs. */
function mistakesIn(value: JsonValue, depth: number): string | null {
  if (!isJsonObject(value)) return reasonOrNull(value, depth + 1);
  const inLists = Object.entries(value).map(([field, mistake]): [string, JsonValue] => [
    field,
    textIn(mistake) === null ? mistake : [mistake],
  ]);
  return reasonInKnownPlace(value, depth) ?? fieldMistakesIn(Object.fromEntries(inLists));
}

/** A map from fields to lists of what is wrong with each, as some frameworks answer; null for any other object. */
function fieldMistakesIn(json: JsonObject): string | null {
  const lines = Object.entries(json).map(([field, mistakes]) => {
    const texts = (Array.isArray(mistakes) ? (mistakes as readonly JsonValue[]) : []).map(textIn).filter(isSaid);
    return texts.length === 0 ? null : `${field}: ${texts.join(", ")}`;
  });
  return lines.every(isSaid) ? joined(lines) : null;
}

function joined(parts: readonly (string | null)[], separator = "; "): string | null {
  const said = parts.filter(isSaid).slice(0, MISTAKES_SHOWN);
  if (said.length === 0) return null;
  return said.map((part, index) => (index < said.length - 1 ? part.replace(/\.$/, "") : part)).join(separator);
}

function isSaid(text: string | null): text is string {
  return text !== null;
}

function textIn(value: JsonValue): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Long texts are not messages; of a page the title is. */
function textReason(text: string): string | null {
  const title = /<title\b[^>]*>([^<]*)<\/title>/i.exec(text.slice(0, PAGE_HEAD))?.[1]?.trim();
  if (title !== undefined && title !== "") return title;
  return text.length > 0 && text.length <= MAXIMUM_MESSAGE && !text.includes("<") ? text : null;
}

const PAGE_HEAD = 20_000;
