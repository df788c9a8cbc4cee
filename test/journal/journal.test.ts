import { expect, test } from "vitest";
import { parseEnvelopes } from "../../src/core/event/envelope.ts";
import type { Envelope } from "../../src/core/event/envelope.ts";
import { EngineError } from "../../src/core/base/errors.ts";
import { createJournal } from "../../src/journal/journal.ts";
import type { Journal } from "../../src/journal/journal.ts";
import type { Store } from "../../src/ports/store.ts";
import { NOW } from "../helpers/make.ts";
import { createLog, openTestStore, sha256 } from "../helpers/receiver.ts";
import type { LogLine } from "../helpers/receiver.ts";

const ARRIVAL = { source: "production", tokenLabel: "2" };

test("an envelope becomes one event of the inbox", async () => {
  const { journal, store } = await openJournal();

  const [acceptance] = await journal.accept(
    [envelope("message_recieved", { id: 1, phone: "15105550100", text: "hi" })],
    ARRIVAL,
  );

  expect(acceptance?.outcome).toBe("accepted");
  const record = await store.getEvent(acceptance?.eventId ?? "");
  expect(record).toMatchObject({
    status: "new",
    tokenLabel: "2",
    dedupeKey: "message_recieved:1",
    event: { source: "production", phone: "+15105550100", text: "hi", receivedAt: NOW, at: NOW },
  });
  expect(record?.body).not.toContain("token");
});

test("a repeat names the event it repeats, and other bytes of the same message are a variant", async () => {
  const { journal, store } = await openJournal();
  const first = envelope("message_recieved", { id: 1, phone: "15105550100", text: "hi" });
  const other = envelope("message_recieved", { id: 1, phone: "15105550100", text: "hi", media: "https://x/1" });

  const acceptances = [
    ...(await journal.accept([first], ARRIVAL)),
    ...(await journal.accept([first], ARRIVAL)),
    ...(await journal.accept([other], ARRIVAL)),
  ];

  expect(acceptances.map(({ outcome }) => outcome)).toEqual(["accepted", "duplicate", "variant"]);
  expect(new Set(acceptances.map(({ eventId }) => eventId)).size).toBe(1);
  expect((await store.listEvents({ limit: 10 })).rows).toHaveLength(1);
});

test("envelopes that arrive together keep their order, repeats among them included", async () => {
  const { journal } = await openJournal();
  const envelopes = [1, 2, 1, 3].map((id) => envelope("message_recieved", { id, phone: "15105550100" }));

  const acceptances = await journal.accept(envelopes, ARRIVAL);

  expect(acceptances.map(({ outcome }) => outcome)).toEqual(["accepted", "accepted", "duplicate", "accepted"]);
  expect(acceptances[2]?.eventId).toBe(acceptances[0]?.eventId);
});

test("STOP is in force when its promise resolves, and START lifts it", async () => {
  const { journal, store } = await openJournal();
  const say = async (id: number, text: string): Promise<string | undefined> => {
    await journal.accept([envelope("message_recieved", { id, phone: "15105550100", text })], ARRIVAL);
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
    ...(await journal.accept([out], ARRIVAL)),
    ...(await journal.accept([back], ARRIVAL)),
    ...(await journal.accept([out], ARRIVAL)),
  ];

  expect(acceptances.map(({ outcome }) => outcome)).toEqual(["accepted", "accepted", "accepted"]);
  expect((await store.optStateOf("+15105550100"))?.state).toBe("out");
});

test("an opt-out without a number is stored, and the log asks a person to look, once", async () => {
  const { journal, lines } = await openJournal();
  const lost = envelope("target_opt_out", { id: 5, who: "canary" });

  const [acceptance] = await journal.accept([lost], ARRIVAL);
  await journal.accept([lost], ARRIVAL);

  expect(acceptance?.outcome).toBe("accepted");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    level: "warn",
    fields: { type: "target_opt_out", event: acceptance?.eventId ?? "" },
  });
  expect(JSON.stringify(lines)).not.toContain("canary");
});

test("it rejects as the store does", async () => {
  const { journal, store } = await openJournal();
  await store.close();

  const accepting = journal.accept([envelope("message_recieved", { id: 1 })], ARRIVAL);

  await expect(accepting).rejects.toThrow(EngineError);
});

async function openJournal(): Promise<{ journal: Journal; store: Store; lines: readonly LogLine[] }> {
  const store = await openTestStore();
  const { lines, logger } = createLog();
  const clock = { now: () => NOW };
  const journal = createJournal({ store, clock, logger, random: { next: Math.random }, digest: sha256 });
  return { journal, store, lines };
}

function envelope(type: string, data: object): Envelope {
  const parsed = parseEnvelopes(JSON.stringify({ type, token: "secret", event_data: data }));
  const [only] = parsed.ok ? parsed.envelopes : [];
  if (only === undefined) throw new Error("not an envelope");
  return only;
}
