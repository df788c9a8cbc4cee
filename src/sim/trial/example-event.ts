import type { Digest } from "../../core/base/ids.ts";
import { isJsonObject } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { familyOf, isOutsideType, isRaisedType } from "../../core/event/vocabulary.ts";
import { normalise } from "../../core/event/normalise.ts";
import type { Literal } from "../../core/language/proof/formula.ts";
import { valueFor } from "../../core/language/proof/value-choice.ts";
import { fieldValues, OWN_END, UPDATE } from "../../core/match/comparison/field-values.ts";
import type { TryExample } from "../../core/match/comparison/find-event.ts";
import { createMatchIndex } from "../../core/match/match-index.ts";
import { matchEvent } from "../../core/match/match.ts";
import type { Contact } from "../../core/model/contact.ts";
import { createContact } from "../../core/model/contact.ts";
import type { DeliveryOutcome } from "../../core/model/delivery.ts";
import type { Author, Event, OptState } from "../../core/model/event.ts";
import type { TestEvent, TestGiven } from "../../core/model/ruleset/rule-test.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { DEFAULT_SOURCE } from "../../core/model/ruleset/settings.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { settingsOfSource } from "../../core/model/source.ts";
import { fittingMoment, isOfMoment } from "./example-moment.ts";
import { envelopeOf, factsOf, factsOfRaised, TEST_PHONE } from "../test-events.ts";

/** An event with what is known before it, made up to show a difference. */
export interface ExampleEvent {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly event: TestEvent;
  readonly given: Pick<TestGiven, "contact" | "optState">;
  /** What it needs and no test can say, such as `contact.owner is "7"`. */
  readonly beyondTests: readonly string[];
}

/** What an example is made and tried with. */
export interface ExampleInput {
  readonly settings: Settings;
  readonly digest: Digest;
}

/** An event on which questions have given answers; null when none could be made. Nothing is sure of it until it was tried. */
function exampleEvent(
  literals: readonly Literal[],
  eventType: string,
  { settings }: Pick<ExampleInput, "settings">,
): ExampleEvent | null {
  const fields = new Map<string, Literal[]>();
  for (const literal of literals) {
    const { field, whyOpaque } = literal.atom;
    if (whyOpaque === null) fields.set(field, [...(fields.get(field) ?? []), literal]);
  }
  const now = fittingMoment(fields, settings);
  if (now === null) return null;
  const values = new Map<string, JsonValue>();
  for (const [field, asked] of fields) {
    if (isOfMoment(field)) continue;
    const usual = usualValues(field, settings);
    const value = valueFor(asked, fieldValues(field, eventType), { usual, now: new Date(now).toISOString() });
    if (value === undefined) return null;
    values.set(field, value);
  }
  return eventWith(values, { eventType, now, settings });
}

/** What is tried first, so that an example looks like an event. */
function usualValues(field: string, { inboxes }: Settings): readonly JsonValue[] {
  switch (field) {
    case "event.inbox":
      return [...Object.keys(inboxes), "9999"];
    case "event.source":
      return [DEFAULT_SOURCE];
    case "event.text":
      return ["Hello"];
    case "event.status":
      return ["delivered", "failed"];
    case "contact.phone":
      return [TEST_PHONE];
    default:
      return field.startsWith("event_data.") ? [null, "7", 7] : [null];
  }
}

