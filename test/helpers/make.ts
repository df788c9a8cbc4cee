import type { ChangeSet } from "../../src/core/model/changes.ts";
import { NO_CHANGES } from "../../src/core/model/changes.ts";
import type { Contact } from "../../src/core/model/contact.ts";
import { createContact } from "../../src/core/model/contact.ts";
import type { Event, NewEvent } from "../../src/core/model/event.ts";
import type { Envelope } from "../../src/core/event/envelope.ts";
import type { Delivery } from "../../src/core/event/normalise.ts";
import type { Rule } from "../../src/core/model/ruleset/rule.ts";
import type { RunContext } from "../../src/core/run/run-context.ts";
import type { RunView } from "../../src/core/run/run-view.ts";
import type { Attempt, Effect } from "../../src/core/model/run/effect.ts";
import type { Run } from "../../src/core/model/run/run.ts";
import type { Settings } from "../../src/core/model/ruleset/settings.ts";
import type { JsonObject, JsonValue } from "../../src/core/base/json.ts";
import type { EffectRequest, EffectRequests } from "../../src/core/model/ruleset/action.ts";

/** Friday 2026-01-02 15:00 in New York: the instant every builder starts from. */
export const NOW = Date.UTC(2026, 0, 2, 20);

/** The contact every builder is about. */
export const PHONE = "+12025550100";

/** A text from the contact; everything can be replaced. A given `phone` is also the lane unless that is given. */
export function makeEvent(overrides: Partial<Event> = {}): Event {
  const phone = overrides.phone === undefined ? PHONE : overrides.phone;
  const id = overrides.id ?? "evt_1";
  return {
    id,
    type: "message_recieved",
    origin: "webhook",
    source: "heymarket",
    at: NOW,
    receivedAt: NOW,
    lane: phone ?? `event:${id}`,
    phone,
    inboxId: "21",
    chatId: "301",
    author: "contact",
    text: "hello",
    status: null,
    media: [],
    localId: null,
    late: false,
    data: { id: 1, text: "hello" },
    ...overrides,
  };
}

/** A delivery of `makeEvent`; its dedupe key is permanent and made of the event's id, its digest of its text. */
export function makeNewEvent({
  event: eventOverrides,
  ...overrides
}: Partial<Omit<NewEvent, "event">> & { readonly event?: Partial<Event> } = {}): NewEvent {
  const event = makeEvent(eventOverrides);
  return {
    event,
    body: JSON.stringify({ type: event.type, event_data: event.data }),
    digest: `digest of ${event.text ?? ""}`,
    dedupe: { key: `${event.type} ${event.id}`, value: "", windowMs: null },
    textKey: null,
    optChange: null,
    tokenLabel: "1",
    ...overrides,
  };
}

/** Envelopes as a webhook delivers them. */
export function deliveriesOf(
  envelopes: readonly Envelope[],
  {
    source = "default",
    dry = false,
    tokenLabel = "1",
  }: { readonly source?: string; readonly dry?: boolean; readonly tokenLabel?: string } = {},
): readonly Delivery[] {
  return envelopes.map((envelope) => ({ kind: "delivery", envelope, source, dry, tokenLabel }));
}

/** A run of rule `reply` that has work now. */
export function makeRun(overrides: Partial<Run> = {}): Run {
  return {
    id: "run_1",
    eventId: "evt_1",
    ruleId: "reply",
    ruleVersion: "v1",
    lane: PHONE,
    status: "ready",
    cursor: 0,
    vars: {},
    steps: {},
    error: null,
    dueAt: null,
    waitsFor: null,
    awaitsSince: null,
    restedAt: null,
    isWatched: false,
    key: null,
    destination: null,
    holds: [],
    stepsOverAt: null,
    continuedAs: null,
    continues: null,
    loop: null,
    reservation: null,
    createdAt: NOW,
    updatedAt: NOW,
    trace: [],
    ...overrides,
  };
}

/** What a text asks of Heymarket. */
const MESSAGE: EffectRequests["send_message"] = {
  phone: PHONE,
  chat_id: null,
  inbox_id: "21",
  creator_id: 55,
  text: null,
  template_id: null,
  media_url: null,
};

/** A field of a request, whatever its action; undefined when it has none of that name. */
export function fieldOf(request: EffectRequest | undefined, name: string): JsonValue | undefined {
  return (request as JsonObject | undefined)?.[name];
}

/** A request of which only some fields matter, whatever its action. */
export function partialRequest(request: JsonObject): EffectRequest {
  return request as unknown as EffectRequest;
}

