import { createHmac } from "node:crypto";
import { expect, test, vi } from "vitest";
import { createHeymarketClient } from "../../../src/act/heymarket/heymarket-client.ts";
import type { HttpEnding } from "../../../src/act/http/http-client.ts";
import type { HeymarketAccess } from "../../../src/ports/connection.ts";
import { heymarketAt, NOW } from "../make.ts";
import { answer, createMemoryLogger, startServer } from "../server.ts";
import type { Respond } from "../server.ts";
import { slotTimes, stopTime } from "../still-time.ts";

const patient = new AbortController().signal;

async function setUp(respond: Respond, credentials?: HeymarketAccess["credentials"]) {
  const { url, received } = await startServer(respond);
  const logger = createMemoryLogger();
  const client = createHeymarketClient(heymarketAt(url, credentials), { clock: { now: () => NOW }, logger });
  const send = (timeoutMs = 60_000): Promise<HttpEnding> =>
    client.send({ method: "POST", path: "/v1/message/send", json: { text: "hi 15105550100" }, timeoutMs });
  return { client, received, logger, send };
}

test("a call carries a JWT with issuer and time only, signed with id and key", async () => {
  const { send, received } = await setUp((response) => {
    answer(response, 200, { id: 1 });
  });

  await send();

  const [header = "", claims = "", signature] = (received[0]?.headers.authorization ?? "").slice(7).split(".");
  const read = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString());
  expect([read(header), read(claims)]).toEqual([
    { alg: "HS256", typ: "JWT" },
    { iss: "sid", iat: NOW / 1000 },
  ]);
  expect(signature).toBe(createHmac("sha256", "sid||skey-7f3a").update(`${header}.${claims}`).digest("base64url"));
});

test("a legacy key is the bearer token itself", async () => {
  const legacy = { kind: "legacy", apiKey: "old-key" } as const;
  const { send, received } = await setUp((response) => {
    answer(response, 200, { id: 1 });
  }, legacy);

  await send();

  expect(received[0]?.headers.authorization).toBe("Bearer old-key");
});

test("a call without access is refused with what to configure", async () => {
  const client = createHeymarketClient(null, { clock: { now: () => NOW }, logger: createMemoryLogger() });

  await client.takeSlot(patient);
  const ending = await client.send({ method: "POST", path: "/v1/tags", json: {}, timeoutMs: 100 });

  expect(ending).toMatchObject({ kind: "refused", code: "not_configured" });
  expect(ending).toHaveProperty("message", expect.stringContaining("HEYMARKET_API_SECRET_ID"));
});

test("a 401 ends the call, does not count as a try, and the next call is due in a second", async () => {
  const { client, send, received, logger } = await setUp((response, _request, index) => {
    if (index === 0) answer(response, 401, { message: "expired" }, { "x-request-id": "r-9" });
    else answer(response, 200, { id: 7 });
  });

  stopTime();

  const ending = await send();
  const slots = await slotTimes(client, { calls: 1, ms: 120_000 });
  const next = await send();

  expect(ending).toMatchObject({
    kind: "not_sent",
    counts: false,
    httpStatus: 401,
    retryAfterMs: 1_000,
    requestId: "r-9",
  });
  expect([slots, received.length]).toEqual([[0], 2]);
  expect(next).toMatchObject({ kind: "answered", json: { id: 7 } });
  expect(logger.lines.filter(({ level }) => level === "error")).toEqual([]);
});

test("a second 401 in a row holds everybody back for a minute, does not count as a try, and is an alarm", async () => {
  const { client, send, received, logger } = await setUp((response) => {
    answer(response, 401, { message: "no" }, { "x-request-id": "r-9" });
  });
  stopTime();
  await send();
  await vi.advanceTimersByTimeAsync(1_000);

  const ending = await send();
  const next = await slotTimes(client, { calls: 1, ms: 120_000 });

  expect(ending).toMatchObject({
    kind: "not_sent",
    counts: false,
    httpStatus: 401,
    retryAfterMs: 60_000,
    requestId: "r-9",
  });
  expect([next, received.length]).toEqual([[60_000], 2]);
  expect(logger.lines.filter(({ level }) => level === "error")).toHaveLength(1);
});

test("a 401 after a success is a first one again", async () => {
  const { client, send, logger } = await setUp((response, _request, index) => {
    answer(response, index % 2 === 0 ? 401 : 200, {});
  });

  stopTime();

  for (let call = 0; call < 6; call++) {
    await send();
    await vi.advanceTimersByTimeAsync(1_000);
  }

  expect(await slotTimes(client, { calls: 1, ms: 120_000 })).toEqual([0]);
  expect(logger.lines.filter(({ level }) => level === "error")).toEqual([]);
});

test("calls that were on the wire together are signed alike: their 401s are one", async () => {
  const { client, send } = await setUp((response) => {
    answer(response, 401, {});
  });

  stopTime();

  const endings = await Promise.all([send(), send(), send()]);

  expect(endings.map((ending) => ending.kind === "not_sent" && ending.retryAfterMs)).toEqual([1_000, 1_000, 1_000]);
  expect(await slotTimes(client, { calls: 1, ms: 120_000 })).toEqual([0]);
});