function eventWith(
  values: ReadonlyMap<string, JsonValue>,
  { eventType, now, settings }: { readonly eventType: string; readonly now: number; readonly settings: Settings },
): ExampleEvent {
  const textAt = (path: string): string | null => {
    const value = values.get(path) ?? null;
    return typeof value === "string" ? value : null;
  };
  const author = values.get(OWN_END) === true ? "automation" : textAt("event.author");
  const name = textAt("event.inbox") ?? (values.has("event.inbox") ? null : (Object.keys(settings.inboxes)[0] ?? null));
  const fields: Record<string, JsonValue> = {};
  if (name !== null) fields["inbox"] = settings.inboxes[name] ?? name;
  for (const key of ["text", "status", "local_id", "chat_id"]) {
    const value = textAt(`event.${key}`);
    if (value !== null) fields[key] = value;
  }
  const isMessage = familyOf(eventType) === "message";
  if (isMessage && !values.has("event.text")) fields["text"] = "Hello";
  const media = values.get("event.media");
  if (Array.isArray(media) && media.length > 0) fields["media"] = media;
  const reaction = textAt("event.reaction");
  if (reaction !== null) fields["text"] = reactionText(reaction, textAt("event.reaction_to"));
  const data = dataIn(values);
  const chat = { status: textAt("chat.status"), assigned: textAt("chat.assigned") };
  const told = chatTold(chat, { family: familyOf(eventType), inbox: fields["inbox"] ?? null, data });
  if (Object.keys(told).length > 0) fields["event_data"] = told;
  const tags = values.get("contact.tags");
  return {
    now,
    event: {
      afterMs: 0,
      type: eventType,
      source: textAt("event.source"),
      id: null,
      author: author as Author | null,
      fields,
    },
    given: {
      contact: {
        phone: textAt("contact.phone"),
        name: textAt("contact.name"),
        first: textAt("contact.first"),
        last: textAt("contact.last"),
        tags: Array.isArray(tags) ? (tags as readonly string[]) : [],
        timezone: textAt("contact.timezone"),
        custom: nested(values, "contact.custom."),
      },
      optState: values.get("contact.opted_out") === true ? "out" : values.get("contact.held") === true ? "held" : null,
    },
    beyondTests: BEYOND.filter((field) => (values.get(field) ?? false) !== false).map(
      (field) => `${field} is ${JSON.stringify(values.get(field))}`,
    ),
  };
}

/** What a rule can ask about and a test cannot say. */
const BEYOND = ["contact.owner", "contact.read_at", "contact.last_delivery", "event.late", UPDATE];

const VERBS: Readonly<Record<string, string>> = {
  laughed: "Laughed at",
  emoji: "👍 to",
  removed: "Removed a heart from",
};

function reactionText(kind: string, quoted: string | null): string {
  const verb = VERBS[kind] ?? `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`;
  return `${verb} “${quoted ?? "Hello"}”`;
}

function dataIn(values: ReadonlyMap<string, JsonValue>): JsonObject {
  return nested(values, "event_data.");
}

/** Values below a path as an object. */
function nested(values: ReadonlyMap<string, JsonValue>, root: string): JsonObject {
  let data: JsonObject = {};
  for (const [field, value] of values) {
    if (field.startsWith(root)) data = withValue(data, field.slice(root.length).split("."), value);
  }
  return data;
}

function withValue(data: JsonObject, [name = "", ...below]: readonly string[], value: JsonValue): JsonObject {
  const inner = data[name];
  return { ...data, [name]: below.length === 0 ? value : withValue(isJsonObject(inner) ? inner : {}, below, value) };
}

/** What the event tells of the conversation, beside its other data. */
function chatTold(
  chat: { readonly status: string | null; readonly assigned: string | null },
  { family, inbox, data }: { readonly family: string; readonly inbox: JsonValue; readonly data: JsonObject },
): JsonObject {
  const told = Object.fromEntries(Object.entries(chat).filter(([, value]) => value !== null));
  if (family === "chat") return { ...told, ...data };
  const conversation = { ...told, ...(isJsonObject(data["conversation"]) ? data["conversation"] : {}) };
  if (Object.keys(conversation).length === 0) return data;
  return { ...data, conversation: { id: 9001, ...(inbox === null ? {} : { inbox }), ...conversation } };
}

