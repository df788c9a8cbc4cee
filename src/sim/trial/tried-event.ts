import type { Digest } from "../../core/base/ids.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { JsonValue } from "../../core/base/json.ts";
import type { Envelope } from "../../core/event/envelope.ts";
import { parseEnvelopes } from "../../core/event/envelope.ts";
import { normalise } from "../../core/event/normalise.ts";
import { EVENT_TYPES, familyOf } from "../../core/event/vocabulary.ts";
import type { Event } from "../../core/model/event.ts";
import { DEFAULT_SOURCE } from "../../core/model/ruleset/settings.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { readEventJson } from "../event-json.ts";
import { envelopeOf, TEST_PHONE } from "../test-events.ts";

/** An event that is made to try a draft on, at an instant, or now. */
export type MadeTrial =
  | { readonly kind: "example"; readonly type: string; readonly text: string; readonly at: number | null }
  | { readonly kind: "pasted"; readonly json: string; readonly at: number | null };

/** Id of an event that is not stored. */
const TRIED_ID = "evt_tried00000000000000";

/**
 * The event that an example or pasted JSON stands for, read as one that a webhook delivers.
 *
 * @throws EngineError USAGE for a type that is none of Heymarket's, or JSON that is no event.
 */
export function madeEvent(
  made: MadeTrial,
  parts: { readonly now: number; readonly settings: Settings; readonly digest: Digest },
): Event {
  const receivedAt = made.at ?? parts.now;
  if (made.kind === "example") return received(exampleEnvelope(made, receivedAt, parts.settings), receivedAt, parts);
  const json = parsed(made.json);
  const shown = json === undefined ? null : readEventJson(json);
  if (shown !== null) return { ...shown, receivedAt: made.at ?? shown.receivedAt, at: made.at ?? shown.at };
  const read = parseEnvelopes(made.json);
  if (!read.ok) throw new EngineError("USAGE", `${read.message.replace("The body", "The event")} ${WANTED}`);
  const [envelope] = read.envelopes;
  if (envelope === undefined) throw new EngineError("USAGE", `The list holds no event. ${WANTED}`);
  return received(envelope, receivedAt, parts);
}

const WANTED = "Paste what a webhook brings, { type, event_data }, or what heyrules events show --json prints.";

function exampleEnvelope(
  { type, text }: { readonly type: string; readonly text: string },
  now: number,
  { country, inboxes }: Settings,
): Envelope {
  if (!EVENT_TYPES.includes(type))
    throw new EngineError("USAGE", `Of "${type}" no example can be made; there are ${EVENT_TYPES.join(", ")}.`);
  const [inbox] = Object.values(inboxes);
  const hasText = ["message", "call"].includes(familyOf(type));
  const fields = { ...(inbox === undefined ? {} : { inbox }), ...(hasText ? { text } : {}) };
  const event = { afterMs: 0, type, source: null, id: null, author: null, fields };
  return envelopeOf(event, { phone: TEST_PHONE, country, now, serial: 0 });
}

function received(
  envelope: Envelope,
  receivedAt: number,
  { settings: { country }, digest }: { readonly settings: Settings; readonly digest: Digest },
): Event {
  const arrival = { kind: "delivery", envelope, source: DEFAULT_SOURCE, dry: false, tokenLabel: "none" } as const;
  return normalise({ arrival, receivedAt, eventId: TRIED_ID, digest, country }).event;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
