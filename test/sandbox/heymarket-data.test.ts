import { expect, test } from "vitest";
import type { FakeHeymarket } from "../../src/sandbox/heymarket.ts";
import { ask, call, openHeymarket, post, text } from "./sandbox-client.ts";

const PHONE = "15105550100";

function history(fake: FakeHeymarket, query = ""): Promise<readonly Record<string, unknown>[]> {
  return list(ask(fake, "GET", `/v1/messages?phoneNumber=${PHONE}&inboxID=101${query}`));
}

async function list(reply: ReturnType<typeof ask>): Promise<readonly Record<string, unknown>[]> {
  return (await reply).json as unknown as readonly Record<string, unknown>[];
}

test("the history holds the 50 newest messages of one conversation, newest first, with local_id", async () => {
  const fake = await openHeymarket();
  for (let count = 1; count <= 51; count += 1) fake.receiveText({ phone: PHONE, text: `in ${count}` });
  await post(fake, "/v1/message/send", text);
  fake.receiveText({ phone: PHONE, text: "elsewhere", inbox: "sales" });

  const messages = await history(fake);

  expect(messages).toHaveLength(50);
  expect(messages[0]).toMatchObject({ text: "hello", local_id: "one", user: 55, conversation: { inbox: 101 } });
  expect(messages.at(-1)).toMatchObject({ text: "in 3", user: 0 });
});

test("timestamp limits the history to messages up to that second", async () => {
  let now = Date.parse("2026-03-10T12:00:00Z");
  const fake = await openHeymarket({ now: () => now });
  fake.receiveText({ phone: PHONE, text: "early" });
  now += 60_000;
  fake.receiveText({ phone: PHONE, text: "late" });

  const messages = await history(fake, `&timestamp=${now / 1_000 - 1}`);

  expect(messages).toMatchObject([{ text: "early" }]);
});

test("the history wants a number without plus and an inbox id", async () => {
  const fake = await openHeymarket();

  const replies = [
    await ask(fake, "GET", "/v1/messages?phoneNumber=%2B15105550100&inboxID=101"),
    await ask(fake, "GET", `/v1/messages?phoneNumber=${PHONE}`),
    await ask(fake, "GET", `/v1/messages?phoneNumber=${PHONE}&inboxID=abc`),
  ];

  expect(replies.map(({ status }) => status)).toEqual([400, 400, 400]);
});

test("a faulty history lags and shows no local_id", async () => {
  let now = Date.parse("2026-03-10T12:00:00Z");
  const fake = await openHeymarket({ now: () => now, history: { echoLocalId: false, lagMs: 120_000 } });
  await post(fake, "/v1/message/send", text);
  now += 60_000;
  const early = await history(fake);
  now += 120_000;

  const late = await history(fake);

  expect(early).toEqual([]);
  expect(late).toMatchObject([{ text: "hello", local_id: "" }]);
});

test("messages of the team are paged by the date of the last one", async () => {
  const fake = await openHeymarket();
  for (let count = 1; count <= 5; count += 1) fake.receiveText({ phone: PHONE, text: `in ${count}` });

  const first = await list(post(fake, "/v1/messages/all", { limit: 3 }));
  const second = await list(post(fake, "/v1/messages/all", { limit: 3, created_at: first.at(-1)?.["date"] }));
  const forward = await list(post(fake, "/v1/messages/all", { ascending: true, created_at: first.at(-1)?.["date"] }));

  expect(first.map((message) => message["text"])).toEqual(["in 5", "in 4", "in 3"]);
  expect(second.map((message) => message["text"])).toEqual(["in 2", "in 1"]);
  expect(forward.map((message) => message["text"])).toEqual(["in 4", "in 5"]);
});

test("inboxes and team name the members", async () => {
  const fake = await openHeymarket();

  const inboxes = await list(ask(fake, "GET", "/v1/inboxes"));
  const team = await ask(fake, "GET", "/v1/team");

  expect(inboxes).toMatchObject([{ id: 101, name: "support", members: [55, 56] }, { id: 102 }]);
  expect(team.json["members"]).toMatchObject([{ id: 55 }, { id: 56 }]);
});

test("a PUT replaces a contact: omitted fields become empty, custom is merged, the opt-out stays", async () => {
  const fake = await openHeymarket();
  fake.setContact({ phone: PHONE, first: "Ana", last: "Li", tags: ["vip"], is_opted_out: true });
  const id = fake.contacts()[0]?.id ?? 0;
  await ask(fake, "PUT", `/v1/contact/${id}`, {
    phone: PHONE,
    first: "Ana",
    custom: { "1": "a", "2": "b", name: "x" },
  });

  const reply = await ask(fake, "PUT", `/v1/contact/${id}`, { phone: PHONE, last: "Wu", custom: { "2": "c" } });

  expect(reply.json).toMatchObject({ id, rev: fake.contacts()[0]?.rev });
  expect(fake.contacts()).toMatchObject([{ first: "", last: "Wu", tags: [], is_opted_out: true }]);
  expect(fake.contacts()[0]?.custom).toEqual({ "1": "a", "2": "c" });
});

test("a PUT with overwrite replaces custom too", async () => {
  const fake = await openHeymarket();
  fake.setContact({ phone: PHONE });
  const path = `/v1/contact/${fake.contacts()[0]?.id ?? 0}`;
  await ask(fake, "PUT", path, { phone: PHONE, custom: { "1": "a" } });

  await ask(fake, "PUT", `${path}?overwrite=true`, { phone: PHONE, custom: { "2": "b" } });

  expect(fake.contacts()[0]?.custom).toEqual({ "2": "b" });
});