/** Makes examples and tries them with the real evaluation of rules. */
export function exampleTrial(input: ExampleInput): TryExample<ExampleEvent> {
  return (literals, { eventType, starts, startsNot }) => {
    const example = exampleEvent(literals, eventType, input);
    if (example === null) return null;
    const isAsSaid =
      starts.every((rule) => startsOn(rule, example, input)) &&
      !startsNot.some((rule) => startsOn(rule, example, input));
    return isAsSaid ? example : null;
  };
}

/** Whether the real evaluation starts a rule on an example, whatever its state, limits and group say. */
export function startsOn(rule: Rule, example: ExampleEvent, { settings, digest }: ExampleInput): boolean {
  const event = receivedEvent(example, { settings, digest });
  const open = {
    ...settings,
    sources: Object.fromEntries(
      Object.entries(settings.sources).map(([name, source]) => [name, { ...source, rules: null }]),
    ),
  };
  const { verdicts } = matchEvent({
    event,
    contact: contactOf(example, event),
    optState: optStateOf(example, event),
    history: [],
    index: createMatchIndex([{ ...rule, enabled: "on", key: null }]),
    settings: open,
  });
  // What cannot be rendered once the rule starts is no matter of its conditions.
  return verdicts.some(
    ({ kind, condition }) =>
      kind === "matched" || (kind === "error" && condition !== null && condition.result === "pass"),
  );
}

function receivedEvent(
  { event: made, now, given, beyondTests }: ExampleEvent,
  { settings, digest }: ExampleInput,
): Event {
  const place = { phone: given.contact.phone ?? TEST_PHONE, country: settings.country, now, serial: 0 };
  const { type, data } = envelopeOf(made, place);
  const source =
    made.source ?? (isOutsideType(type) && !isRaisedType(type) ? type.slice(0, type.indexOf(".")) : DEFAULT_SOURCE);
  const configured = settingsOfSource(source, settings);
  const reading = isOutsideType(type) ? (configured?.outside ?? null) : null;
  const outside = isRaisedType(type)
    ? factsOfRaised(made, place)
    : reading === null
      ? null
      : factsOf(made, { ...place, reading, data });
  const { event } = normalise({
    arrival: {
      ...{ kind: "made", id: null, origin: "webhook", source, dry: configured?.dry === true, type, data },
      ...{ author: made.author, dedupe: null },
      ...(outside === null ? {} : { outside }),
    },
    receivedAt: now,
    eventId: "evt_example",
    digest,
    country: settings.country,
  });
  return beyondTests.some((text) => text.startsWith(UPDATE)) ? { ...event, retells: "text" } : event;
}

function contactOf({ given, now, beyondTests }: ExampleEvent, event: Event): Contact {
  const known = Object.fromEntries(
    BEYOND.flatMap((field) => {
      const told = beyondTests.find((text) => text.startsWith(`${field} is `));
      return told === undefined ? [] : [[field, JSON.parse(told.slice(`${field} is `.length)) as JsonValue]];
    }),
  );
  const { name, first, last, tags, timezone, custom } = given.contact;
  const owner = known["contact.owner"];
  const readAt = known["contact.read_at"];
  const outcome = known["contact.last_delivery"];
  const isRead = owner !== undefined || readAt !== undefined;
  return {
    ...createContact(event.lane, event.phone),
    ...{ name, first, last, tags, timezone, custom },
    ...(known["event.late"] === true ? { newestAt: now + 60_000 } : {}),
    ...(outcome === undefined ? {} : { lastDelivery: { outcome: outcome as DeliveryOutcome, textAt: now } }),
    record: isRead
      ? {
          ...{ readAt: typeof readAt === "string" ? Date.parse(readAt) : now, isKnown: true, name, first, last, tags },
          ...{ owner: typeof owner === "string" ? owner : null, timezone, custom },
        }
      : null,
  };
}

function optStateOf({ given, now }: ExampleEvent, { phone }: Event): OptState | null {
  const { optState } = given;
  if (optState === null || phone === null) return null;
  return { phone, state: optState, optedOutAt: optState === "out" ? now : null, changedAt: now, reason: "example" };
}
