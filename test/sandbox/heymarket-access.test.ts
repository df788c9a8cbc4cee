import { expect, test } from "vitest";
import { EngineError } from "../../src/core/base/errors.ts";
import { ask, call, credentials, openHeymarket, signToken } from "./sandbox-client.ts";

const NOW = Date.parse("2026-03-10T12:00:00Z");

test.each([
  { name: "signed now", issuedAt: NOW, status: 200 },
  { name: "signed four minutes ago", issuedAt: NOW - 240_000, status: 200 },
  { name: "signed five and a half minutes ago, within clock skew", issuedAt: NOW - 330_000, status: 200 },
  { name: "signed six and a half minutes ago", issuedAt: NOW - 390_000, status: 401 },
  { name: "signed half a minute in the future, within clock skew", issuedAt: NOW + 30_000, status: 200 },
  { name: "signed two minutes in the future", issuedAt: NOW + 120_000, status: 401 },
  { name: "of another issuer", issuedAt: NOW, issuer: "other", status: 401 },
  { name: "signed with the secret key alone", issuedAt: NOW, key: credentials.secretKey, status: 401 },
])("a token $name is answered with $status", async ({ status, issuedAt, issuer, key }) => {
  const fake = await openHeymarket({ now: () => NOW });

  const token = await signToken({ issuedAt, issuer, key });
  const reply = await call(`${fake.url}/v1/inboxes`, { headers: { authorization: `Bearer ${token}` } });

  expect(reply.status).toBe(status);
});

test.each([
  ["the API key", { authorization: "Bearer legacy-key" }, 200],
  ["another key", { authorization: "Bearer something" }, 401],
  ["an empty key", { authorization: "Bearer " }, 401],
  ["no credentials", {}, 401],
])("%s gives %s", async (_name, headers, status) => {
  const fake = await openHeymarket();

  const reply = await call(`${fake.url}/v1/team`, { headers });

  expect(reply.status).toBe(status);
  expect(reply.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
});

test("without an API key only tokens are accepted", async () => {
  const fake = await openHeymarket({ credentials: { secretId: "sandbox-id", secretKey: "sandbox-key" } });

  const reply = await call(`${fake.url}/v1/team`, { headers: { authorization: "Bearer undefined" } });

  expect(reply.status).toBe(401);
});

test("the rate is counted over any 60 seconds, and a refused request does not count", async () => {
  let now = NOW;
  const fake = await openHeymarket({ ratePerMinute: 2, now: () => now });
  const statusAfter = async (ms: number): Promise<number> => {
    now += ms;
    return (await ask(fake, "GET", "/v1/inboxes")).status;
  };

  const statuses = [
    await statusAfter(0),
    await statusAfter(30_000),
    await statusAfter(29_999),
    await statusAfter(1),
    await statusAfter(1),
    await statusAfter(29_999),
  ];

  expect(statuses).toEqual([200, 200, 429, 200, 429, 200]);
});

test("a 429 names the error and carries no Retry-After", async () => {
  const fake = await openHeymarket({ ratePerMinute: 1 });
  await ask(fake, "GET", "/v1/inboxes");

  const reply = await ask(fake, "GET", "/v1/inboxes");

  expect(reply.json["error"]).toBe("rate_limited");
  expect(reply.headers.get("retry-after")).toBeNull();
});

test("an address that does not exist is refused, and logged like every request", async () => {
  const fake = await openHeymarket();

  const reply = await ask(fake, "POST", "/v2/nothing", { local_id: "one" });

  expect(reply.status).toBe(404);
  expect(fake.requests()).toMatchObject([
    { method: "POST", path: "/v2/nothing", status: 404, localId: "one", body: { local_id: "one" } },
  ]);
});

test("a port in use is an error an operator understands", async () => {
  const fake = await openHeymarket();

  const second = openHeymarket({ port: fake.port });

  await expect(second).rejects.toThrow(EngineError);
  await expect(second).rejects.toThrow(`Port ${fake.port} on 127.0.0.1 is in use; set the port of the sandbox`);
});

test("close may be repeated", async () => {
  const fake = await openHeymarket();

  await fake.close();
  await fake.close();

  await expect(call(fake.url)).rejects.toThrow();
});
