import { expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/base/json.ts";
import type { EffectRequests } from "../../../../src/core/model/ruleset/action.ts";
import { attempt, heymarketAt, makeActions } from "../../make.ts";
import { answer, closedUrl, startServer } from "../../server.ts";
import type { Respond } from "../../server.ts";

const REQUEST: EffectRequests["send_message"] = {
  phone: "+15105550100",
  chat_id: null,
  inbox_id: "101",
  creator_id: 55,
  text: "We open at 8.",
  template_id: null,
  media_url: null,
};

async function setUp(respond: Respond) {
  const { url, received } = await startServer(respond);
  const outside = makeActions({ heymarket: heymarketAt(url) });
  return { outside, received, bodies: () => received.map(({ body }) => JSON.parse(body) as JsonObject) };
}

test("a text goes to the number, without plus, from the inbox, as the member, with its own id", async () => {
  const { outside, received, bodies } = await setUp((response) => {
    answer(response, 200, { id: 9001, date: "2026-01-02T20:00:00Z", gallery_url: "" }, { "x-request-id": "r-1" });
  });

  const outcome = await attempt(outside, "send_message", REQUEST);

  expect(received.map(({ method, url }) => `${method} ${url}`)).toEqual(["POST /v1/message/send"]);
  expect(bodies()).toEqual([
    { inbox_id: 101, creator_id: 55, phone_number: "15105550100", text: "We open at 8.", local_id: "LOCALID1" },
  ]);
  expect(outcome).toEqual({
    kind: "done",
    result: { id: 9001, chat_id: null, date: "2026-01-02T20:00:00Z", queued: null, compliance: null },
    httpStatus: 200,
    requestId: "r-1",
  });
});

test("the answer that was seen in practice is read too", async () => {
  const { outside } = await setUp((response) => {
    answer(response, 200, { id: 1, convo_id: 301, queued: true, date: "d", compliance_results: { ok: true } });
  });

  const outcome = await attempt(outside, "send_message", REQUEST);

  expect(outcome).toHaveProperty("result", {
    id: 1,
    chat_id: 301,
    date: "d",
    queued: true,
    compliance: { ok: true },
  });
});

test("a bare string is an acceptance without an id", async () => {
  const { outside } = await setUp((response) => {
    answer(response, 200, "ok");
  });

  const outcome = await attempt(outside, "send_message", REQUEST);

  expect(outcome).toMatchObject({ kind: "done", result: { id: null } });
});

test("an answer into a conversation names the conversation and not the number", async () => {
  const { outside, bodies } = await setUp((response) => {
    answer(response, 200, { id: 1 });
  });

  await attempt(outside, "send_message", { ...REQUEST, chat_id: "301" });

  expect(bodies()).toMatchObject([{ chat_id: 301 }]);
  expect(bodies()[0]).not.toHaveProperty("phone_number");
});

test.each([
  ["a template", { text: null, template_id: 12 }],
  ["a picture with words", { media_url: "https://example.com/a.png" }],
])("%s is sent as it is given", async (_name, change) => {
  const { outside, bodies } = await setUp((response) => {
    answer(response, 200, { id: 1 });
  });

  await attempt(outside, "send_message", { ...REQUEST, ...change });

  const expected = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null));
  expect(bodies()).toMatchObject([expected]);
});

test.each([
  ["no inbox", { inbox_id: "support" }],
  ["an inbox id that JSON cannot carry", { inbox_id: "9007199254740993" }],
])("a text with %s is refused without a call", async (_name, change) => {
  const { outside, received } = await setUp((response) => {
    answer(response, 200, { id: 1 });
  });

  const outcome = await attempt(outside, "send_message", { ...REQUEST, ...change });

  expect(outcome).toMatchObject({ kind: "refused", code: "invalid_request" });
  expect(received).toEqual([]);
});

test.each([
  ["error_code", { error_code: "unsubscribed_number", message: "opted out" }],
  ["error", { error: "unsubscribed_number" }],
  ["a nested code", { error: { code: "unsubscribed_number", message: "opted out" } }],
])("an opted-out number is a refusal with that code, given as %s", async (_name, body) => {
  const { outside } = await setUp((response) => {
    answer(response, 400, body);
  });

  const outcome = await attempt(outside, "send_message", REQUEST);

  expect(outcome).toMatchObject({ kind: "refused", code: "unsubscribed_number" });
});

test("a text whose answer is lost is sent once and its outcome is unclear", async () => {
  const { outside, received } = await setUp((response) => response.socket?.destroy());

  const outcome = await attempt(outside, "send_message", REQUEST);

  expect(outcome.kind).toBe("unclear");
  expect(received).toHaveLength(1);
});

test("a text that met a closed door was not sent and may be tried again", async () => {
  const outside = makeActions({ heymarket: heymarketAt(await closedUrl()) });

  const outcome = await attempt(outside, "send_message", REQUEST);

  expect(outcome).toMatchObject({ kind: "not_sent", counts: true });
});

test("a note is a private message in the conversation", async () => {
  const { outside, bodies } = await setUp((response) => {
    answer(response, 200, { id: 4, date: "d" });
  });

  const outcome = await attempt(outside, "note", {
    chat_id: "301",
    phone: "+15105550100",
    inbox_id: "101",
    creator_id: 55,
    text: "asked for a quote",
  });

  expect(bodies()).toEqual([
    {
      inbox_id: 101,
      creator_id: 55,
      chat_id: 301,
      text: "asked for a quote",
      private: true,
      local_id: "LOCALID1",
    },
  ]);
  expect(outcome).toMatchObject({ kind: "done", result: { id: 4, date: "d" } });
});

test("a note without a conversation or number is refused without a call", async () => {
  const { outside, received } = await setUp((response) => {
    answer(response, 200, { id: 4 });
  });

  const outcome = await attempt(outside, "note", {
    chat_id: null,
    phone: null,
    inbox_id: "1",
    creator_id: 5,
    text: "x",
  });

  expect(outcome).toMatchObject({ kind: "refused", code: "invalid_request" });
  expect(received).toEqual([]);
});
