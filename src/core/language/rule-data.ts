import { calendarAt, isoInZone } from "../time/calendar.ts";
import type { Contact } from "../model/contact.ts";
import { knownOf } from "../model/contact-record.ts";
import type { KnownContact } from "../model/contact-record.ts";
import type { Event, OptState } from "../model/event.ts";
import { lazyData } from "../base/json.ts";
import type { JsonObject, JsonValue } from "../base/json.ts";
import type { RunError } from "../model/run/answer.ts";
import type { Calendar, Settings } from "../model/ruleset/settings.ts";

/** Everything a rule can name at one moment. */
export interface RuleDataInput {
  readonly event: Event;
  readonly contact: Contact;
  readonly optState: OptState | null;
  readonly settings: Settings;
  /** The moment calendars are asked about: the event's time for a rule's `if` and `vars`, the present for its steps. Epoch milliseconds. */
  readonly at: number;
  readonly vars?: JsonObject;
  readonly steps?: JsonObject;
  readonly error?: RunError | null;
  /** Counts by the number of their query. */
  readonly histories?: readonly number[] | JsonObject;
  /** The callbacks of the rule, by name; absent where there is no run. */
  readonly callbacks?: JsonObject;
  /** The item of a list that a run is at, by its name. */
  readonly item?: JsonObject;
  /** By which code and link people decide what the step asks them: what the note of an approval reads, and no text of a rule. */
  readonly approval?: JsonObject;
  /** Called when something is read that Heymarket's record of the contact may tell better than we know it. */
  readonly onContactRead?: (() => void) | undefined;
}

/** The data of a rule as conditions and templates read it (language.md section 2); times are ISO 8601. */
export function buildRuleData(input: RuleDataInput): JsonObject {
  const { event, contact, optState, settings } = input;
  return {
    event: eventRuleData(event, settings),
    event_data: event.data,
    contact: contactRuleData(contact, optState, input.onContactRead),
    chat: { status: contact.chat?.status ?? null, assigned: contact.chat?.assigned ?? null },
    org: settings.org,
    calendar: calendarRuleData(settings.calendars, input.at),
    now: utc(input.at),
    vars: input.vars ?? {},
    steps: input.steps ?? {},
    error: errorRuleData(input.error ?? null),
    history: input.histories ?? [],
    callback: input.callbacks ?? {},
    // No item has a name that stands above.
    ...input.item,
    ...(input.approval === undefined ? undefined : { approval: input.approval }),
  };
}

/** What Heymarket's record tells is put together when it is first read. */
function contactRuleData(
  contact: Contact,
  optState: OptState | null,
  onRead: () => void = () => undefined,
): JsonObject {
  let known: KnownContact | null = null;
  const recorded = (name: (typeof RECORDED)[number]): JsonValue => {
    onRead();
    known ??= knownOf(contact);
    if (name !== "read_at") return known[name];
    return known.readAt === null ? null : utc(known.readAt);
  };
  return lazyData(RECORDED, recorded, {
    phone: contact.phone,
    opted_out: optState?.state === "out",
    held: optState?.state === "held",
    last_delivery: contact.lastDelivery?.outcome ?? null,
  });
}

const RECORDED = ["name", "first", "last", "tags", "owner", "timezone", "custom", "read_at"] as const;

/** The normalised event as rules see it; the inbox by its configured name. */
export function eventRuleData(event: Event, settings: Settings): JsonObject {
  return {
    type: event.type,
    source: event.source,
    at: utc(event.at),
    received_at: utc(event.receivedAt),
    inbox: inboxName(event.inboxId, settings),
    author: event.author,
    text: event.text,
    reaction: event.reaction?.kind ?? null,
    reaction_to: event.reaction?.quoted ?? null,
    status: event.status,
    media: event.media,
    local_id: event.localId,
    chat_id: event.chatId,
    late: event.late,
  };
}

/** The configured name of an inbox, else its id. */
export function inboxName(inboxId: string | null, settings: Settings): string | null {
  if (inboxId === null) return null;
  for (const [name, id] of Object.entries(settings.inboxes)) if (id === inboxId) return name;
  return inboxId;
}

function errorRuleData(error: RunError | null): JsonObject | null {
  if (error === null) return null;
  const { answer, ...rest } = error;
  return { ...rest, status: answer?.status ?? null, json: answer?.json ?? null };
}

function calendarRuleData(calendars: Readonly<Record<string, Calendar>>, at: number): JsonObject {
  return lazyData(Object.keys(calendars), (name) => {
    const calendar = calendars[name];
    return calendar === undefined ? null : describeCalendar(calendar, at);
  });
}

function describeCalendar(calendar: Calendar, at: number): JsonObject {
  const state = calendarAt(calendar, at);
  const iso = (instant: number | null): string | null =>
    instant === null ? null : isoInZone(instant, calendar.timezone);
  return {
    open: state.open,
    next_open: iso(state.nextOpenAt),
    next_close: iso(state.nextCloseAt),
    reason: state.reason,
  };
}

function utc(at: number): string {
  return isoInZone(at, "UTC");
}
