import { expect, test } from "vitest";
import { fieldOf, makeSettings, PHONE } from "../helpers/make.ts";
import type { TestEngine } from "./make.ts";
import { startEngine } from "./make.ts";

const told = (engine: TestEngine): readonly unknown[] =>
  engine.performed.map(({ request }) => fieldOf(request, "text"));

test("a reaction is no text: only a rule that asks for a reaction hears of it", async () => {
  const rules = `
answer: { on: message_recieved, do: [{ notify: { connection: slack, text: answered } }] }
hearts:
  on: { event: message_recieved, where: { reaction: [loved, liked] } }
  do: [{ notify: { connection: slack, text: "{{ event.reaction }}: {{ event.reaction_to }}" } }]
third:
  on: { event: message_recieved, where: { text: count } }
  if: { history: { event: message_recieved, last: 1d, count: { gte: 1 } } }
  do: [{ notify: { connection: slack, text: counted } }]`;
  const engine = await startEngine({ rules });

  await engine.text("Loved “See you at 3”");
  await engine.drain();
  expect(told(engine)).toEqual(["loved: See you at 3"]);

  await engine.text("count");
  await engine.drain();
  expect(told(engine)).toEqual(["loved: See you at 3", "answered"]);
});

test("a reaction opens no window for replies", async () => {
  const rules = "r: { on: chat_closed, do: [{ send_message: { purpose: reply, text: Bye } }] }";
  const engine = await startEngine({ rules });

  await engine.text("Loved “See you at 3”");
  await engine.receive("chat_closed", { id: 9, phone: PHONE, inbox: 21 });
  await engine.drain();

  expect((await engine.onlyRun()).effects[0]).toMatchObject({ countedAs: { purpose: "service" } });
});

test("a member that is a machine is the author ai, and no person", async () => {
  const rules = `
ai: { on: { event: message_sent, where: { author: ai } }, do: [{ notify: { connection: slack, text: ai } }] }
human: { on: { event: message_sent, where: { author: human } }, do: [{ notify: { connection: slack, text: human } }] }`;
  const engine = await startEngine({ rules, settings: { ...makeSettings(), aiMembers: ["77"] } });

  const id = await engine.receive("message_sent", { id: 1, phone: PHONE, text: "Hi", user: 77 });
  await engine.receive("message_sent", { id: 2, phone: PHONE, text: "Hi", user: 55 });
  await engine.drain();

  expect(told(engine)).toEqual(["ai", "human"]);
  expect((await engine.event(id)).event.author).toBe("ai");
});

const EMOJI_RULES = `
answer:
  on: message_recieved
  if: { not: { text: { is: [stop, help] } } }
  do: [{ notify: { connection: slack, text: answered } }]
named: { on: message_recieved, if: { text: { is: ["yes", "👍"] } }, do: [{ notify: { connection: slack, text: named } }] }
asked:
  on: { event: message_recieved, where: { reaction: emoji_text } }
  do: [{ notify: { connection: slack, text: "{{ event.reaction }}: {{ event.text }}" } }]
all:
  on: [message_recieved, { event: message_recieved, where: { reaction: { exists: true } } }]
  do: [{ notify: { connection: slack, text: all } }]`;

test("a text of nothing but emoji starts rules that ask for a reaction or name an emoji", async () => {
  const engine = await startEngine({ rules: EMOJI_RULES });

  await engine.text("👍");
  await engine.drain();
  expect([...told(engine)].sort()).toEqual(["all", "emoji_text: 👍", "named"]);
});

test.each(["👍 ok!", "1️⃣", "❓"])("%s is a text like any other", async (text) => {
  const engine = await startEngine({ rules: EMOJI_RULES });

  await engine.text(text);
  await engine.drain();

  expect([...told(engine)].sort()).toEqual(["all", "answered"]);
});

test("an emoji with a picture is a text like any other", async () => {
  const engine = await startEngine({ rules: EMOJI_RULES });

  await engine.receive("message_recieved", { id: 7, phone: PHONE, inbox: 21, text: "❤️", media: ["https://a.test/1"] });
  await engine.drain();

  expect([...told(engine)].sort()).toEqual(["all", "answered"]);
});

test("a text of nothing but emoji is answered as a reply by the rule that asks for it", async () => {
  const rules = `r:
  on: { event: message_recieved, where: { reaction: emoji_text } }
  do: [{ send_message: { purpose: reply, text: Glad to hear it } }]`;
  const engine = await startEngine({ rules });

  await engine.text("🙏🏽");
  await engine.drain();

  expect((await engine.onlyRun()).effects[0]).toMatchObject({ status: "done" });
  expect((await engine.onlyRun()).effects[0]?.countedAs ?? null).toBeNull();
});

test("histories count a text of emoji where they ask for it", async () => {
  const rules = `
plain:
  on: { event: message_recieved, where: { text: count } }
  if: { history: { event: message_recieved, last: 1d, count: { gte: 1 } } }
  do: [{ notify: { connection: slack, text: plain } }]
named:
  on: { event: message_recieved, where: { text: count } }
  if: { history: { event: message_recieved, where: { text: { contains: "🙏" } }, last: 1d, count: 1 } }
  do: [{ notify: { connection: slack, text: named } }]`;
  const engine = await startEngine({ rules });

  await engine.text("🙏🏽");
  await engine.text("count");
  await engine.drain();

  expect(told(engine)).toEqual(["named"]);
});

test("a stop sign still holds automation", async () => {
  const engine = await startEngine({ rules: EMOJI_RULES });

  await engine.text("🛑🛑");
  await engine.drain();

  expect(await engine.store.optStateOf(PHONE)).toMatchObject({ state: "held" });
});
