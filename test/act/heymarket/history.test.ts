import { describe, expect, test } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/core/base/json.ts";
import type { Sought } from "../../../src/ports/outside/action.ts";
import { heymarketAt, lookUp, makeActions, NOW } from "../make.ts";
import { answer, startServer } from "../server.ts";
import type { Respond } from "../server.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const REQUEST = {
  phone: "+15105550100",
  chat_id: null,
  inbox_id: "101",
  creator_id: 55,
  text: "We open at 8.",
  template_id: null,
  media_url: null,
};
const SOUGHT: Sought<"send_message"> = {
  request: REQUEST,
  chatInboxId: "101",
  localId: "LOCALID1",
  from: NOW - 2 * MINUTE,
  until: NOW + 15 * MINUTE,
  alike: 0,
  timeoutMs: 60_000,
};

/** A message of a member, in the history. */
function message(id: number, overrides: JsonObject = {}): JsonObject {
  const at = new Date(NOW).toISOString();
  return { id, text: "Hello", date: at, user: 55, local_id: "", conversation: { id: 301 }, ...overrides };
}

const iso = (ms: number): string => new Date(NOW + ms).toISOString();
const OLD = message(1, { date: iso(-3 * MINUTE) });
const SAME_WORDS = message(7, { text: "We open at 8. " });

async function setUp(respond: Respond) {
  const { url, received } = await startServer(respond);
  const anew = () => makeActions({ heymarket: heymarketAt(url) });
  return { outside: anew(), anew, urls: () => received.map(({ url: path }) => path) };
}

/** Looks in a history of one page. */
async function look(history: JsonValue, overrides: Partial<Sought<"send_message">> = {}) {
  const { outside } = await setUp((response) => {
    answer(response, 200, history);
  });
  return lookUp(outside, "send_message", { ...SOUGHT, ...overrides });
}

test("a text is found by its local_id, whatever its words and time, with what the answer would have said", async () => {
  const own = message(9, { local_id: "LOCALID1", date: iso(-MINUTE) });

  expect(await look([message(8), own, OLD])).toEqual({
    kind: "found",
    result: { id: 9, chat_id: 301, date: iso(-MINUTE), queued: null, compliance: null },
    isCertain: true,
    evidence: "in Heymarket's history by its local_id, as message 9",
  });
});

test("the history of the number in the inbox is asked, and in the form of the guides it is read too", async () => {
  const { outside, urls } = await setUp((response) => {
    answer(response, 200, { messages: [message(9, { local_id: "LOCALID1", conversation: null })] });
  });

  const sighting = await lookUp(outside, "send_message", SOUGHT);

  expect(urls()).toEqual(["/v1/messages?phoneNumber=15105550100&inboxID=101"]);
  expect(sighting).toMatchObject({ kind: "found", result: { id: 9, chat_id: null } });
});

test.each([
  ["just before the time in question", iso(-2 * MINUTE), true],
  ["before it", iso(-2 * MINUTE - 1), false],
  ["at its end", iso(15 * MINUTE), true],
  ["after it", iso(15 * MINUTE + 1), false],
])("the same words of a member %s", async (_when, date, isFound) => {
  const sighting = await look([{ ...SAME_WORDS, date }, OLD]);

  expect(sighting).toMatchObject(isFound ? { kind: "found", isCertain: false } : { kind: "absent" });
});

test.each([
  ["other words", { text: "We open at 9." }],
  ["another client id", { local_id: "SOMEBODY" }],
  ["no member", { user: 0 }],
  ["no author at all", { user: null }],
  ["no words", { text: null }],
])("a message with %s is not taken for it", async (_what, change) => {
  expect(await look([{ ...SAME_WORDS, ...change }, OLD])).toEqual({ kind: "absent" });
});

test("the newest of several with the same words is taken, when no other text of ours may be one of them", async () => {
  const earlier = { ...SAME_WORDS, id: 6, date: iso(-SECOND) };

  const one = await look([earlier, SAME_WORDS, OLD], { alike: 1 });
  const none = await look([SAME_WORDS, OLD], { alike: 1 });

  expect(one).toMatchObject({ kind: "found", evidence: "in Heymarket's history by its words, as message 7" });
  expect(none).toMatchObject({ kind: "unreadable", message: expect.stringContaining("nobody can tell") as string });
});

test("a template has no words to be known by", async () => {
  const request = { ...REQUEST, text: null, template_id: 12 };

  expect(await look([{ ...SAME_WORDS, text: "Anything" }, OLD], { request })).toEqual({ kind: "absent" });
});

test("it is read back by pages until before the attempt, by the second of the oldest message", async () => {
  const pages = [
    [message(5, { date: iso(2_500) }), message(4, { date: iso(1_700) })],
    [message(4, { date: iso(1_700) }), OLD],
  ];
  const { outside, urls } = await setUp((response) => {
    answer(response, 200, pages.shift() ?? []);
  });

  const sighting = await lookUp(outside, "send_message", SOUGHT);

  expect(sighting).toEqual({ kind: "absent" });
  expect(urls()[1]).toBe(`/v1/messages?phoneNumber=15105550100&inboxID=101&timestamp=${NOW / SECOND + 1}`);
  expect(urls()).toHaveLength(2);
});

