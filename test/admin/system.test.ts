import { expect, test } from "vitest";
import type { DestinationState } from "../../src/ports/measures.ts";
import { compileBody } from "../helpers/rules.ts";
import { startEngine } from "../run/make.ts";
import { NOTHING_TO_LOOK_AFTER, openAdmin } from "./open-admin.ts";

const RULES = "price: { on: message_received, do: [{ log: x }] }";
const FAILED: DestinationState = {
  ...{ name: "heymarket", breaker: "closed", shutOut: null, callsLeft: 5 },
  ...{ newestCall: "failed", newestCallMsAgo: 120_000 },
};

test("a call that failed has its time, on the page and in the API", async () => {
  const engine = await startEngine({ rules: RULES });
  const operations = { ...NOTHING_TO_LOOK_AFTER, destinationStates: () => [FAILED] };
  const { get } = await openAdmin(engine, { operations });

  const { html } = await get("/system");
  const told = JSON.parse((await get("/api/v1/system")).html) as {
    readonly connections: readonly { readonly newestCallAt: string }[];
  };

  expect(html).toMatch(/the newest call failed<.*?newest call <time [^>]*>[^<]*<small>· 2m ago/s);
  expect(told.connections[0]?.newestCallAt).toBe("2026-01-02T19:58:00Z");
});

test("the rules in force are the same on the screens of system and of rules, the engine's own among them", async () => {
  const { rules } = compileBody(RULES);
  const own = rules.map((rule) => ({ ...rule, id: "heyrules:tell-heymarket", place: { line: 0, column: 0 } }));
  const { get } = await openAdmin(await startEngine({ rules: [...rules, ...own] }));
  const idsOn = async (path: string) =>
    [...(await get(path)).html.matchAll(/<th scope="row">\s*<a href="\/rules\/([^"]+)"/g)]
      .map(([, id]) => id)
      .toSorted();

  const [system, listed] = [await idsOn("/system"), await idsOn("/rules")];

  expect(system).toEqual(listed);
  expect(system).toContain("heyrules%3Atell-heymarket");
});
