import { expect, test } from "vitest";
import type { EffectRequests } from "../../../../src/core/model/ruleset/action.ts";
import type { Connection } from "../../../../src/ports/outside/connection.ts";
import { attempt, makeActions, makeConnection } from "../../make.ts";
import { answer, closedUrl, startServer } from "../../server.ts";
import type { Respond } from "../../server.ts";

const REQUEST: EffectRequests["http"] = {
  connection: "crm",
  method: "POST",
  path: "/contacts/15105550100/events",
  headers: {},
  json: { opted_out: true },
};

async function setUp(respond: Respond, overrides: Partial<Connection> = {}) {
  const { url, received } = await startServer(respond);
  const { logger, ...outside } = makeActions({ connections: [makeConnection(`${url}/api`, overrides)] });
  const call = (change: Partial<EffectRequests["http"]> = {}, timeoutMs?: number) =>
    attempt(outside, "http", { ...REQUEST, ...change }, timeoutMs);
  return { outside, received, logger, call };
}

const ok: Respond = (response) => {
  answer(response, 200, { id: 5 });
};

test("a call goes below the base URL, authorized, with the effect's id", async () => {
  const { call, received } = await setUp((response) => {
    answer(response, 201, { id: 5 }, { location: "/api/e/5", "x-request-id": "r-1", "set-cookie": "a=b" });
  });

  const outcome = await call();

  expect(received).toMatchObject([
    {
      method: "POST",
      url: "/api/contacts/15105550100/events",
      body: '{"opted_out":true}',
      headers: {
        authorization: "Bearer crm-token-1",
        "idempotency-key": "eff_1",
        "content-type": "application/json",
      },
    },
  ]);
  expect(outcome).toEqual({
    kind: "done",
    result: {
      status: 201,
      json: { id: 5 },
      text: null,
      headers: { "content-type": "application/json", location: "/api/e/5", "x-request-id": "r-1" },
    },
    httpStatus: 201,
    requestId: "r-1",
  });
});

test.each([
  ["basic", { kind: "basic", username: "u", password: "p:w" }, { authorization: "Basic dTpwOnc=" }],
  ["a header", { kind: "header", name: "X-Api-Key", value: "k1" }, { "x-api-key": "k1" }],
] as const)("a connection may prove itself by %s", async (_name, auth, headers) => {
  const { call, received } = await setUp(ok, { auth });

  await call();

  expect(received[0]?.headers).toMatchObject(headers);
});

test("a connection without proof sends none", async () => {
  const { call, received } = await setUp(ok, { auth: { kind: "none" } });

  await call();

  expect(received[0]?.headers).not.toHaveProperty("authorization");
});

test.each([
  [
    "a form",
    { json: null, form: { a: "x y", b: 2, c: ["p", "q"], d: null } },
    "a=x+y&b=2&c=p&c=q",
    /^application\/x-www/,
  ],
  ["plain text", { json: null, body: "hello" }, "hello", /^text\/plain/],
  ["text of a type of its own", { json: null, body: "<a/>", headers: { "Content-Type": "text/xml" } }, "<a/>", /xml$/],
])("%s goes out as it is", async (_name, change, body, type) => {
  const { call, received } = await setUp(ok);

  await call(change);

  expect(received[0]?.body).toBe(body);
  expect(received[0]?.headers["content-type"]).toMatch(type);
});

test.each(["authorization", "Host", "Idempotency-Key", "Content-Length"])(
  "a rule cannot set header %s",
  async (name) => {
    const { call, received } = await setUp(ok);

    const outcome = await call({ headers: { [name]: "1" } });

    expect(outcome).toMatchObject({ kind: "refused", code: "invalid_request" });
    expect(received).toEqual([]);
  },
);

test("a rule cannot set the header by which the connection proves itself", async () => {
  const { call, received } = await setUp(ok, { auth: { kind: "header", name: "X-Api-Key", value: "k1" } });

  const outcome = await call({ headers: { "x-api-key": "mine" } });

  expect(outcome).toMatchObject({ kind: "refused", code: "invalid_request" });
  expect(received).toEqual([]);
});

test.each([
  ["a line break in a header", { headers: { "x-name": "Ana\r\nx-admin: 1" } }],
  ["a path that climbs", { path: "/contacts/../../admin" }],
  ["a path to another host", { path: "//evil.test/" }],
  ["a line break in the path", { path: "/a\r\nhost: b" }],
])("%s is refused without a call", async (_name, change) => {
  const { call, received } = await setUp(ok);

  const outcome = await call(change);

  expect(outcome).toMatchObject({ kind: "refused", code: "invalid_request" });
  expect(received).toEqual([]);
});

test("a connection that is unknown is refused", async () => {
  const { call } = await setUp(ok);

  const outcome = await call({ connection: "nobody" });

  expect(outcome).toMatchObject({ kind: "refused", code: "unknown_connection" });
});