/** A planned text of `makeRun`. */
export function makeEffect(overrides: Partial<Effect> = {}): Effect {
  const { id = "eff_1", action = "send_message" } = overrides;
  return {
    id,
    runId: "run_1",
    eventId: "evt_1",
    ruleId: "reply",
    lane: PHONE,
    path: "do/0",
    action,
    status: "planned",
    request: { ...MESSAGE, text: "We are closed." },
    phone: action === "send_message" ? PHONE : null,
    localId: `local ${id}`,
    purpose: "reply",
    textDigest: "digest of We are closed.",
    attempts: [],
    deadlineAt: null,
    search: null,
    delivery: null,
    result: null,
    reason: null,
    guard: null,
    plannedAt: NOW,
    dueAt: null,
    settledAt: null,
    ...overrides,
  };
}

/** A text that went out at an instant, or is on its way since. */
export function makeSent(at: number, overrides: Partial<Effect> = {}): Effect {
  const attempt = { number: 1, startedAt: at, endedAt: null, outcome: null, counted: true };
  return makeEffect({
    status: "done",
    attempts: [{ ...attempt, httpStatus: null, requestId: null, error: null }],
    ...overrides,
  });
}

/** The first try of an effect, which did not reach the remote. */
export function makeAttempt(overrides: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    startedAt: NOW,
    endedAt: NOW,
    outcome: "not_sent",
    counted: true,
    httpStatus: null,
    requestId: null,
    error: "refused to connect",
    ...overrides,
  };
}

/** A contact of whom only the number is known. */
export function makeContact(overrides: Partial<Contact> = {}): Contact {
  return { ...createContact(PHONE, PHONE), ...overrides };
}

/** A change set that does only what is given. */
export function makeChanges(overrides: Partial<ChangeSet> = {}): ChangeSet {
  return { ...NO_CHANGES, ...overrides };
}

/** The change that marks an event as evaluated without any run. */
export function makeEvaluated(eventId: string): ChangeSet {
  return makeChanges({ event: { id: eventId, status: "done", author: "contact", late: false, error: null } });
}

/** A rule that answers every text and does nothing. */
export function makeRule(overrides: Partial<Rule> = {}): Rule {
  const at = { line: 1, column: 1 };
  return {
    id: "reply",
    name: null,
    version: "v1",
    file: "rules/reply.yaml",
    place: at,
    enabled: "on",
    priority: 0,
    triggers: [{ kind: "event", eventType: "message_recieved", inboxIds: null, where: null, place: at }],
    condition: null,
    vars: [],
    key: null,
    limits: { oncePerMs: null },
    histories: [],
    program: [{ op: "end", status: "done" }],
    onErrorAt: null,
    ...overrides,
  };
}

/** Two inboxes, a shop that is open on weekdays from 9 to 17 in New York, and a send gate that lets everything pass. */
export function makeSettings(overrides: Partial<Settings> = {}): Settings {
  const weekday = [{ from: 540, to: 1_020 }];
  const weekly = [weekday, weekday, weekday, weekday, weekday, [], []];
  return {
    timezone: "America/New_York",
    country: "US",
    aiMembers: [],
    optOutWords: { out: [], held: [] },
    org: { name: "Acme Dental" },
    sender: 55,
    inboxes: { support: "21", sales: "22" },
    names: { members: {}, surveys: {}, templates: {}, lists: {} },
    calendars: { shop: { name: "shop", timezone: "America/New_York", weekly, dates: {} } },
    sending: {
      quietHours: null,
      frequency: [],
      loops: { autoReplies: { count: 1_000, windowMs: 600_000 }, tripForMs: 3_600_000 },
      tellsHeymarket: true,
      replyWithinMs: 3_600_000,
      replyWindowMs: 900_000,
      internal: { numbers: {}, cap: { count: 20, windowMs: 3_600_000 } },
    },
    laneBlockMaxMs: 600_000,
    contactReads: { ttlMs: 600_000, waitMs: 30_000 },
    connections: { crm: "http", slack: "slack" },
    sources: {},
    ...overrides,
  };
}

/** The run of `makeRun`, without ledger rows yet. */
export function makeView(overrides: Partial<RunView> = {}): RunView {
  return { run: makeRun(), contact: makeContact(), effects: [], ...overrides };
}

/** What `makeRun` is advanced against: a digest that can be read. */
export function makeContext(overrides: Partial<RunContext> = {}): RunContext {
  return {
    rule: makeRule(),
    event: makeEvent(),
    optState: null,
    settings: makeSettings(),
    now: NOW,
    digest: (text) => `digest of ${text}`,
    localIdOf: (effectId) => `local ${effectId}`,
    urlOf: ({ kind, runId, name, item }) => `https://hooks.example.com/${kind}/${runId}.${name}.${item ?? "-"}`,
    ...overrides,
  };
}
