import { onTestFinished } from "vitest";
import { createOutside } from "../../src/act/outside.ts";
import type { JsonObject } from "../../src/core/base/json.ts";
import type { Settings } from "../../src/core/model/ruleset/settings.ts";
import type { Store } from "../../src/ports/store/store.ts";
import type { FakeHeymarket, FakeHeymarketOptions } from "../../src/sandbox/heymarket.ts";
import { startFakeHeymarket } from "../../src/sandbox/heymarket.ts";
import { createMockedOutside } from "../../src/sim/mocked-outside.ts";
import { createVirtualClock } from "../../src/sim/virtual-clock.ts";
import { makeSettings, NOW, PHONE } from "../helpers/make.ts";
import { createLog } from "../helpers/receiver.ts";
import type { TestEngine } from "./make.ts";
import { startEngine } from "./make.ts";

const SECRET = { secretId: "sid", secretKey: "skey-7f3a", apiKey: "key-2c81" };

/** An engine that reads contacts from a fake Heymarket by HTTP. */
export interface ContactWorld {
  readonly engine: TestEngine;
  readonly heymarket: FakeHeymarket;
  /** A customer texts, which Heymarket knows of first; gives the id of the event, which is worked off. */
  text(text: string, phone?: string): Promise<string>;
  /** How many calls of a path there were. */
  calls(path: string): number;
  /** What customers got, oldest first. */
  sent(): readonly string[];
}

/** Fields of the fake team. */
const FIELDS = [
  { id: 7, title: "Plan" },
  { id: 8, title: "Time zone" },
];

/** Starts both with some rules. */
export async function startContactWorld(
  rules: string,
  options: {
    readonly fake?: Partial<FakeHeymarketOptions>;
    readonly settings?: Partial<Settings>;
    readonly store?: Store;
    readonly at?: number;
    /** Without it nobody is asked whether a number may be texted. */
    readonly statusTtlMs?: number;
    /** Where the engine looks for Heymarket; the fake by default. */
    readonly apiUrl?: string;
  } = {},
): Promise<ContactWorld> {
  const clock = createVirtualClock(options.at ?? NOW);
  const heymarket = await startFakeHeymarket({
    credentials: SECRET,
    inboxes: [{ name: "support", id: 21, members: [55] }],
    localIdMode: "ignores",
    now: () => clock.now(),
    ratePerMinute: 1_000_000,
    team: { fields: FIELDS },
    ...options.fake,
  });
  onTestFinished(() => heymarket.close());
  const engine = await startEngine({
    rules,
    clock,
    settings: makeSettings(options.settings),
    ...(options.store === undefined ? {} : { store: options.store }),
    outside: () => ({
      ...createOutside({
        heymarket: {
          apiUrl: options.apiUrl ?? heymarket.url,
          credentials: { kind: "legacy", apiKey: SECRET.apiKey },
          rate: { count: 480, windowMs: 60_000 },
          statusTtlMs: options.statusTtlMs ?? null,
        },
        connections: [],
        clock,
        logger: createLog().logger,
      }),
      // No text waits for room.
      destinations: createMockedOutside({}).destinations,
    }),
  });
  return {
    engine,
    heymarket,
    text: async (text, phone = PHONE) => {
      const body = heymarket.receiveText({ phone, text });
      const id = await engine.receive("message_recieved", body["event_data"] as JsonObject);
      await engine.drain();
      return id;
    },
    calls: (path) => heymarket.requests().filter((request) => request.path === path).length,
    sent: () => heymarket.sent().map(({ text }) => text),
  };
}
