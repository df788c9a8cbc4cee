import { expect, test } from "vitest";
import { createMockedAnswers } from "../../src/sandbox/mocks.ts";

const SEARCH = { method: "POST", path: "/search" };

test("a mock is what a connection answers, and one that fails cuts the connection", () => {
  const mocked = createMockedAnswers();
  mocked.replace({
    crm: { status: 200, json: { id: 1 }, fail: false },
    down: { status: 200, json: {}, fail: true },
  });

  expect(mocked.behave("crm", SEARCH)).toEqual({ status: 200, body: { id: 1 } });
  expect(mocked.behave("down", SEARCH)).toEqual({ reset: "before" });
  expect(mocked.behave("other", SEARCH)).toBeNull();
});

test("of success a vendor's fake answers itself, unless the mock names the path", () => {
  const mocked = createMockedAnswers();
  mocked.replace({
    whole: { status: 200, json: { matched: 0 }, fail: false },
    named: { status: 200, json: { results: [] }, fail: false, path: "/search" },
    refused: { status: 400, json: {}, fail: false },
    down: { status: 200, json: {}, fail: true },
  });

  expect(mocked.behaveAsVendor("whole", SEARCH)).toBeNull();
  expect(mocked.behaveAsVendor("named", SEARCH)).toEqual({ status: 200, body: { results: [] } });
  expect(mocked.behaveAsVendor("named", { method: "POST", path: "/other" })).toBeNull();
  expect(mocked.behaveAsVendor("refused", SEARCH)).toEqual({ status: 400, body: {} });
  expect(mocked.behaveAsVendor("down", SEARCH)).toEqual({ reset: "before" });
});

test("answers that were given once are given in turn, and anew after they were replaced", () => {
  const mocked = createMockedAnswers();
  const mocks = {
    crm: [
      { status: 503, json: {}, fail: false },
      { status: 400, json: {}, fail: false },
    ],
  };
  const told = (): unknown => mocked.behaveAsVendor("crm", SEARCH)?.status;
  mocked.replace(mocks);

  expect([told(), told(), told()]).toEqual([503, 400, 400]);

  mocked.replace({ crm: [...mocks.crm] });
  expect(told()).toBe(503);
});
