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