test("a contact holds at most five tags, by id", async () => {
  const fake = await openHeymarket();
  const tags = [];
  for (const tag of ["a", "b", "c", "d", "e", "f"]) {
    tags.push({ tag_id: (await post(fake, "/v1/tag", { tag, color: "#00ff00" })).json["id"] });
  }
  await post(fake, "/v1/contact", { phone: PHONE, tags: tags.slice(0, 5) });
  const found = await post(fake, "/v1/contact/get", { phone: PHONE });
  const path = `/v1/contact/${String(found.json["id"])}`;

  const replies = [
    await ask(fake, "PUT", path, { phone: PHONE, tags }),
    await ask(fake, "PUT", path, { phone: PHONE, tags: [{ tag_id: 1 }] }),
    await ask(fake, "PUT", path, { phone: PHONE, tags: ["a"] }),
    await ask(fake, "PUT", path, { tags: [] }),
  ];

  expect(replies.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  expect(found.json["tags"]).toEqual(tags.slice(0, 5));
  expect(fake.contacts()[0]?.tags).toEqual(["a", "b", "c", "d", "e"]);
});

test("tags come 30 a page, newest first, with the date of the last as cursor", async () => {
  const fake = await openHeymarket();
  fake.setContact({ phone: PHONE, tags: Array.from({ length: 31 }, (_item, index) => `tag ${index}`) });

  const first = await list(post(fake, "/v1/tags"));
  const second = await list(post(fake, "/v1/tags", { date: first.at(-1)?.["updated"] }));

  expect(first).toHaveLength(30);
  expect(first[0]).toMatchObject({ tag: "tag 30" });
  expect(second).toMatchObject([{ tag: "tag 0" }]);
});

test("an unknown contact is 404, a known number cannot be created again", async () => {
  const fake = await openHeymarket();
  await post(fake, "/v1/contact", { phone: PHONE });

  const replies = [
    await post(fake, "/v1/contact/get", { phone: "15105550199" }),
    await ask(fake, "GET", "/v1/contact/1"),
    await post(fake, "/v1/contact", { phone: PHONE }),
  ];

  expect(replies.map(({ status }) => status)).toEqual([404, 404, 409]);
});

test("set_status opts out and in, and status tells", async () => {
  const fake = await openHeymarket();
  fake.setContact({ phone: PHONE });

  const out = await post(fake, "/v1/contact/set_status", { phone: PHONE, status: "unsubscribed" });
  const status = await post(fake, "/v1/contact/status", { id: String(fake.contacts()[0]?.id) });
  const wrong = await post(fake, "/v1/contact/set_status", { phone: PHONE, status: "toString" });

  expect(out.text).toBe('"success"');
  expect(status.json).toMatchObject({ phone: PHONE, unsubscribed: true, blocked: false });
  expect(wrong.status).toBe(400);
});

test("a conversation is closed and opened by a member of its inbox", async () => {
  const fake = await openHeymarket();
  fake.receiveText({ phone: PHONE, text: "hi" });
  const [message] = await history(fake);
  const chatId = (message?.["conversation"] as Record<string, unknown>)["id"];

  const closed = await post(fake, "/v1/conversations/close", { inbox_id: 101, user_id: 55, chat_id: chatId });
  const shown = await ask(fake, "GET", `/v1/conversations/${String(chatId)}`);
  const denied = await post(fake, "/v1/conversations/open", { inbox_id: 101, user_id: 77, target: PHONE });
  const unknown = await post(fake, "/v1/conversations/open", { inbox_id: 102, user_id: 56, target: PHONE });

  expect(closed.text).toBe('"ok"');
  expect(shown.json["status"]).toBe("closed");
  expect([denied.status, unknown.status]).toEqual([403, 404]);
});

test("an inbound text gives the webhook body and opts out on a keyword", async () => {
  const fake = await openHeymarket({ webhook: { id: 9, token: "secret" } });

  const reply = await call(`${fake.url}/_sandbox/inbound`, {
    method: "POST",
    body: { phone: `+${PHONE}`, text: " stop ", inbox: 101 },
  });

  expect(reply.json).toMatchObject({
    type: "message_recieved",
    id: 9,
    token: "secret",
    event_data: { text: " stop ", phone: PHONE, conversation: { inbox: 101, target: PHONE, status: "open" } },
  });
  expect(fake.contacts()).toMatchObject([{ phone: PHONE, is_opted_out: true }]);
});

test.each([
  [{ text: "hi" }, "phone is required"],
  [{ phone: "abc", text: "hi" }, "phone must be a number"],
  [{ phone: PHONE, inbox: "nowhere" }, "there is no inbox nowhere"],
])("an inbound text such as %j is refused", async (body, message) => {
  const fake = await openHeymarket();

  const reply = await call(`${fake.url}/_sandbox/inbound`, { method: "POST", body });

  expect(reply.status).toBe(400);
  expect(reply.json["message"]).toContain(message);
});

test("the clock is told and moved by another process, forward only; without one to move it stays", async () => {
  let at = 1_000;
  const moveClock = (next: number): void => {
    at = next;
  };
  const fake = await openHeymarket({ now: () => at, moveClock });
  const fixed = await openHeymarket({ now: () => 1_000 });
  const ask = (url: string, body: object): ReturnType<typeof call> =>
    call(`${url}/_sandbox/clock`, { method: "POST", body });

  expect((await ask(fake.url, {})).json).toEqual({ now: 1_000 });
  expect((await ask(fake.url, { at: 5_000 })).json).toEqual({ now: 5_000 });
  expect((await ask(fake.url, { at: 4_999 })).status).toBe(400);
  expect((await ask(fake.url, { at: "later" })).status).toBe(400);
  expect((await ask(fixed.url, { at: 5_000 })).status).toBe(400);
  expect(at).toBe(5_000);
});
