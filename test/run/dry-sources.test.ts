import { expect, test } from "vitest";
import { tellingRule } from "../../src/core/actions/own-rules.ts";
import { parseEnvelopes } from "../../src/core/event/envelope.ts";
import type { JsonObject } from "../../src/core/base/json.ts";
import type { SourceSettings } from "../../src/core/model/ruleset/settings.ts";
import { refused } from "../../src/core/model/outcome.ts";
import { sha256 } from "../helpers/compile.ts";
import { deliveriesOf, fieldOf, makeSettings, NOW, PHONE } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import { startContactWorld } from "./contact-world.ts";
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

test("an opt-out that the engine noticed is of the source of what it follows from", async () => {
  const rules = `
mine: { on: { event: target_opt_out, source: production }, do: [{ notify: { connection: slack, text: mine } }] }
other: { on: { event: target_opt_out, source: second }, do: [{ notify: { connection: slack, text: other } }] }
hello: { on: message_received, do: [{ send_message: { purpose: reply, text: Hi } }] }
leave: { on: { event: message_received, where: { text: bye } }, do: [opt_out: true] }`;
  const settings = makeSettings({ sources: { production: LIVE, second: LIVE } });
  for (const text of ["STOP", "hello", "bye"]) {
    const script = ({ action }: { readonly action: string }) =>
      action === "send_message" && text === "hello"
        ? refused("unsubscribed_number", "no", { httpStatus: 400 })
        : undefined;
    const engine = await startEngine({ rules, settings, script });

    await say(engine, "production", text);

    expect(told(engine)).toEqual(["mine"]);
  }
});

test("a source with rules of its own starts no other by an opt-out in a text, and Heymarket is told all the same", async () => {
  const sources = { production: { ...LIVE, rules: ["answer"] } };
  const settings = makeSettings({ sources });
  const rules = [...compileBody(GONE, settings).rules, tellingRule(sha256)];
  const engine = await startEngine({ rules, settings });

  await say(engine, "production", "revoke");

  expect(engine.performed.map(({ action }) => action)).toEqual(["opt_out"]);
});

test("what a dry source says of an own text leaves that and its contact alone", async () => {
  const rules = "hello: { on: message_received, do: [{ send_message: { purpose: reply, text: Hi } }] }";
  const engine = await startEngine({ rules, settings: SETTINGS });
  await say(engine, "production", "hello");
  const localId = engine.performed[0]?.localId ?? "";

  await deliver(engine, "staging", "message_sent", { id: 9, phone: PHONE, status: "failed", local_id: localId });

  const [effect] = (await engine.onlyRun()).effects;
  expect([effect?.localId, effect?.delivery]).toEqual([localId, null]);
  expect((await engine.store.getContact(PHONE))?.lastDelivery ?? null).toBeNull();
  expect(engine.alarms).toEqual([]);
});

test("nobody reads a contact from Heymarket for an event of a dry source", async () => {
  const greet = `
greet:
  on: message_received
  if: { not: { contact.tags: { has: vip } } }
  do: [{ wait: 1m }, { notify: { connection: slack, text: "Hi {{ contact.first | default: 'you' }}" } }]`;
  const { engine, heymarket } = await startContactWorld(greet, { settings: { sources: SETTINGS.sources }, at: NOW });
  heymarket.setContact({ phone: PHONE, first: "Ada", tags: [] });

  const id = await say(engine, "staging", "hello");
  await engine.pass(60_000);

  expect(heymarket.requests()).toEqual([]);
  expect((await engine.onlyRun()).effects).toMatchObject([{ status: "blocked", guard: "dry" }]);
  expect((await engine.event(id)).evaluation?.contact).toBe(
    "nothing is known from Heymarket: it is not asked because of the source staging, which is dry",
  );
});
