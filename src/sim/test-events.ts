import type { Envelope } from "../core/event/envelope.ts";
import { parseEnvelopes } from "../core/event/envelope.ts";
import { familyOf, isOutsideType } from "../core/event/vocabulary.ts";
import type { JsonObject, JsonValue } from "../core/base/json.ts";
import { isJsonObject, ownValue } from "../core/base/json.ts";
import { readWrittenNumber, vendorNumber } from "../core/base/phone.ts";
import { outsideFacts } from "../core/event/outside/outside-body.ts";
import type { OutsideFacts } from "../core/event/outside/outside-body.ts";
import type { OutsideSource } from "../core/model/ruleset/settings.ts";
import type { TestEvent } from "../core/model/ruleset/rule-test.ts";

/** The contact of a test that names none: a number reserved for fiction. */
export const TEST_PHONE = "+15005550100";

/** Where and when an event of a test happens. */
interface TestPlace {
  readonly phone: string;
  /** Country in whose way the test writes numbers. */
  readonly country: string;
  readonly now: number;
  readonly serial: number;
}

/** A webhook envelope as Heymarket would send it for one event of a test, parsed as a real one is. */
export function envelopeOf(event: TestEvent, context: TestPlace): Envelope {
  const parsed = parseEnvelopes(
    JSON.stringify({ type: event.type, id: 1, token: "test", event_data: dataOf(event, context) }),
  );
  const [envelope] = parsed.ok ? parsed.envelopes : [];
  if (envelope === undefined) throw new Error(parsed.ok ? "no envelope" : parsed.message);
  return envelope;
}

/** Where an event of another system belongs in a test: as its body says, else as the test does. */
export function factsOf(
  event: TestEvent,
  { reading, ...context }: TestPlace & { readonly reading: OutsideSource; readonly data: JsonObject },
): OutsideFacts {
  const { data, country, phone } = context;
  const facts = outsideFacts(data, { reading, country });
  const written = typeof event.fields["phone"] === "string" ? readWrittenNumber(event.fields["phone"], country) : phone;
  return {
    ...facts,
    id: event.id ?? facts.id ?? `test-${context.serial}`,
    phone: facts.phone ?? (reading.phonePath === null ? null : written),
    at: facts.at ?? context.now,
  };
}

/** Where an event that another rule would raise belongs in a test: to the contact, and the inbox of what started that rule. */
export function factsOfRaised({ id, fields }: TestEvent, { phone, country, now, serial }: TestPlace): OutsideFacts {
  const written = typeof fields["phone"] === "string" ? readWrittenNumber(fields["phone"], country) : phone;
  const inbox = typeof fields["inbox"] === "string" ? { inboxId: fields["inbox"] } : {};
  return { id: id ?? `test-${serial}`, phone: written, hasOddPhone: false, at: now, ...inbox };
}

function dataOf(event: TestEvent, context: TestPlace): JsonObject {
  const { fields } = event;
  if (isOutsideType(event.type)) return isJsonObject(fields["event_data"]) ? fields["event_data"] : {};
  const written = typeof fields["phone"] === "string" ? fields["phone"] : context.phone;
  const number = vendorNumber(readWrittenNumber(written, context.country) ?? written);
  const inbox = fields["inbox"] ?? null;
  const chatId = fields["chat_id"] ?? 9001;
  const id = event.id ?? String(700_000 + context.serial);
  const extra = isJsonObject(fields["event_data"]) ? fields["event_data"] : {};
  const date = new Date(context.now).toISOString();
  const family = familyOf(event.type);
  if (family === "opt") return merge({ target: number, inbox, id }, extra);
  if (family === "chat") {
    return merge({ id: chatId, inbox, target: number, status: fields["status"] ?? null, updated: date }, extra);
  }
  const message: JsonObject = {
    id,
    text: fields["text"] ?? null,
    status: fields["status"] ?? null,
    media: fields["media"] ?? null,
    date,
    phone: number,
    user: event.author === "human" ? 55 : null,
    local_id: fields["local_id"] ?? null,
    conversation: { id: chatId, inbox, target: number },
  };
  return merge(message, extra);
}

/** What a test gives of the vendor's object lies over what it has by itself, key by key; null takes a key away. */
function merge(data: JsonObject, extra: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries({ ...data, ...extra })) {
    const own = ownValue(data, key);
    if (value !== null) merged[key] = isJsonObject(own) && isJsonObject(value) ? merge(own, value) : value;
  }
  return merged;
}