test.each([
  ["text", "all fine", { json: null, text: "all fine" }],
  ["nothing", "", { json: null, text: "" }],
  ["JSON nested too deep to store", "[".repeat(20_000) + "]".repeat(20_000), { json: null }],
])("an answer of %s is done too", async (_name, body, result) => {
  const { call } = await setUp((response) => response.end(body));

  const outcome = await call();

  expect(outcome).toMatchObject({ kind: "done", result: { status: 200, ...result } });
});

test.each([
  [400, "refused"],
  [403, "refused"],
  [404, "refused"],
  [409, "refused"],
  [408, "not_sent"],
  [425, "not_sent"],
  [429, "not_sent"],
  [500, "unclear"],
  [503, "unclear"],
])("a %i is %s", async (status, kind) => {
  const { call, received } = await setUp((response) => {
    answer(response, status, { message: "no" });
  });

  const outcome = await call();

  expect(outcome).toMatchObject({ kind, httpStatus: status, message: `crm answered ${status}: no` });
  expect(received).toHaveLength(1);
});

test("a 408 counts as a try, a 429 does not", async () => {
  const { call } = await setUp((response, _request, index) => {
    answer(response, index === 0 ? 408 : 429, {}, { "retry-after": "2" });
  });

  const outcomes = [await call(), await call()];

  expect(outcomes).toMatchObject([
    { counts: true, retryAfterMs: 2_000 },
    { counts: false, retryAfterMs: 2_000 },
  ]);
});

test("a 429 pauses its own connection and no other", async () => {
  const { url } = await startServer((response) => {
    answer(response, 429, {}, { "retry-after": "60" });
  });
  const outside = makeActions({
    connections: [makeConnection(url), makeConnection(url, { name: "other" })],
  });
  await attempt(outside, "http", REQUEST);

  const { destinations } = outside;
  expect([destinations.roomAt("crm") > 0, destinations.roomAt("other") > 0]).toEqual([false, true]);
});

test("a redirect is refused and not followed", async () => {
  const { call, received } = await setUp((response) => {
    response.writeHead(307, { location: "/api/elsewhere" }).end();
  });

  const outcome = await call();

  expect(outcome).toMatchObject({ kind: "refused", code: "http_307", httpStatus: 307 });
  expect(outcome).toHaveProperty("message", expect.stringContaining("not followed"));
  expect(received).toHaveLength(1);
});

test("a call that meets silence is unclear, one that meets a closed door was not sent", async () => {
  const { call } = await setUp(() => undefined);
  const closed = makeActions({ connections: [makeConnection(await closedUrl())] });

  const outcomes = [await call({}, 150), await attempt(closed, "http", REQUEST)];

  expect(outcomes).toMatchObject([{ kind: "unclear" }, { kind: "not_sent", counts: true }]);
});

test("a refusal brings what was answered, its reason, and no more of the headers than rules may read", async () => {
  const { call } = await setUp((response) => {
    answer(response, 409, { errors: [{ message: "exists", id: 501 }] }, { "x-request-id": "r-2", "set-cookie": "a=b" });
  });

  const outcome = await call();

  expect(outcome).toMatchObject({ kind: "refused", message: "crm answered 409: exists" });
  expect(outcome).toHaveProperty("answer", {
    status: 409,
    json: { errors: [{ message: "exists", id: 501 }] },
    headers: { "content-type": "application/json", "x-request-id": "r-2" },
  });
});

test.each([
  [
    "/c",
    { q: "Ann & role=admin", phone: "+1510", in: ["a", 2], off: null },
    "/c?q=Ann%20%26%20role%3Dadmin&phone=%2B1510&in=a&in=2",
  ],
  ["/c?page=1", { "a b": "x#y" }, "/c?page=1&a%20b=x%23y"],
  ["/c", {}, "/c"],
])("a query goes behind %s", async (path, query, wanted) => {
  const { call, received } = await setUp(ok);

  await call({ path, query });

  expect(received[0]?.url).toBe(`/api${wanted}`);
});

test("an answer that is longer than what is read of it says so, and is no JSON", async () => {
  const { call } = await setUp((response) => {
    answer(response, 200, { rows: "x".repeat(300_000) });
  });

  const outcome = await call();

  expect(outcome).toMatchObject({ kind: "done", result: { status: 200, json: null, cut: true } });
});

test("integers that no number holds stay what they were", async () => {
  const { call } = await setUp((response) => {
    response.end('{"id":7615917337495251231,"owner":-9007199254740993,"small":9007199254740991,"rate":0.5}');
  });

  const outcome = await call();

  const json = { id: "7615917337495251231", owner: "-9007199254740993", small: 9007199254740991, rate: 0.5 };
  expect(outcome).toMatchObject({ kind: "done", result: { json } });
});

test("the log names the connection and neither path, body nor token", async () => {
  const { call, logger } = await setUp(ok);

  await call();

  expect(logger.lines).toMatchObject([{ destination: "crm", method: "POST", status: 200, outcome: "answered" }]);
  expect(JSON.stringify(logger.lines)).not.toMatch(/15105550100|opted_out|crm-token-1/);
});
