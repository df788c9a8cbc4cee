import type { JsonValue } from "../../../core/base/json.ts";
import { isJsonObject } from "../../../core/base/json.ts";
import { sampleNumberBeside, spellingsOf, vendorNumber } from "../../../core/base/phone.ts";
import { EVENT_TYPES, familyOf, isOutsideType } from "../../../core/event/vocabulary.ts";
import type { Event } from "../../../core/model/event.ts";
import { DEFAULT_SOURCE } from "../../../core/model/ruleset/settings.ts";
import type { EventRecord } from "../../../ports/store/store.ts";
import { printableJson } from "../../text/printable.ts";
import { maskNumbers, withoutSecrets } from "../../text/redact.ts";

/** Command lines that bring an event like this one, with a number kept for fiction in place of the contact's. */
export interface EventCommands {
  /** Posts its body where webhooks go; null for an event that no webhook brought, and without its body. */
  readonly curl: string | null;
  /** Has `heyrules send` make one; null for what it cannot make. */
  readonly send: string | null;
}

/** Stands in a body for the token, which only the shell of the reader knows. */
const TOKEN = "HEYMARKET_WEBHOOK_TOKEN";

/** The commands for an event; `receiver` is the address of the public listener. */
export function eventCommands({ event, body }: EventRecord, receiver: string): EventCommands {
  if (event.redactedAt !== undefined) return { curl: null, send: null };
  return { curl: curlOf(event, body, receiver), send: sendOf(event) };
}

function curlOf(event: Event, body: string, receiver: string): string | null {
  if (event.origin !== "webhook" && event.origin !== "outside") return null;
  const parsed = parsedBody(body);
  if (parsed === null) return null;
  const data = withSample(withoutSecrets(parsed), event.phone);
  const isOutside = isOutsideType(event.type);
  const source = encodeURIComponent(event.source);
  const path = isOutside ? `/${source}` : `/heymarket${event.source === DEFAULT_SOURCE ? "" : `/${source}`}`;
  const sent = isOutside || !isJsonObject(data) ? data : { ...data, token: TOKEN };
  // The token of the shell stands between two pieces in single quotes.
  const written = quoted(printableJson(sent)).replace(`"${TOKEN}"`, `"'"$${TOKEN}"'"`);
  const secret = isOutside ? ` \\\n  -H "authorization: Bearer $SOURCE_TOKEN"` : "";
  return `curl ${quoted(`${receiver}/webhooks${path}`)}${secret} \\\n  -H 'content-type: application/json' \\\n  --data ${written}`;
}

function sendOf(event: Event): string | null {
  const { type, text, inboxId, status, author, source } = event;
  if (!EVENT_TYPES.includes(type)) return null;
  const family = familyOf(type);
  const options: readonly (readonly [name: string, value: string | null])[] = [
    ["text", family === "message" || family === "call" ? text : null],
    ["inbox", inboxId],
    ["status", family === "opt" ? null : status],
    ["author", type === "message_sent" && author === "human" ? author : null],
    ["source", source === DEFAULT_SOURCE ? null : source],
  ];
  const given = options.flatMap(([name, value]) =>
    value === null ? [] : [`--${name} ${quoted(sampleText(value, event.phone))}`],
  );
  return ["heyrules send", type, `--phone ${quoted(sampleNumberBeside(event.phone))}`, ...given].join(" ");
}

function parsedBody(body: string): JsonValue | null {
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    return null;
  }
}

/** A text with the sample number in place of the contact's, and every other number masked. */
function sampleText(text: string, phone: string | null): string {
  const spellings = phone === null ? [] : spellingsOf(phone).all.toSorted((one, other) => other.length - one.length);
  const mark = "\u0000";
  const marked = spellings.reduce(
    (rest, spelling) => rest.replaceAll(spelling, spelling.startsWith("+") ? `+${mark}` : mark),
    text,
  );
  return maskNumbers(marked).replaceAll(mark, vendorNumber(sampleNumberBeside(phone)));
}

function withSample(value: JsonValue, phone: string | null): JsonValue {
  if (typeof value === "string") return sampleText(value, phone);
  if (typeof value === "number")
    return phone !== null && String(value) === vendorNumber(phone)
      ? Number(vendorNumber(sampleNumberBeside(phone)))
      : value;
  if (Array.isArray(value)) return value.map((item: JsonValue) => withSample(item, phone));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withSample(item, phone)]));
}

/** A text as one word of a shell, whatever stands in it. */
function quoted(text: string): string {
  const printed = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu, "");
  return `'${printed.replaceAll("'", `'\\''`)}'`;
}