test("a pause is one alarm, however many calls end in it", async () => {
  const { send, logger } = await setUp((response) => {
    answer(response, 401, {});
  });
  await send();

  await Promise.all([send(), send(), send()]);

  expect(logger.lines.flatMap(Object.keys).filter((name) => /[A-Z]/.test(name))).toEqual([]);
  expect(logger.lines.filter(({ level }) => level === "error")).toHaveLength(1);
});

test("a 429 pauses all callers for as long as it asks", async () => {
  const { client, send } = await setUp((response) => {
    answer(response, 429, {}, { "retry-after": "1" });
  });

  stopTime();

  const ending = await send();
  const next = await slotTimes(client, { calls: 2, ms: 5_000 });

  expect(ending).toMatchObject({ kind: "not_sent", counts: false, retryAfterMs: 1_000, httpStatus: 429 });
  expect(next).toEqual([1_000, 1_000]);
});

test.each([
  ["a date", "Fri, 02 Jan 2026 20:00:30 GMT", 30_000],
  ["nothing", undefined, 5_000],
  ["a negative number", "-1", 5_000],
  ["ten years", "315360000", 3_600_000],
])("a 429 that asks for %s gives a wait between 1 s and 1 h", async (_name, value, retryAfterMs) => {
  const { send } = await setUp((response) => {
    answer(response, 429, {}, value === undefined ? {} : { "retry-after": value });
  });

  const ending = await send();

  expect(ending).toMatchObject({ kind: "not_sent", counts: false, retryAfterMs });
});

test.each([500, 502, 503, 504, 408])("a %i leaves open whether the text went out", async (status) => {
  const { send } = await setUp((response) => {
    answer(response, status, { message: "try later" }, { "retry-after": "1", "x-request-id": "r-5" });
  });

  const ending = await send();

  expect(ending).toMatchObject({ kind: "unclear", httpStatus: status, requestId: "r-5" });
});

test.each([400, 403, 404, 409, 422])("a %i is a definite no with the remote's words", async (status) => {
  const { send } = await setUp((response) => {
    answer(response, status, { error: "inbox 101 is closed" }, { "x-request-id": "r-4" });
  });

  const ending = await send();

  expect(ending).toEqual({
    kind: "refused",
    code: `http_${status}`,
    message: `heymarket answered ${status}: inbox 101 is closed`,
    httpStatus: status,
    requestId: "r-4",
  });
});

test("a refusal never shows our token, a whole phone number, or more than 300 characters of the remote's words", async () => {
  const { send } = await setUp((response, request) => {
    const token = request.headers.authorization?.slice(7) ?? "";
    answer(response, 400, { message: `bad ${token} for 15105550100 ${"x".repeat(1_000)}` });
  });

  const ending = await send();

  const message = ending.kind === "refused" ? ending.message : "";
  expect(message).toMatch(/^heymarket answered 400: bad \[secret\] for •••0100 x+$/);
  expect(message.length).toBe("heymarket answered 400: ".length + 300);
});

test.each([
  { configured: { count: 100_000, windowMs: 60_000 }, calls: 8 },
  { configured: { count: 120, windowMs: 60_000 }, calls: 3 },
  { configured: { count: 30, windowMs: 6_000 }, calls: 6 },
])("$calls calls take a second at $configured.count in $configured.windowMs ms", async ({ configured, calls }) => {
  stopTime();
  const client = createHeymarketClient(
    { ...heymarketAt("http://127.0.0.1:1"), rate: configured },
    { clock: { now: () => NOW }, logger: createMemoryLogger() },
  );

  const times = await slotTimes(client, { calls, ms: 1_500 });

  expect(times).toEqual([...Array<number>(calls - 1).fill(0), 1_000]);
});

test("a rate below one call a second spaces single calls", async () => {
  stopTime();
  const client = createHeymarketClient(
    { ...heymarketAt("http://127.0.0.1:1"), rate: { count: 1, windowMs: 1_500 } },
    { clock: { now: () => NOW }, logger: createMemoryLogger() },
  );

  const times = await slotTimes(client, { calls: 3, ms: 5_000 });

  expect(times).toEqual([0, 1_500, 3_000]);
});

test("every call uses a connection of its own", async () => {
  const { send, received } = await setUp((response) => {
    answer(response, 200, { id: 1 });
  });

  await send();
  await send();

  expect(new Set(received.map(({ port }) => port)).size).toBe(2);
});

test("a call is one line in the log, without secret, text or number", async () => {
  const { send, logger } = await setUp((response) => {
    answer(response, 200, { id: 1 }, { "x-request-id": "r-1" });
  });

  await send();

  const line = JSON.stringify(logger.lines);
  expect(logger.lines).toMatchObject([{ level: "info", destination: "heymarket", status: 200, request_id: "r-1" }]);
  expect(line).not.toMatch(/hi|15105550100|skey|Bearer/);
});