test("a page with nothing new ends at the beginning of the conversation", async () => {
  expect(await look([message(5)])).toEqual({ kind: "absent" });
  expect(await look([])).toEqual({ kind: "absent" });
});

test("a second with more messages than a page holds may hide what is looked for", async () => {
  const ofOneSecond = Array.from({ length: 50 }, (_, index) => message(100 - index, { date: iso(index % 10) }));

  expect(await look(ofOneSecond)).toEqual({
    kind: "unreadable",
    message: "a page of the conversation holds 50 messages of one second, and what is behind them cannot be asked for",
  });
  expect(await look(ofOneSecond.slice(0, 9))).toEqual({ kind: "absent" });
});

test("a conversation without end is not read to its end", async () => {
  let id = 1_000;
  const { outside, urls } = await setUp((response) => {
    answer(response, 200, [message((id -= 1))]);
  });

  const sighting = await lookUp(outside, "send_message", SOUGHT);

  expect(sighting).toMatchObject({
    kind: "unreadable",
    message: "the conversation holds more than 10 pages since then",
  });
  expect(urls()).toHaveLength(10);
});

test.each([
  ["no list", "ok"],
  ["a message without a date", [message(7, { date: null })]],
  ["a message without an id", [message(7, { id: null })]],
  ["something else than messages", [7]],
])("%s is not read", async (_what, history) => {
  expect(await look(history as JsonValue)).toEqual({
    kind: "unreadable",
    message: "heymarket answered GET /v1/messages with something else than documented",
  });
});

test("without an answer nobody can tell", async () => {
  const { outside } = await setUp((response) => {
    answer(response, 503, {});
  });

  expect(await lookUp(outside, "send_message", SOUGHT)).toMatchObject({
    kind: "unreadable",
    message: expect.stringContaining("503") as string,
  });
});

test.each([
  ["number", "note", { phone: null }],
  ["inbox", "send_message", { inbox_id: "support" }],
] as const)("without its %s nothing is asked", async (_what, name, change) => {
  const { outside, urls } = await setUp((response) => {
    answer(response, 200, []);
  });

  const sighting =
    name === "note"
      ? await lookUp(outside, name, { ...SOUGHT, request: { ...REQUEST, text: "Hi", ...change } })
      : await lookUp(outside, name, { ...SOUGHT, request: { ...REQUEST, ...change } });

  expect(sighting).toEqual({ kind: "unreadable", message: "neither its number nor its inbox is known" });
  expect(urls()).toEqual([]);
});

describe("a conversation that has moved", () => {
  const own = message(9, { local_id: "LOCALID1" });

  /** Looks where the histories of inbox 101, from which it was sent, and of 102 are given; a number is a failing status. */
  async function lookInBoth(from: JsonValue, now: JsonValue, chatInboxId: string | null = "102") {
    const { outside, urls } = await setUp((response, { url }) => {
      const history = url.includes("inboxID=101") ? from : now;
      if (typeof history === "number") answer(response, history, {});
      else answer(response, 200, history);
    });
    return { sighting: await lookUp(outside, "send_message", { ...SOUGHT, chatInboxId }), urls: urls() };
  }

  test.each<[string, JsonValue, JsonValue, string]>([
    ["found where it was sent from", [own], 500, "found"],
    ["found where the conversation is now", [], [own], "found"],
    ["found there when the old inbox knows it no more", 404, [own], "found"],
    ["absent when it is in neither", [OLD], [OLD], "absent"],
    ["unreadable when one of them cannot be read", [], 500, "unreadable"],
    ["unreadable when the old one cannot be read", 500, [], "unreadable"],
  ])("a text is %s", async (_what, from, now, kind) => {
    const { sighting } = await lookInBoth(from, now);

    expect(sighting).toMatchObject({ kind });
  });

  test.each([["101"], [null], ["?"]])("nothing more is asked when it is said to be in %s", async (chatInboxId) => {
    const { sighting, urls } = await lookInBoth([OLD], [own], chatInboxId);

    expect(sighting).toMatchObject({ kind: "absent" });
    expect(urls).toHaveLength(1);
  });
});

test("a note is found by its local_id alone", async () => {
  const request = { phone: REQUEST.phone, chat_id: null, inbox_id: "101", creator_id: 55, text: "We open at 8." };
  const histories = [[SAME_WORDS, OLD], [message(9, { local_id: "LOCALID1" })]];
  const { anew } = await setUp((response) => {
    answer(response, 200, histories.shift() ?? []);
  });

  const absent = await lookUp(anew(), "note", { ...SOUGHT, request });
  const found = await lookUp(anew(), "note", { ...SOUGHT, request });

  expect([absent, found]).toMatchObject([{ kind: "absent" }, { kind: "found", result: { id: 9, date: iso(0) } }]);
});
