import { expect, test } from "vitest";
import { parseInstant } from "../../../src/core/time/calendar.ts";
import { createContact } from "../../../src/core/model/contact.ts";
import { parseDuration } from "../../../src/core/base/duration.ts";
import type { OptState } from "../../../src/core/model/event.ts";
import type { SentText } from "../../../src/core/model/run/effect.ts";
import type { GateInput } from "../../../src/core/texting/send-gate.ts";
import { checkSendGate, textsLookbackMs } from "../../../src/core/texting/send-gate.ts";
import type { Purpose, QuietHours, SendingPolicy, Settings, Span } from "../../../src/core/model/ruleset/settings.ts";
import { makeEffect, makeEvent } from "../../helpers/make.ts";
import table from "../../tables/send-gate.json" with { type: "json" };

const PHONE = "+15105550100";

/** A text that went out `ago`; a reply unless given. */
interface WrittenText {
  readonly ago: string;
  readonly purpose?: Purpose;
  readonly text?: string;
  readonly id?: string;
}

interface WrittenCase {
  readonly group: string;
  readonly name: string;
  readonly now: string;
  readonly runCreatedAt?: string;
  readonly purpose?: Purpose;
  readonly text?: string;
  readonly phone?: string;
  readonly contactPhone?: string;
  readonly timezone?: string;
  /** How long the event that started the run had been on its way when it was delivered. */
  readonly eventAge?: string;
  readonly eventType?: string;
  readonly optState?: { readonly state: OptState["state"]; readonly optedOutAt: string | null };
  readonly texts?: readonly WrittenText[];
  readonly sending?: {
    readonly quietHours?: Omit<QuietHours, "window"> & { readonly window: string };
    readonly frequency?: readonly {
      readonly purpose: Purpose | "any";
      readonly count: number;
      readonly window: string;
    }[];
    readonly replyWithin?: string;
    readonly loops?: { readonly count: number; readonly window: string; readonly tripFor: string };
  };
  readonly expect: { readonly kind: string; readonly until?: string };
}

const cases = table as readonly WrittenCase[];

function instant(text: string): number {
  const at = parseInstant(text);
  if (at === null) throw new Error(`${text} is not an instant`);
  return at;
}

function ms(text: string): number {
  const duration = parseDuration(text);
  if (duration === null) throw new Error(`${text} is not a duration`);
  return duration;
}

function windowOf(text: string): Span {
  const [from = 0, to = 0] = text.split("-").map((clock) => {
    const [hours = 0, minutes = 0] = clock.split(":").map(Number);
    return hours * 60 + minutes;
  });
  return { from, to: to > from ? to : to + 1_440 };
}

function policyOf(written: NonNullable<WrittenCase["sending"]>): SendingPolicy {
  const {
    quietHours,
    frequency = [],
    loops = { count: 3, window: "10m", tripFor: "1h" },
    replyWithin = "1h",
  } = written;
  return {
    quietHours: quietHours === undefined ? null : { ...quietHours, window: windowOf(quietHours.window) },
    frequency: frequency.map(({ purpose, count, window }) => ({ purpose, count, windowMs: ms(window) })),
    loops: { autoReplies: { count: loops.count, windowMs: ms(loops.window) }, tripForMs: ms(loops.tripFor) },
    tellsHeymarket: true,
    replyWithinMs: ms(replyWithin),
    replyWindowMs: ms("15m"),
    internal: { numbers: { on_call: PHONE }, cap: { count: 2, windowMs: ms("1h") } },
  };
}

function settingsWith(sending: SendingPolicy): Settings {
  return {
    timezone: "America/New_York",
    country: "US",
    aiMembers: [],
    optOutWords: { out: [], held: [] },
    org: {},
    sender: 55,
    inboxes: {},
    names: { members: {}, surveys: {}, templates: {}, lists: {} },
    calendars: {},
    sending,
    laneBlockMaxMs: 600_000,
    contactReads: { ttlMs: 600_000, waitMs: 30_000 },
    connections: {},
    sources: {},
  };
}

function textOf({ ago, purpose = "reply", text, id }: WrittenText, now: number, index: number): SentText {
  const textDigest = text === undefined ? null : `digest of ${text}`;
  const at = now - ms(ago);
  return { effectId: id ?? `eff_${index}`, at, goesOutAt: at, purpose, textDigest };
}

