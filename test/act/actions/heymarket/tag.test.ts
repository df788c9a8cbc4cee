import { expect, test, vi } from "vitest";
import type { JsonObject, JsonValue } from "../../../../src/core/base/json.ts";
import { isJsonObject, ownValue } from "../../../../src/core/base/json.ts";
import { attempt, heymarketAt, makeActions } from "../../make.ts";
import { answer, startServer } from "../../server.ts";
import { stopTime } from "../../still-time.ts";

interface Account {
  contact: JsonObject | null;
  readonly tags: JsonObject[];
}

const CONTACT: JsonObject = {
  id: 77,
  phone: "15105550100",
  first: "Ana",
  last: "Lima",
  display_name: "Ana Lima",
  email: "ana@example.com",
  assigned_user_id: 55,
  is_opted_out: true,
  custom: { "3": "gold" },
  rev: 8,
  tags: [{ tag_id: 1 }],
};

function makeTags(count: number): JsonObject[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    tag: `tag-${index + 1}`,
    updated: `d${index + 1}`,
  }));
}

/** A contact and tag store with the four calls the action uses; pages of 30 tags, newest first. */
async function setUp(account: Account, rate = heymarketAt("").rate) {
  let nextId = 1_000;
  const { url, received } = await startServer((response, request) => {
    const body = JSON.parse(request.body) as JsonObject;
    switch (`${request.method} ${request.url}`) {
      case "POST /v1/contact/get":
        if (account.contact === null) answer(response, 404, { message: "not found" });
        else answer(response, 200, account.contact);
        return;
      case "POST /v1/tags": {
        const newest = account.tags.toReversed();
        const from = body["date"] === undefined ? 0 : newest.findIndex(({ updated }) => updated === body["date"]) + 1;
        answer(response, 200, newest.slice(from, from + 30));
        return;
      }
      case "POST /v1/tag":
        account.tags.push({ id: nextId, tag: body["tag"] ?? null, updated: `d${nextId}` });
        answer(response, 200, { id: nextId++, rev: 1, uuid: "u" });
        return;
      case "PUT /v1/contact/77":
        account.contact = { ...account.contact, ...body };
        answer(response, 200, { id: 77, rev: 9, uuid: "u" }, { "x-request-id": "r-put" });
        return;
      default:
        answer(response, 404, {});
    }
  });
  const outside = makeActions({ heymarket: { ...heymarketAt(url), rate } });
  const calls = (): string[] => received.map((request) => `${request.method} ${request.url}`);
  const written = (): JsonValue[] =>
    received.filter(({ method }) => method === "PUT").map(({ body }) => JSON.parse(body) as JsonValue);
  const tag = (change: JsonObject, timeoutMs = 60_000) =>
    attempt(outside, "tag", { phone: "+15105550100", add: [], remove: [], ...change }, timeoutMs);
  return { outside, received, calls, written, tag };
}

test("a tag is added to those the contact has, with all other fields sent back, the opt-out too", async () => {
  const { tag, written, received } = await setUp({ contact: CONTACT, tags: makeTags(2) });

  const outcome = await tag({ add: ["tag-2"] });

  expect(received[0]?.body).toBe('{"phone":"15105550100"}');
  expect(written()).toEqual([
    {
      phone: "15105550100",
      first: "Ana",
      last: "Lima",
      display_name: "Ana Lima",
      email: "ana@example.com",
      assignee_id: 55,
      custom: { "3": "gold" },
      tags: [{ tag_id: 1 }, { tag_id: 2 }],
      is_opted_out: true,
    },
  ]);
  expect(outcome).toEqual({
    kind: "done",
    result: { contact_id: 77, added: [2], removed: [] },
    httpStatus: 200,
    requestId: "r-put",
  });
});

test("of a contact who is not opted out, nothing is sent about it", async () => {
  const { tag, written } = await setUp({ contact: { ...CONTACT, is_opted_out: false }, tags: makeTags(2) });

  await tag({ add: ["tag-2"] });

  expect(written().map((body) => ownValue(body, "is_opted_out"))).toEqual([null]);
});

test("a tag is removed and another added in one write", async () => {
  const { tag, written } = await setUp({ contact: CONTACT, tags: makeTags(2) });

  await tag({ add: ["tag-2"], remove: ["tag-1"] });

  expect(written()).toMatchObject([{ tags: [{ tag_id: 2 }] }]);
});

test.each([
  ["has the tag to add", { add: [" TAG-1 "] }],
  ["has not the tag to remove", { remove: ["tag-2"] }],
  ["cannot have the tag to remove, as there is none of that name", { remove: ["nobody"] }],
])("nothing is written when the contact %s", async (_name, change) => {
  const { tag, calls } = await setUp({ contact: CONTACT, tags: makeTags(2) });

  const outcome = await tag(change);

  expect(outcome).toMatchObject({ kind: "done", result: { contact_id: 77, added: [], removed: [] } });
  expect(calls()).not.toContain("PUT /v1/contact/77");
});

test("a tag that does not exist is created once", async () => {
  const { tag, calls, written } = await setUp({ contact: CONTACT, tags: makeTags(1) });

  await tag({ add: ["vip"] });
  await tag({ add: ["vip"] });

  expect(calls().filter((call) => call === "POST /v1/tag")).toHaveLength(1);
  expect(written()).toMatchObject([{ tags: [{ tag_id: 1 }, { tag_id: 1_000 }] }]);
});

