import fc from "fast-check";
import type { JsonObject } from "../../src/core/base/json.ts";
import type { TestEvent } from "../../src/core/model/ruleset/rule-test.ts";
import { compileBody } from "../helpers/rules.ts";
import { makeSettings, NOW } from "../helpers/make.ts";

const MINUTE = 60_000;
/** Everything in the random world lasts so long, or a multiple of it. */
export const BEAT_MS = MINUTE / 2;

const OPEN_NOW_AND_LATER = [
  { from: 900, to: 940 },
  { from: 960, to: 1_020 },
];
const week = Array.from({ length: 7 }, () => OPEN_NOW_AND_LATER);

/** A shop that closes for twenty minutes, quiet hours that begin in an hour, and guards that soon say no. */
export const WORLD = makeSettings({
  calendars: { shop: { name: "shop", timezone: "America/New_York", weekly: week, dates: {} } },
  sending: {
    ...makeSettings().sending,
    quietHours: { appliesTo: ["marketing", "service"], zone: "org", window: { from: 970, to: 1_000 }, onHit: "defer" },
    frequency: [{ purpose: "marketing", count: 2, windowMs: 60 * MINUTE }],
    loops: { autoReplies: { count: 4, windowMs: 30 * MINUTE }, tripForMs: 20 * MINUTE },
  },
});

const PHONES = ["+12025550100", "+15105550101"];
const TEXTS = ["yes", "no", "help", "price please", "hello", "3"];

const minutes = fc.constantFrom("30s", "1m", "5m", "10m", "30m");
const textCondition = fc.constantFrom<JsonObject>(
  { text: { words: ["help", "price"] } },
  { text: { is: "yes" } },
  { text: { contains: "e" } },
  { text: { number: { gte: 2 } } },
);
const condition: fc.Arbitrary<JsonObject> = fc.oneof(
  textCondition,
  fc.constantFrom<JsonObject>(
    { "contact.tags": { has: "t1" } },
    { open: "shop" },
    { closed: "shop" },
    { author: "contact" },
    { "event.inbox": "support" },
    { history: { event: "message_received", last: "20m", count: { gte: 2 } } },
    { history: { event: "message_sent", where: { author: "human" }, last: "1h", count: 0 } },
    { "contact.opted_out": false },
  ),
  textCondition.map((not) => ({ not })),
  fc.tuple(textCondition, textCondition).map((any) => ({ any })),
);

const heard = fc.constantFrom<JsonObject>(
  { event: "message_received", where: { text: { is: "yes" } } },
  { event: "message_sent", where: { author: "human" } },
  { event: "chat_closed" },
);

