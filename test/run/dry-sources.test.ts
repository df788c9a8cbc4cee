import { expect, test } from "vitest";
import { parseEnvelopes } from "../../src/core/event/envelope.ts";
import type { JsonObject } from "../../src/core/base/json.ts";
import type { SourceSettings } from "../../src/core/model/ruleset/settings.ts";
import { deliveriesOf, fieldOf, makeSettings, PHONE } from "../helpers/make.ts";
import type { TestEngine } from "./make.ts";
import { startEngine, STORES } from "./make.ts";

const LIVE: SourceSettings = { dry: false, rules: null, outside: null };
const SETTINGS = makeSettings({ sources: { production: LIVE, staging: { ...LIVE, dry: true } } });
const GONE = "gone: { on: target_opt_out, do: [{ notify: { connection: slack, text: out } }] }";

/** Takes in what a source delivered a second after what was before, and works off what is due. */
async function deliver(engine: TestEngine, source: string, type: string, data: JsonObject): Promise<string> {
  engine.clock.moveTo(engine.clock.now() + 1_000);
  const parsed = parseEnvelopes(JSON.stringify({ type, id: 1, event_data: data }));
  if (!parsed.ok) throw new Error(parsed.message);
  const [accepted] = await engine.accept(deliveriesOf(parsed.envelopes, { source, dry: source === "staging" }));
  await engine.drain();
  return accepted?.eventId ?? "";
}

function say(engine: TestEngine, source: string, text: string): Promise<string> {
  const data = { id: engine.clock.now(), text, phone: PHONE, conversation: { id: 301, inbox: 21 } };
  return deliver(engine, source, "message_recieved", data);
}

function reportOptOut(engine: TestEngine, source: string): Promise<string> {
  return deliver(engine, source, "target_opt_out", { id: engine.clock.now(), target: PHONE });
}

function told(engine: TestEngine): readonly unknown[] {
  return engine.performed.filter(({ action }) => action === "notify").map(({ request }) => fieldOf(request, "text"));
}

async function optState(engine: TestEngine): Promise<string | undefined> {
  return (await engine.store.optStateOf(PHONE))?.state;
}

test.each(STORES)("a text that opts out at a dry source starts no live rule, with a store %s", async (_name, open) => {
  const engine = await startEngine({ rules: GONE, settings: SETTINGS, store: await open() });

  await say(engine, "staging", "revoke");

  expect(await optState(engine)).toBe("out");
  expect(engine.performed).toEqual([]);
  expect((await engine.store.listEvents({ type: "target_opt_out", limit: 5 })).rows).toEqual([]);
});

test.each([
  ["a text", say, "STOP"],
  ["an event", reportOptOut, ""],
] as const)("an opt-out by %s of a dry source is news once when a live one tells it", async (_name, optOut, text) => {
  for (const [, open] of STORES) {
    for (const live of [say, reportOptOut]) {
      const engine = await startEngine({ rules: GONE, settings: SETTINGS, store: await open() });

      await optOut(engine, "staging", text);
      expect(told(engine)).toEqual([]);
      await live(engine, "production", "STOP");
      await reportOptOut(engine, "production");
      await optOut(engine, "staging", text);
      await reportOptOut(engine, "production");

      expect(told(engine)).toEqual(["out"]);
    }
  }
});

test("an opt-out that a dry source repeats is not told again by a live one", async () => {
  const engine = await startEngine({ rules: GONE, settings: SETTINGS });

  await say(engine, "production", "STOP");
  await say(engine, "staging", "STOP");
  await reportOptOut(engine, "staging");
  await say(engine, "production", "revoke");

  expect(told(engine)).toEqual(["out"]);
});

test("a step that opts out changes nothing for the number when its event is of a dry source", async () => {
  const rules = `${GONE}\nleave: { on: message_received, do: [opt_out: true] }`;
  const engine = await startEngine({ rules, settings: SETTINGS });

  await say(engine, "staging", "hello");

  expect(await optState(engine)).toBeUndefined();
  expect(engine.performed).toEqual([]);
  expect((await engine.onlyRun()).effects).toMatchObject([{ action: "opt_out", status: "blocked", guard: "dry" }]);

  await say(engine, "production", "hello");

  expect(await optState(engine)).toBe("out");
  expect(told(engine)).toEqual(["out"]);
});