function gateInput(given: WrittenCase): GateInput {
  const now = instant(given.now);
  const phone = given.phone ?? PHONE;
  const { purpose = "reply", text, optState, texts = [] } = given;
  const optedOutAt = optState?.optedOutAt ?? null;
  const textDigest = text === undefined ? null : `digest of ${text}`;
  return {
    effect: makeEffect({ id: "eff_now", phone, purpose, textDigest }),
    event: makeEvent({
      at: now - ms(given.eventAge ?? "0s"),
      receivedAt: now,
      type: given.eventType ?? "message_recieved",
    }),
    runCreatedAt: given.runCreatedAt === undefined ? now : instant(given.runCreatedAt),
    phone,
    contact: { ...createContact(PHONE, given.contactPhone ?? phone), timezone: given.timezone ?? null },
    optState:
      optState === undefined
        ? null
        : {
            phone,
            state: optState.state,
            optedOutAt: optedOutAt === null ? null : instant(optedOutAt),
            changedAt: now,
            reason: "text was STOP",
          },
    texts: texts.map((written, index) => textOf(written, now, index)).sort((a, b) => a.at - b.at),
    inbound: [],
    withdrawn: null,
    heldUpBy: null,
    settings: settingsWith(policyOf(given.sending ?? {})),
    now,
  };
}

test.each(cases)("$group: $name", (given) => {
  const decision = checkSendGate(gateInput(given));

  const { until, ...wanted } = given.expect;
  expect(decision).toEqual(until === undefined ? wanted : { ...wanted, until: instant(until) });
});

test("a deferred text is allowed at the instant it was deferred to, and not a moment before", () => {
  const deferred = cases.filter((given) => given.expect.until !== undefined);

  for (const given of deferred) {
    const input = gateInput(given);
    const until = instant(given.expect.until ?? "");
    expect(checkSendGate({ ...input, now: until })).toEqual({ kind: "allow" });
    expect(checkSendGate({ ...input, now: until - 1 })).toMatchObject({ kind: "defer", until });
  }
  expect(deferred.length).toBeGreaterThan(5);
});

test("over a whole week no text of unknown zone goes out before 08:00 or after 21:00 in any mainland zone", () => {
  const quiet = cases.find((given) => given.name.startsWith("unknown zone, toll-free"));
  if (quiet === undefined) throw new Error("the table has no such case");
  const input = gateInput(quiet);
  const hour = (zone: string, at: number): number =>
    Number(new Intl.DateTimeFormat("en-US", { timeZone: zone, hour: "numeric", hourCycle: "h23" }).format(at));
  const from = instant("2026-03-05T00:00:00Z");

  for (let now = from; now < from + 7 * 86_400_000; now += 900_000) {
    const decision = checkSendGate({ ...input, now });
    const sentAt = decision.kind === "defer" ? decision.until : now;
    for (const zone of ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"]) {
      expect(hour(zone, sentAt)).toBeGreaterThanOrEqual(8);
      expect(hour(zone, sentAt)).toBeLessThan(21);
    }
  }
});

test("a text without purpose is not under quiet hours", () => {
  const quiet = cases.find((given) => given.expect.until !== undefined);
  if (quiet === undefined) throw new Error("the table has no such case");
  const input = gateInput(quiet);

  expect(checkSendGate({ ...input, effect: { ...input.effect, purpose: null } })).toEqual({ kind: "allow" });
});

test.each(["reply", "service", "marketing"] as const)(
  "two machines that answer each other with texts for %s are stopped after three, for as long as they go on",
  (purpose) => {
    const given = { group: "loop", name: "machines", now: "2026-03-10T12:00:00-04:00", expect: { kind: "allow" } };
    const start = instant(given.now);
    const texts: SentText[] = [];

    for (let second = 0; second < 3_600; second += 20) {
      const now = start + second * 1_000;
      const decision = checkSendGate({ ...gateInput({ ...given, purpose }), texts, now });
      if (decision.kind === "allow") texts.push(textOf({ ago: "0s", purpose, text: `text ${second}` }, now, second));
    }

    expect(texts).toHaveLength(3);
  },
);

test("the guards look back as far as the longest window", () => {
  const hour = 3_600_000;
  const none = policyOf({});

  expect(textsLookbackMs(none)).toBe(24 * hour);
  expect(textsLookbackMs(policyOf({ frequency: [{ purpose: "any", count: 4, window: "7d" }] }))).toBe(7 * 24 * hour);
  expect(textsLookbackMs({ ...none, loops: { ...none.loops, tripForMs: 48 * hour } })).toBe(48 * hour + 600_000);
});

test.each([
  ["automation", "block"],
  ["human", "allow"],
] as const)("an internal text about a text of %s to another number: %s", (author, kind) => {
  const texts = [{ ago: "1m", purpose: "internal" as const, text: "Hi" }];
  const now = "2026-03-02T12:00:00Z";
  const input = gateInput({ group: "", name: "", now, purpose: "internal", text: "Hi", texts, expect: { kind } });
  const { sending } = input.settings;
  const internal = { numbers: { me: input.phone }, cap: { count: 9, windowMs: 60_000 } };
  const settings = { ...input.settings, sending: { ...sending, internal } };

  const event = { ...input.event, author, phone: "+15105550199" };
  expect(checkSendGate({ ...input, settings, event }).kind).toBe(kind);
});