const outside: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constantFrom("reply", "service", "marketing").map((purpose) => ({
    send_message: { purpose, inbox: "support", text: "{{ event.text | default: 'nothing' }} {{ vars.team }}" },
  })),
  fc.constant<JsonObject>({
    http: {
      ...{ connection: "crm", method: "POST", path: "/x" },
      json: { text: "{{ event.text | default: '-' }}", tags: "{{ contact.tags }}", team: "{{ vars.team }}" },
    },
  }),
  fc.constant<JsonObject>({ notify: { connection: "slack", text: "{{ contact.phone | default: 'nobody' }}" } }),
);
const inside: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constantFrom<JsonObject>(
    { tag: { add: ["t1"], in: "local" } },
    { tag: { add: ["t2"], in: "local" } },
    { tag: { remove: ["t1"], in: "local" } },
    { set: { team: "blue" } },
    { log: "at {{ now }}" },
    { wait: { until: { open: "shop" } } },
    {
      table: {
        columns: { if: ["text", "contact.tags"], set: ["team"] },
        rows: [
          [{ words: ["help"] }, "any", "green"],
          ["any", { has: "t1" }, "red"],
          ["any", "any", "grey"],
        ],
      },
    },
    { emit: { event: "custom.raised", data: { team: "{{ vars.team }}" } } },
    { stop: "enough" },
  ),
  minutes.map((wait) => ({ wait })),
);
const step: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 4, arbitrary: outside },
  { weight: 3, arbitrary: inside },
  { weight: 1, arbitrary: fc.tuple(condition, outside).map(([when, what]) => ({ if: when, ...what })) },
  {
    weight: 1,
    arbitrary: fc.tuple(condition, inside, outside).map(([when, one, other]) => ({
      ...{ choose: [{ if: when, do: [one, other] }], else: [other] },
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(outside, minutes)
      .map(([what, wait]) => ({ for_each: { in: "vars.people", as: "person", do: [what, { wait }] } })),
  },
);
/** A wait for an event, and what is told of it. */
const waitFor = fc.tuple(heard, minutes, outside).map(([event, timeout, what]): readonly JsonObject[] => [
  { id: "answer", wait_for: { ...event, timeout } },
  { if: { "steps.answer.timed_out": true }, ...what },
]);

const trigger: fc.Arbitrary<JsonObject | string> = fc.oneof(
  { weight: 4, arbitrary: fc.constant("message_received") },
  { weight: 2, arbitrary: textCondition.map((where) => ({ event: "message_received", where })) },
  fc.constantFrom<JsonObject | string>(
    "chat_closed",
    "custom.raised",
    { event: "message_sent", where: { author: "human" } },
    "target_opt_out",
    { schedule: "*/20 * * * *", timezone: "Asia/Kolkata" },
  ),
  {
    weight: 2,
    arbitrary: fc.tuple(heard, minutes, fc.constantFrom("first", "latest"), fc.boolean()).map((given) => {
      const [missing, within, from, isOpenOnly] = given;
      const clock = isOpenOnly ? { clock: "shop" } : {};
      return { after: "message_received", missing, within, start_from: from, ...clock };
    }),
  },
);

const limits: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  { once_per: "10m" },
  { once_per: "1h" },
  { max: "2/30m" },
  { debounce: "1m" },
);

/** A rule as somebody may have written it. */
const rule: fc.Arbitrary<JsonObject> = fc
  .record({
    on: trigger,
    steps: fc.array(step, { minLength: 1, maxLength: 4 }),
    awaited: fc.option(waitFor, { nil: [] }),
    options: fc.record(
      {
        if: condition,
        mode: fc.constantFrom("queued", "single", "restart", "parallel"),
        key: fc.constant("{{ event.inbox }}"),
        limits,
        cancel_on: fc.constantFrom<JsonObject | string>("chat_closed", {
          ...{ event: "message_received", where: { text: { is: "no" } } },
        }),
        priority: fc.integer({ min: 0, max: 2 }),
        late: fc.constant({ accept: "2m" }),
        enabled: fc.constant({ canary: "50%" }),
        answers: fc.constant({ group: "answer", answers: "first" }),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ on, steps, awaited, options: { answers, ...options } }) => ({
    ...{ on, vars: { team: "none", people: [{ name: "Ada" }, { name: "Bo" }] }, ...options, ...answers },
    do: [...steps, ...awaited],
  }));

/** Some rules, of which the world compiles each; text below `rules:`. */
export const randomRules: fc.Arbitrary<string> = fc
  .array(rule, { minLength: 2, maxLength: 5, size: "max" })
  .map((rules) => rules.map((each, index) => `r${index}: ${JSON.stringify(each)}`).filter(compiles))
  .filter((rules) => rules.length > 0)
  .map((rules) => rules.join("\n"));

function compiles(body: string): boolean {
  try {
    compileBody(body, WORLD);
    return true;
  } catch {
    return false;
  }
}

const kinds: fc.Arbitrary<Pick<TestEvent, "type" | "author" | "fields">> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TEXTS).map((text) => ({ ...of("message_recieved"), fields: { text } })) },
  { weight: 2, arbitrary: fc.constant({ ...of("message_sent"), author: "human" as const, fields: { text: "ours" } }) },
  fc.constant({ ...of("chat_closed"), fields: { status: "closed" } }),
  fc.constantFrom("target_opt_out", "target_opt_in").map((type) => ({ ...of(type), fields: {} })),
  fc.constantFrom("STOP", "START").map((text) => ({ ...of("message_recieved"), fields: { text } })),
);

function of(type: string) {
  return { type, author: null };
}

/** Events of two contacts, the oldest first; some are told late, and some twice. */
export const randomEvents: fc.Arbitrary<readonly TestEvent[]> = fc
  .array(
    fc.record({
      what: kinds,
      beats: fc.oneof(fc.constantFrom(0, 1, 2, 4), fc.integer({ min: 0, max: 60 })),
      phone: fc.oneof({ weight: 3, arbitrary: fc.constant(PHONES[0] ?? "") }, fc.constantFrom(...PHONES)),
      inbox: fc.constantFrom("21", "22"),
      lateMs: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.constantFrom(BEAT_MS, 3 * BEAT_MS, 5 * MINUTE)),
      comesTwice: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
    }),
    { minLength: 3, maxLength: 14, size: "max" },
  )
  .map((given) => {
    let afterMs = 0;
    return given.flatMap(({ what, beats, phone, inbox, lateMs, comesTwice }, index): readonly TestEvent[] => {
      afterMs += beats * BEAT_MS;
      const isOpt = what.type.startsWith("target_");
      const date = new Date(NOW + afterMs - lateMs).toISOString();
      const dated = lateMs === 0 ? {} : { event_data: isOpt ? { opt_out_date: date } : { date, updated: date } };
      const fields = { ...what.fields, phone, inbox, ...dated };
      const event = { ...what, afterMs, source: null, id: String(800 + index), fields };
      return comesTwice ? [event, event] : [event];
    });
  });
