import { onTestFinished } from "vitest";
import { createOutside } from "../../src/act/outside.ts";
import type { JsonObject } from "../../src/core/base/json.ts";
import type { Settings } from "../../src/core/model/ruleset/settings.ts";
import type { RunRecord } from "../../src/ports/store/store.ts";
import type { FakeHeymarket, FakeHeymarketOptions } from "../../src/sandbox/heymarket.ts";
import { startFakeHeymarket } from "../../src/sandbox/heymarket.ts";
import { createMockedOutside } from "../../src/sim/mocked-outside.ts";
import { createVirtualClock } from "../../src/sim/virtual-clock.ts";
import { makeSettings, NOW, PHONE } from "../helpers/make.ts";
import { createLog } from "../helpers/receiver.ts";
import type { TestEngine } from "./make.ts";
import { startEngine } from "./make.ts";

const SECRET = { secretId: "sid", secretKey: "skey-7f3a", apiKey: "key-2c81" };

/** An engine and the fake Heymarket its actions call by HTTP. */
export interface VendorWorld {
  readonly engine: TestEngine;
  readonly heymarket: FakeHeymarket;
  /** A customer texts, and the webhook of it comes in; everything due is worked off. */
  text(text: string, phone?: string): Promise<void>;
  /** Calls that write, as `POST /v1/tag`, oldest first. */
  calls(): readonly string[];
  /** The body of the newest call of a path. */
  bodyOf(path: string): JsonObject | undefined;
  /** The one run there is. */
  run(): Promise<RunRecord>;
}

/** Starts both with the rule `r` of these steps on every text. */
export async function startVendorWorld(
  steps: string,
  options: { readonly fake?: Partial<FakeHeymarketOptions>; readonly settings?: Partial<Settings> } = {},
): Promise<VendorWorld> {
  const clock = createVirtualClock(NOW);
  const heymarket = await startFakeHeymarket({
    credentials: SECRET,
    inboxes: [
      { name: "support", id: 21, members: [55, 56] },
      { name: "sales", id: 22, members: [55] },
    ],
    localIdMode: "ignores",
    now: () => clock.now(),
    ...options.fake,
  });
  onTestFinished(() => heymarket.close());
  const access = {
    apiUrl: heymarket.url,
    credentials: { kind: "legacy" as const, apiKey: SECRET.apiKey },
    rate: { count: 480, windowMs: 60_000 },
  };
  const engine = await startEngine({
    rules: `r: { on: message_received, do: ${steps} }`,
    clock,
    settings: makeSettings(options.settings),
    outside: () => ({
      actions: createOutside({ heymarket: access, connections: [], clock, logger: createLog().logger }).actions,
      destinations: createMockedOutside({}).destinations,
    }),
  });
  const requests = () => heymarket.requests();
  return {
    engine,
    heymarket,
    text: async (text, phone = PHONE) => {
      const body = heymarket.receiveText({ phone, text });
      await engine.receive("message_recieved", body["event_data"] as JsonObject);
      await engine.drain();
    },
    calls: () => requests().map(({ method, path }) => `${method} ${path}`),
    bodyOf: (path) => requests().findLast((request) => request.path === path)?.body as JsonObject | undefined,
    run: () => engine.onlyRun(),
  };
}
