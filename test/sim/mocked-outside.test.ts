import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/base/json.ts";
import type { ActionName } from "../../src/core/model/ruleset/action.ts";
import type { TestMock } from "../../src/core/model/ruleset/rule-test.ts";
import type { Action } from "../../src/ports/outside/action.ts";
import { createMockedOutside } from "../../src/sim/mocked-outside.ts";
import { partialRequest } from "../helpers/make.ts";

async function answerOf(action: ActionName, fields: JsonObject, mocks: Readonly<Record<string, TestMock>> = {}) {
  const mocked: Action = createMockedOutside(mocks).actions[action];
  const request = partialRequest(fields);
  return mocked.perform({ effectId: "eff_1", request, localId: null, attempt: 1, timeoutMs: 1_000 });
}

function mock(overrides: Partial<TestMock>): Readonly<Record<string, TestMock>> {
  return { crm: { status: 200, json: {}, fail: false, ...overrides } };
}

test.each(["send_message", "note", "tag"] as const)("Heymarket takes every %s", async (action) => {
  expect(await answerOf(action, { text: "Hi" })).toMatchObject({ kind: "done", httpStatus: 200 });
});

test.each(["http", "notify"] as const)("a connection the test does not speak of takes every %s", async (action) => {
  expect(await answerOf(action, { connection: "other" }, mock({ fail: true }))).toEqual({
    kind: "done",
    result: { status: 200, json: {}, headers: {} },
    httpStatus: 200,
    requestId: null,
  });
  expect(await answerOf(action, {})).toMatchObject({ kind: "done" });
});

test("a connection answers as the test says", async () => {
  expect(await answerOf("http", { connection: "crm" }, mock({ status: 201, json: { id: 7 } }))).toMatchObject({
    kind: "done",
    result: { status: 201, json: { id: 7 }, headers: {} },
    httpStatus: 201,
  });
});

test.each([
  [300, { kind: "refused", code: "http_300" }],
  [404, { kind: "refused", code: "http_404", message: "crm answered 404." }],
  [408, { kind: "not_sent", counts: true, retryAfterMs: null }],
  [425, { kind: "not_sent", counts: true, retryAfterMs: null }],
  [429, { kind: "not_sent", counts: false, retryAfterMs: 5_000 }],
  [500, { kind: "unclear", message: "crm answered 500." }],
  [503, { kind: "unclear" }],
])("HTTP %i ends as it would in earnest", async (status, wanted) => {
  expect(await answerOf("http", { connection: "crm" }, mock({ status }))).toMatchObject({
    ...wanted,
    httpStatus: status,
  });
});

test("a host that cannot be reached was surely not told anything", async () => {
  expect(await answerOf("notify", { connection: "crm" }, mock({ fail: true }))).toMatchObject({
    kind: "not_sent",
    counts: true,
    httpStatus: null,
  });
});

test("a change in a CRM found one record, unless the mock says something else", async () => {
  const request = { connection: "crm" };

  const found = await answerOf("crm", request);
  const missing = await answerOf("crm", request, { crm: { status: 200, json: { matched: 0, ids: [] }, fail: false } });
  const refused = await answerOf("crm", request, { crm: { status: 400, json: {}, fail: false } });

  expect(found).toMatchObject({ kind: "done", result: { matched: 1, created: false, ids: ["1"] } });
  expect(missing).toMatchObject({ kind: "done", result: { matched: 0, created: false, ids: [] } });
  expect(refused).toMatchObject({ kind: "refused", httpStatus: 400 });
});

test.each([
  [{ path: "/x/a/../b" }, "the path holds a . or .. segment"],
  [{ headers: { Host: "evil.test" } }, "header Host is set by the engine, not by a rule"],
  [{ headers: { "X-A": "→" } }, 'header "X-A" holds a character that headers cannot carry'],
])("a request that the engine would not make is refused in its words: %j", async (part, problem) => {
  const request = { connection: "crm", method: "GET", path: "/x", headers: {}, ...part };

  expect(await answerOf("http", request)).toMatchObject({
    kind: "refused",
    code: "invalid_request",
    message: `crm was not called: ${problem}.`,
  });
});
