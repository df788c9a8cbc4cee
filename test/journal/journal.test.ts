import { expect, test } from "vitest";
import { parseEnvelopes } from "../../src/core/event/envelope.ts";
import type { Envelope } from "../../src/core/event/envelope.ts";
import type { MadeEvent } from "../../src/core/event/normalise.ts";
import type { Settings } from "../../src/core/model/ruleset/settings.ts";
import type { DedupeKey } from "../../src/core/model/event.ts";
import { EngineError } from "../../src/core/base/errors.ts";
import { createJournal } from "../../src/journal/journal.ts";
import type { Journal } from "../../src/journal/journal.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { createSeeded } from "../e2e/seeded.ts";
import { deliveriesOf, NOW, PHONE } from "../helpers/make.ts";
import { createLog, openTestStore, sha256 } from "../helpers/receiver.ts";
import type { LogLine } from "../helpers/receiver.ts";

const WEBHOOK = { source: "production", tokenLabel: "2" };

test("an envelope becomes one event of the inbox", async () => {
  const { journal, store } = await openJournal();

  const [acceptance] = await journal.accept(
    deliveriesOf([envelope("message_recieved", { id: 1, phone: "15105550100", text: "hi" })], WEBHOOK),
  );

  expect(acceptance?.outcome).toBe("accepted");
  const record = await store.getEvent(acceptance?.eventId ?? "");
  expect(record).toMatchObject({
    status: "new",
    tokenLabel: "2",
    dedupeKey: "message_recieved:1",
    event: { origin: "webhook", source: "production", phone: "+15105550100", text: "hi", receivedAt: NOW, at: NOW },
  });
  expect(record?.body).not.toContain("token");
});

test("a repeat names the event it repeats, and other bytes of the same message are a variant", async () => {
  const { journal, store } = await openJournal();
  const first = envelope("message_recieved", { id: 1, phone: "15105550100", text: "hi" });
  const other = envelope("message_recieved", { id: 1, phone: "15105550100", text: "hi", media: "https://x/1" });

  const acceptances = [
    ...(await journal.accept(deliveriesOf([first], WEBHOOK))),
    ...(await journal.accept(deliveriesOf([first], WEBHOOK))),
    ...(await journal.accept(deliveriesOf([other], WEBHOOK))),
  ];

  expect(acceptances.map(({ outcome }) => outcome)).toEqual(["accepted", "duplicate", "variant"]);
  expect(new Set(acceptances.map(({ eventId }) => eventId)).size).toBe(1);
  expect((await store.listEvents({ limit: 10 })).rows).toHaveLength(1);
});

test("envelopes that arrive together keep their order, repeats among them included", async () => {
  const { journal } = await openJournal();
  const envelopes = [1, 2, 1, 3].map((id) => envelope("message_recieved", { id, phone: "15105550100" }));

  const acceptances = await journal.accept(deliveriesOf(envelopes));

  expect(acceptances.map(({ outcome }) => outcome)).toEqual(["accepted", "accepted", "duplicate", "accepted"]);
  expect(acceptances[2]?.eventId).toBe(acceptances[0]?.eventId);
});

test("STOP is in force when its promise resolves, and START lifts it", async () => {
  const { journal, store } = await openJournal();
  const say = async (id: number, text: string): Promise<string | undefined> => {
    await journal.accept(deliveriesOf([envelope("message_recieved", { id, phone: "15105550100", text })]));
    return (await store.optStateOf("+15105550100"))?.state;
  };

  const states = [
    await say(1, "Stop!"),
    await say(2, "YES"),
    await say(3, "start"),
    await say(4, "take me off your list"),
  ];

  expect(states).toEqual(["out", "out", "in", "held"]);
});

test("STOP, START, STOP as events with identical bodies end opted out", async () => {
  const { journal, store } = await openJournal();
  const out = envelope("target_opt_out", { target: "15105550100" });
  const back = envelope("target_opt_in", { target: "15105550100" });

  const acceptances = [
    ...(await journal.accept(deliveriesOf([out], WEBHOOK))),
    ...(await journal.accept(deliveriesOf([back], WEBHOOK))),
    ...(await journal.accept(deliveriesOf([out], WEBHOOK))),
  ];

  expect(acceptances.map(({ outcome }) => outcome)).toEqual(["accepted", "accepted", "accepted"]);
  expect((await store.optStateOf("+15105550100"))?.state).toBe("out");
});

test("an opt-out without a number is stored, and the log asks a person to look, once", async () => {
  const { journal, lines } = await openJournal();
  const lost = envelope("target_opt_out", { id: 5, who: "canary" });

  const [acceptance] = await journal.accept(deliveriesOf([lost], WEBHOOK));
  await journal.accept(deliveriesOf([lost], WEBHOOK));

  expect(acceptance?.outcome).toBe("accepted");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    level: "warn",
    fields: { type: "target_opt_out", event: acceptance?.eventId ?? "" },
  });
  expect(JSON.stringify(lines)).not.toContain("canary");
});

