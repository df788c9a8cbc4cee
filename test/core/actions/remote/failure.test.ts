import { describe, expect, test } from "vitest";
import { failureOf, PAUSE_WITHOUT_RETRY_AFTER_MS } from "../../../../src/core/actions/remote/failure.ts";

type Given = Parameters<typeof failureOf>[0];

function failing(status: number, overrides: Partial<Given> = {}): ReturnType<typeof failureOf> {
  return failureOf({
    ...{ name: "CRM", status, json: null, headers: {}, requestId: "req_1", text: "", isJson: false },
    ...{ secrets: [], retryAfterMs: null, ...overrides },
  });
}

describe("what may be done after an answer that is no 2xx", () => {
  test.each([
    [301, "refused"],
    [400, "refused"],
    [404, "refused"],
    [408, "not_sent"],
    [409, "refused"],
    [425, "not_sent"],
    [429, "not_sent"],
    [500, "unclear"],
    [503, "unclear"],
  ])("%i is %s", (status, kind) => {
    expect(failing(status)).toMatchObject({ kind, httpStatus: status, requestId: "req_1" });
  });

  test.each([
    [
      "429 pauses the destination and counts as no attempt",
      429,
      null,
      { retryAfterMs: PAUSE_WITHOUT_RETRY_AFTER_MS, counts: false },
    ],
    ["429 that says for how long is believed", 429, 9_000, { retryAfterMs: 9_000, counts: false }],
    ["408 pauses nothing and counts", 408, null, { retryAfterMs: null, counts: true }],
    ["425 that says for how long is believed", 425, 9_000, { retryAfterMs: 9_000, counts: true }],
  ])("%s", (_, status, retryAfterMs, wanted) => {
    expect(failing(status, { retryAfterMs })).toMatchObject(wanted);
  });

  test("a redirect is refused, and why", () => {
    expect(failing(302)).toMatchObject({ code: "http_302", message: "CRM answered 302. Redirects are not followed." });
  });

  test("what the remote says is told, without secrets", () => {
    const said = failing(422, { text: "no such key: s3cret", secrets: ["s3cret"] });

    expect(said).toMatchObject({ code: "http_422" });
    expect("message" in said && said.message).toMatch(/^CRM answered 422: no such key: /);
    expect(JSON.stringify({ ...said, answer: null })).not.toContain("s3cret");
  });
});

describe("a remote with a form of its own", () => {
  test("pauses for as long as it says, whatever its status", () => {
    expect(failing(400, { own: { pauseMs: 7_000 } })).toMatchObject({
      kind: "not_sent",
      retryAfterMs: 7_000,
      counts: false,
    });
  });

  test("takes the same call again when it says so", () => {
    expect(failing(400, { own: { isTransient: true } })).toMatchObject({ kind: "not_sent", counts: true });
  });
});
