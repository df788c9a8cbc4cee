import { isJsonObject, ownText, ownValue } from "../base/json.ts";
import type { JsonObject, JsonValue } from "../base/json.ts";
import { idText } from "./dedupe.ts";
import { firstMembers, scanJson } from "./json-scan.ts";
import { canonicalType } from "./vocabulary.ts";

const MAXIMUM_DEPTH = 32;
const MAXIMUM_BATCH = 100;
const MAXIMUM_TYPE_LENGTH = 100;

/** One webhook envelope, read but not yet normalised. */
export interface Envelope {
  /** Vendor type in its one accepted spelling. */
  readonly type: string;
  /** The verification token as delivered; null when it is missing or not a string. */
  readonly token: string | null;
  /** Id of the webhook configuration, the same in all its deliveries. */
  readonly webhookId: string | null;
  readonly data: JsonObject;
  /** The envelope as JSON text, token removed. */
  readonly body: string;
}

/** Why a body is refused. */
export type EnvelopeProblem = "not_json" | "too_deep" | "not_an_object" | "no_type" | "no_id" | "too_many";

/** The envelopes of a body, or why it is refused. `isBatch` tells whether it was an array. */
export type ParsedEnvelopes =
  | { readonly ok: true; readonly isBatch: boolean; readonly envelopes: readonly Envelope[] }
  | { readonly ok: false; readonly code: EnvelopeProblem; readonly message: string };

/** What is wrong with a body, in a sentence for whoever sent it. */
export const PROBLEMS: Readonly<Record<EnvelopeProblem, string>> = {
  not_json: "The body is not JSON.",
  too_deep: `The body is nested deeper than ${MAXIMUM_DEPTH} levels.`,
  not_an_object: "The body is neither a JSON object nor a list of JSON objects.",
  no_type: `The body has no event type: "type" must be a string of 1 to ${MAXIMUM_TYPE_LENGTH} characters.`,
  no_id: "The body has no id.",
  too_many: `The body holds more than ${MAXIMUM_BATCH} events.`,
};

/** What a body says of its sender. */
export type Claim = Pick<Envelope, "token" | "webhookId">;

/**
 * The claim of the first envelope of a body, found without making anything of the rest; null for a body that is neither object
 * nor list. Of a body that `parseEnvelopes` accepts it is what that gives. Never throws.
 */
export function readClaim(text: string): Claim | null {
  const members = firstMembers(text, ["token", "id"]);
  if (members === null) return null;
  const valueOf = (name: string): JsonValue => {
    const parsed = parseBody(members.get(name) ?? "null");
    return "value" in parsed ? parsed.value : null;
  };
  return { token: ownText({ token: valueOf("token") }, "token"), webhookId: readWebhookId(valueOf("id")) };
}

/** Reads a webhook body: one envelope or an array of up to 100. Never throws. */
export function parseEnvelopes(text: string): ParsedEnvelopes {
  const parsed = parseBody(text);
  if ("problem" in parsed) return problem(parsed.problem);
  const body = parsed.value;
  const isBatch = Array.isArray(body);
  const items: readonly JsonValue[] = Array.isArray(body) ? body : [body];
  if (items.length > MAXIMUM_BATCH) return problem("too_many");
  if (items.length === 0) return problem("not_an_object");
  const envelopes: Envelope[] = [];
  for (const item of items) {
    if (!isJsonObject(item)) return problem("not_an_object");
    const envelope = readEnvelope(item);
    if (envelope === null) return problem("no_type");
    envelopes.push(envelope);
  }
  return { ok: true, isBatch, envelopes };
}

/** The JSON of a body, its numbers exact (json-scan.ts), or why it is refused. Never throws. */
export function parseBody(text: string): { readonly value: JsonValue } | { readonly problem: "too_deep" | "not_json" } {
  const scanned = scanJson(text, MAXIMUM_DEPTH);
  if (scanned === null) return { problem: "too_deep" };
  try {
    return { value: JSON.parse(scanned) as JsonValue };
  } catch {
    return { problem: "not_json" };
  }
}

function problem(code: EnvelopeProblem): ParsedEnvelopes {
  return { ok: false, code, message: PROBLEMS[code] };
}

/** Both generations of the vendor's documentation: `type` or `event`, `event_data` or `data` or a flat object. */
function readEnvelope(body: JsonObject): Envelope | null {
  const type = ownText(body, "type") ?? ownText(body, "event");
  if (type === null || type.length > MAXIMUM_TYPE_LENGTH) return null;
  const nested = ["event_data", "data"].map((name) => ownValue(body, name)).find(isJsonObject);
  return {
    type: canonicalType(type),
    token: ownText(body, "token"),
    webhookId: readWebhookId(ownValue(body, "id")),
    data: nested ?? flatData(body),
    body: JSON.stringify({ ...body, token: undefined }),
  };
}

/** Goes into logs before the token is checked: nothing but a number. */
function readWebhookId(id: JsonValue): string | null {
  const text = idText(id);
  return text !== null && /^\d{1,20}$/.test(text) ? text : null;
}

function flatData(body: JsonObject): JsonObject {
  const names = ["type", "event", "token", "id"];
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
}