test("an event that was made goes the way of a delivery", async () => {
  const { journal, store } = await openJournal();

  const [acceptance] = await journal.accept([made({ data: { phone: PHONE, text: "STOP" } })]);

  const record = await store.getEvent(acceptance?.eventId ?? "");
  expect(record).toMatchObject({
    status: "new",
    tokenLabel: "none",
    dedupeKey: "tick:1",
    event: { origin: "sweep", source: "nightly", lane: PHONE, author: "unknown", receivedAt: NOW, at: NOW },
  });
  expect(JSON.parse(record?.body ?? "")).toEqual({ type: "tick", event_data: { phone: PHONE, text: "STOP" } });
  expect(await store.optStateOf(PHONE)).toBeNull();
});

test("an event that was made twice under one key is one event, whatever it is called", async () => {
  const { journal } = await openJournal();

  const acceptances = [
    ...(await journal.accept([made({ id: "evt_a" })])),
    ...(await journal.accept([made({ id: "evt_b" }), made({ id: "evt_c", dedupe: { ...TICK, key: "tick:2" } })])),
  ];

  expect(acceptances).toEqual([
    { outcome: "accepted", eventId: "evt_a" },
    { outcome: "duplicate", eventId: "evt_a" },
    { outcome: "accepted", eventId: "evt_c" },
  ]);
});

test("an event made as a webhook would deliver it is a repeat of the delivery", async () => {
  const { journal } = await openJournal();
  const data = { id: 1, phone: "15105550100", text: "hi" };

  const acceptances = [
    ...(await journal.accept(deliveriesOf([envelope("message_recieved", data)]))),
    ...(await journal.accept([made({ origin: "sweep", type: "message_recieved", data, dedupe: null })])),
  ];

  expect(acceptances.map(({ outcome }) => outcome)).toEqual(["accepted", "duplicate"]);
});

test("it rejects as the store does", async () => {
  const { journal, store } = await openJournal();
  await store.close();

  const accepting = journal.accept(deliveriesOf([envelope("message_recieved", { id: 1 })]));

  await expect(accepting).rejects.toThrow(EngineError);
});

test.each(["6465550205", "(646) 555-0205"])("an opt-out from %s is of the organisation's country", async (phone) => {
  const { journal, store } = await openJournal();

  await journal.accept(deliveriesOf([envelope("target_opt_out", { target: phone })]));

  expect(await store.optStateOf("+16465550205")).toMatchObject({ state: "out" });
});

test("digits that are a number in two countries hold the other one when they opt out, and no rule hears of it", async () => {
  const { journal, store, lines } = await openJournal();
  const stop = envelope("message_recieved", { id: 1, phone: "6465550205", text: "STOP" });

  const first = await journal.accept(deliveriesOf([stop]));
  const second = await journal.accept(deliveriesOf([stop]));

  expect([first, second].map((list) => list.map(({ outcome }) => outcome))).toEqual([["accepted"], ["duplicate"]]);
  expect(await store.optStateOf("+16465550205")).toMatchObject({ state: "out" });
  expect(await store.optStateOf("+6465550205")).toMatchObject({ state: "held" });
  const types = (await store.listEvents({ limit: 10 })).rows.map(({ event }) => event.type);
  expect(types.sort()).toEqual(["message_recieved", "number_in_doubt", "target_opt_out"]);
  expect(lines.filter(({ message }) => message.includes("a number in two countries"))).toHaveLength(1);
});

test("digits in doubt that do not opt out concern nobody else", async () => {
  const { journal, store } = await openJournal();
  const texts = ["hello", "START"].map((text, id) => envelope("message_recieved", { id, phone: "6465550205", text }));

  await journal.accept(deliveriesOf(texts));

  expect(await store.optStateOf("+6465550205")).toBeNull();
});

test("numbers without country code are of the country that is configured", async () => {
  const { journal, store } = await openJournal({ optOutWords: { out: [], held: [] }, country: "GB" });

  await journal.accept(deliveriesOf([envelope("target_opt_out", { target: "07911 123456" })]));

  expect(await store.optStateOf("+447911123456")).toMatchObject({ state: "out" });
});

async function openJournal(
  settings?: Pick<Settings, "optOutWords" | "country">,
): Promise<{ journal: Journal; store: Store; lines: readonly LogLine[] }> {
  const store = await openTestStore();
  const { lines, logger } = createLog();
  const clock = { now: () => NOW };
  const random = { next: createSeeded(1) };
  const reading = settings === undefined ? {} : { settings: () => settings };
  const journal = createJournal({ store, clock, logger, random, digest: sha256, ...reading });
  return { journal, store, lines };
}

const TICK: DedupeKey = { key: "tick:1", value: "", windowMs: null };

function made(overrides: Partial<MadeEvent>): MadeEvent {
  const tick = {
    id: null,
    origin: "sweep",
    source: "nightly",
    dry: false,
    type: "tick",
    data: {},
    author: null,
  } as const;
  return { kind: "made", ...tick, dedupe: TICK, ...overrides };
}

function envelope(type: string, data: object): Envelope {
  const parsed = parseEnvelopes(JSON.stringify({ type, token: "secret", event_data: data }));
  const [only] = parsed.ok ? parsed.envelopes : [];
  if (only === undefined) throw new Error("not an envelope");
  return only;
}