test("names are found on later pages and looked up once for some minutes", async () => {
  const { tag, calls } = await setUp({ contact: CONTACT, tags: makeTags(61) });

  const outcomes = [await tag({ add: ["tag-2"] }), await tag({ add: ["tag-61"] })];

  expect(outcomes).toMatchObject([{ result: { added: [2] } }, { result: { added: [61] } }]);
  expect(calls().filter((call) => call === "POST /v1/tags")).toHaveLength(3);
});

test("a sixth tag is refused, naming how many there would be", async () => {
  const contact = { ...CONTACT, tags: [1, 2, 3, 4] };
  const { tag, written } = await setUp({ contact, tags: makeTags(7) });

  const outcome = await tag({ add: ["tag-5", "tag-6"] });

  expect(outcome).toMatchObject({ kind: "refused", code: "too_many_tags" });
  expect(outcome).toHaveProperty("message", expect.stringContaining("6 tags"));
  expect(written()).toEqual([]);
});

test("what is refused for too many tags leaves no new tag in the team", async () => {
  const { tag, calls } = await setUp({ contact: { ...CONTACT, tags: [1, 2] }, tags: makeTags(2) });

  const outcome = await tag({ add: ["a", "b", "A", "c", "d"], remove: [] });

  expect(outcome).toMatchObject({ kind: "refused", code: "too_many_tags" });
  expect(outcome).toHaveProperty("message", expect.stringContaining("6 tags"));
  expect(calls()).not.toContain("POST /v1/tag");
});

test("new tags fit when others are removed in the same step", async () => {
  const { tag, written } = await setUp({ contact: { ...CONTACT, tags: [1, 2, 3, 4] }, tags: makeTags(4) });

  const outcome = await tag({ add: ["a", "b"], remove: ["tag-1"] });

  expect(outcome).toMatchObject({ kind: "done" });
  expect(written()).toMatchObject([{ tags: [2, 3, 4, 1_000, 1_001].map((id) => ({ tag_id: id })) }]);
});

test.each([
  ["a bare number", [1]],
  ["an id", [{ id: 1, tag: "tag-1" }]],
  ["a tag id", [{ tag_id: "1" }]],
])("the tags a contact has are read as %s", async (_name, tags) => {
  const { tag, written } = await setUp({ contact: { ...CONTACT, tags }, tags: makeTags(2) });

  await tag({ add: ["tag-2"] });

  expect(written()).toMatchObject([{ tags: [{ tag_id: 1 }, { tag_id: 2 }] }]);
});

test("tags in a form we cannot read are not overwritten", async () => {
  const { tag, written } = await setUp({ contact: { ...CONTACT, tags: ["tag-1"] }, tags: makeTags(2) });

  const outcome = await tag({ add: ["tag-2"] });

  expect(outcome).toMatchObject({ kind: "refused", code: "unreadable_answer" });
  expect(written()).toEqual([]);
});

test("a number without a contact is refused, not created", async () => {
  const { tag, calls } = await setUp({ contact: null, tags: makeTags(2) });

  const outcome = await tag({ add: ["tag-2"] });

  expect(outcome).toMatchObject({ kind: "refused", code: "contact_not_found" });
  expect(calls()).toEqual(["POST /v1/contact/get"]);
});

test("removing tags from a number without a contact has nothing to do", async () => {
  const { tag, calls } = await setUp({ contact: null, tags: makeTags(2) });

  const outcome = await tag({ remove: ["tag-2"] });

  expect(outcome).toMatchObject({ kind: "done", result: { contact_id: null, added: [], removed: [] } });
  expect(calls()).toEqual(["POST /v1/contact/get"]);
});

test("two attempts for one contact do not lose each other's tag", async () => {
  const account: Account = { contact: { ...CONTACT, tags: [] }, tags: makeTags(3) };
  const { tag } = await setUp(account);

  await Promise.all([tag({ add: ["tag-1"] }), tag({ add: ["tag-2"] }), tag({ add: ["tag-3"] })]);

  const tags = ownValue(account.contact, "tags");
  const ids = Array.isArray(tags) ? tags.map((item: JsonValue) => (isJsonObject(item) ? item["tag_id"] : null)) : [];
  expect(ids.toSorted()).toEqual([1, 2, 3]);
});

test("an attempt that finds no slot in its time was not done and does not count", async () => {
  stopTime();
  const { tag, written } = await setUp({ contact: CONTACT, tags: makeTags(2) }, { count: 1, windowMs: 1_000 });
  await vi.advanceTimersByTimeAsync(1_000);

  const outcome = await tag({ add: ["tag-2"] }, 100);

  expect(outcome).toMatchObject({ kind: "not_sent", counts: false });
  expect(written()).toEqual([]);
});

test("a failure of one of the calls is the outcome of the attempt, which may be repeated", async () => {
  const { url } = await startServer((response) => {
    answer(response, 500, {});
  });
  const outside = makeActions({ heymarket: heymarketAt(url) });

  const outcome = await attempt(outside, "tag", { phone: "+15105550100", add: ["vip"], remove: [] });

  expect(outcome).toMatchObject({ kind: "unclear", httpStatus: 500 });
});
