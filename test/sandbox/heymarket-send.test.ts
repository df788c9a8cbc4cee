import { describe, expect, test } from "vitest";
import { call, credentials, openHeymarket, post, text } from "./sandbox-client.ts";

const TEAM = { lists: [{ id: 3, name: "News" }] };

test("an accepted text is answered with id and date, and makes contact and conversation", async () => {
  const fake = await openHeymarket({ now: () => Date.parse("2026-03-10T12:00:00Z") });

  const reply = await post(fake, "/v1/message/send", text);

  expect(reply.status).toBe(200);
  expect(reply.json).toEqual({ id: expect.any(Number) as number, date: expect.any(String) as string, gallery_url: "" });
  expect(fake.sent()).toMatchObject([
    {
      id: reply.json["id"],
      local_id: "one",
      inbox_id: 101,
      creator_id: 55,
      phone_number: "15105550100",
      chat_id: expect.any(Number) as number,
      text: "hello",
      private: false,
    },
  ]);
  expect(fake.contacts()).toMatchObject([{ phone: "15105550100" }]);
});

test.each([
  ["no inbox", { inbox_id: undefined }, 400, "inbox_id is required"],
  ["an inbox as text", { inbox_id: "101" }, 400, "inbox_id must be an integer"],
  ["an unknown inbox", { inbox_id: 999 }, 400, "there is no inbox 999"],
  ["no creator", { creator_id: undefined }, 400, "creator_id is required"],
  ["a creator without access to the inbox", { inbox_id: 102 }, 403, "creator_id 55 has no access to inbox 102"],
  ["no target", { phone_number: undefined }, 400, "give exactly one of phone_number, chat_id, list_id, targets"],
  ["two targets", { chat_id: 1 }, 400, "give exactly one of phone_number, chat_id, list_id, targets"],
  ["a number with plus", { phone_number: "+15105550100" }, 400, "phone_number must be a number in E.164"],
  ["an unknown conversation", { phone_number: undefined, chat_id: 7 }, 400, "inbox 101 has no conversation 7"],
  ["no content", { text: undefined }, 400, "text, template_id, media_url or survey_id is required"],
  ["an empty text", { text: "" }, 400, "text, template_id, media_url or survey_id is required"],
  ["a text that is a number", { text: 5 }, 400, "text must be a string"],
  ["an empty local_id", { local_id: "" }, 400, "local_id must not be empty"],
  ["a private comment to nobody yet", { private: true }, 400, "a private comment needs an existing conversation"],
  [
    "a list without local_id",
    { phone_number: undefined, list_id: 3, local_id: undefined },
    400,
    "local_id is required",
  ],
  ["an unknown list", { phone_number: undefined, list_id: 4 }, 400, "there is no list 4"],
  ["an unknown template", { text: undefined, template_id: 4 }, 400, "there is no template 4"],
  ["an unknown survey", { text: undefined, survey_id: 4 }, 400, "there is no survey 4"],
  ["an empty group", { phone_number: undefined, targets: [] }, 400, "targets must not be empty"],
])("a send with %s is refused", async (_name, changes, status, message) => {
  const fake = await openHeymarket({ team: TEAM });

  const reply = await post(fake, "/v1/message/send", { ...text, ...changes });

  expect(reply.status).toBe(status);
  expect(reply.json["message"]).toContain(message);
  expect(fake.sent()).toEqual([]);
});

test("a body that is not JSON, or does not say so, is refused", async () => {
  const fake = await openHeymarket();
  const authorization = `Bearer ${credentials.apiKey}`;
  const send = (body: string, type: string) =>
    call(`${fake.url}/v1/message/send`, { method: "POST", body, headers: { authorization, "content-type": type } });

  const replies = [await send("{", "application/json"), await send(JSON.stringify(text), "text/plain")];

  expect(replies.map(({ status }) => status)).toEqual([400, 400]);
  expect(fake.sent()).toEqual([]);
});

test("chat_id replies into a conversation of that inbox", async () => {
  const fake = await openHeymarket();
  await post(fake, "/v1/message/send", text);
  const chatId = fake.sent()[0]?.chat_id;

  const reply = await post(fake, "/v1/message/send", { inbox_id: 101, creator_id: 55, chat_id: chatId, text: "again" });
  const elsewhere = await post(fake, "/v1/message/send", {
    inbox_id: 102,
    creator_id: 56,
    chat_id: chatId,
    text: "no",
  });

  expect([reply.status, elsewhere.status]).toEqual([200, 400]);
  expect(fake.sent()[1]).toMatchObject({ chat_id: chatId, phone_number: "15105550100", text: "again" });
});

test("a contact who opted out gets no text, but a private comment is written", async () => {
  const fake = await openHeymarket();
  await post(fake, "/v1/message/send", text);
  fake.setContact({ phone: "+15105550100", is_opted_out: true });

  const reply = await post(fake, "/v1/message/send", { ...text, local_id: "two" });
  const comment = await post(fake, "/v1/message/send", { ...text, local_id: "three", private: true });

  expect(reply.status).toBe(400);
  expect(reply.json["error_code"]).toBe("unsubscribed_number");
  expect(comment.status).toBe(200);
  expect(fake.sent().map((message) => message.private)).toEqual([false, true]);
});

test("name tokens in a text are replaced, as Heymarket does", async () => {
  const fake = await openHeymarket();
  fake.setContact({ phone: "15105550100", first: "Ana $&" });

  await post(fake, "/v1/message/send", { ...text, text: "Hi {{first_name}}, {\u200b{last_name}}" });

  expect(fake.sent()[0]?.text).toBe("Hi Ana $&, {\u200b{last_name}}");
});

describe("a second send with the same local_id", () => {
  test("gives the first answer again when the fake dedupes", async () => {
    const fake = await openHeymarket({ localIdMode: "dedupes" });
    const first = await post(fake, "/v1/message/send", text);
    fake.setContact({ phone: "15105550100", is_opted_out: true });

    const second = await post(fake, "/v1/message/send", text);

    expect(second.json).toEqual(first.json);
    expect(fake.sent()).toHaveLength(1);
  });

  test("is refused when the fake rejects", async () => {
    const fake = await openHeymarket({ localIdMode: "rejects" });
    await post(fake, "/v1/message/send", text);

    const second = await post(fake, "/v1/message/send", text);

    expect(second.status).toBe(409);
    expect(fake.sent()).toHaveLength(1);
  });

  test("is a second text when the fake ignores it", async () => {
    const fake = await openHeymarket({ localIdMode: "ignores" });
    const first = await post(fake, "/v1/message/send", text);

    const second = await post(fake, "/v1/message/send", text);

    expect(second.json["id"]).not.toBe(first.json["id"]);
    expect(fake.sent()).toHaveLength(2);
  });

  test("to a list is deduplicated in every mode", async () => {
    const fake = await openHeymarket({ localIdMode: "ignores", team: TEAM });
    const broadcast = { inbox_id: 101, creator_id: 55, list_id: 3, text: "news", local_id: "b" };
    const first = await post(fake, "/v1/message/send", broadcast);

    const second = await post(fake, "/v1/message/send", broadcast);

    expect(second.json).toEqual(first.json);
    expect(fake.sent()).toMatchObject([{ list_id: 3, phone_number: null, chat_id: null }]);
  });
});
