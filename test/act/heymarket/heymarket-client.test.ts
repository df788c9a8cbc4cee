import { createHmac } from "node:crypto";
import { expect, test, vi } from "vitest";
import { sizeOf } from "../../../src/act/heymarket/client/allowance-of.ts";
import { createHeymarketClient } from "../../../src/act/heymarket/client/heymarket-client.ts";
import type { Alarm } from "../../../src/core/alarm/alarm.ts";
import type { HttpEnding } from "../../../src/act/http/exchange/http-ending.ts";
import type { HeymarketAccess } from "../../../src/ports/outside/connection.ts";
import { heymarketAt, NOW } from "../make.ts";
import { answer, createMemoryLogger, startServer } from "../server.ts";
import type { Respond } from "../server.ts";
import { slotTimes, stopTime } from "../still-time.ts";

const patient = new AbortController().signal;

async function setUp(respond: Respond, credentials?: HeymarketAccess["credentials"]) {
  const { url, received } = await startServer(respond);
  const logger = createMemoryLogger();
  const alarms: Alarm[] = [];
  const raise = (alarm: Alarm): void => void alarms.push(alarm);
  let now = NOW;
  const system = { clock: { now: () => now }, logger, alarms: { raise } };
  const client = createHeymarketClient(heymarketAt(url, credentials), system);
  const send = (timeoutMs = 60_000): Promise<HttpEnding> =>
    client.send({ method: "POST", path: "/v1/message/send", json: { text: "hi 15105550100" }, timeoutMs });
  const pass = (ms: number): void => void (now += ms);
  return { client, received, logger, alarms, send, pass };
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
  stopTime();
  const { client, send, received, logger } = await setUp((response, _request, index) => {
    if (index === 0) answer(response, 401, { message: "expired" }, { "x-request-id": "r-9" });
    else answer(response, 200, { id: 7 });
  });
  await vi.advanceTimersByTimeAsync(2_000);

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

test("a second 401 in a row leaves Heymarket alone but for one call every 30 s, does not count as a try, and is one alarm", async () => {
  stopTime();
  const { client, send, received, logger, alarms } = await setUp((response, _request, index) => {
    answer(response, index < 3 ? 401 : 200, { message: "no" }, { "x-request-id": "r-9" });
  });
  await vi.advanceTimersByTimeAsync(2_000);
  await send();
  await vi.advanceTimersByTimeAsync(1_000);
  const before = client.room();

  const ending = await send();
  const rooms = [client.room()];
  for (const probe of ["refused", "accepted"]) {
    await vi.advanceTimersByTimeAsync(30_000);
    rooms.push(client.room());
    client.start();
    rooms.push(client.room());
    await send();
    if (probe === "accepted") rooms.push(client.room());
  }

  expect(ending).toMatchObject({
    kind: "not_sent",
    counts: false,
    httpStatus: 401,
    retryAfterMs: 30_000,
    requestId: "r-9",
  });
  expect(before).toBeGreaterThan(1);
  expect(rooms.slice(0, 5)).toEqual([0, 1, 0, 1, 0]);
  expect(rooms[5]).toBeGreaterThan(1);
  expect(received).toHaveLength(4);
  expect(logger.lines.filter(({ level }) => level === "error")).toHaveLength(1);
  expect(alarms.map(({ what }) => what)).toEqual([
    "takes no calls, it refuses our credentials (401): check HEYMARKET_API_SECRET_ID and HEYMARKET_API_SECRET_KEY",
    "answers again",
  ]);
});

test("a 401 after a success is a first one again", async () => {
  stopTime();
  const { client, send, logger } = await setUp((response, _request, index) => {
    answer(response, index % 2 === 0 ? 401 : 200, {});
  });
  await vi.advanceTimersByTimeAsync(2_000);

  for (let call = 0; call < 6; call++) {
    await send();
    await vi.advanceTimersByTimeAsync(1_000);
  }

  expect(client.room()).toBeGreaterThan(0);
  expect(logger.lines.filter(({ level }) => level === "error")).toEqual([]);
});

test("calls that were on the wire together are signed alike: their 401s are one", async () => {
  stopTime();
  const { client, send } = await setUp((response) => {
    answer(response, 401, {});
  });
  await vi.advanceTimersByTimeAsync(2_000);

  const endings = await Promise.all([send(), send(), send()]);

  expect(endings.map((ending) => ending.kind === "not_sent" && ending.retryAfterMs)).toEqual([1_000, 1_000, 1_000]);
  expect(client.room()).toBeGreaterThan(0);
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
  stopTime();
  const { client, send } = await setUp((response) => {
    answer(response, 429, {}, { "retry-after": "1" });
  });
  await vi.advanceTimersByTimeAsync(2_000);

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
    answer: {
      status,
      json: { error: "inbox 101 is closed" },
      headers: { "content-type": "application/json", "x-request-id": "r-4" },
    },
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
  { configured: { count: 100_000, windowMs: 60_000 }, size: { perSecond: 7.5, capacity: 15, reserve: 2 } },
  { configured: { count: 450, windowMs: 60_000 }, size: { perSecond: 7.5, capacity: 15, reserve: 2 } },
  { configured: { count: 120, windowMs: 60_000 }, size: { perSecond: 2, capacity: 4, reserve: 0 } },
  { configured: { count: 1, windowMs: 2_000 }, size: { perSecond: 0.5, capacity: 1, reserve: 0 } },
])(
  "$configured.count in $configured.windowMs ms is a bucket of $size.capacity that fills at $size.perSecond a second",
  (row) => {
    expect(sizeOf(row.configured)).toEqual(row.size);
  },
);

test("an answer that was long under way, or read late, says nothing of the clock", async () => {
  const { send, logger, pass } = await setUp((response) => {
    pass(46_000);
    answer(response, 200, {}, { date: new Date(NOW).toUTCString() });
  });

  await send();

  expect(logger.lines.filter(({ level }) => level === "warn")).toEqual([]);
});

test("a clock that is off by more than 30 s is warned of once, and again when it was right in between", async () => {
  const dates = [NOW - 20_000, NOW - 40_000, NOW - 50_000, NOW, NOW + 95_000];
  const { send, received, logger } = await setUp((response, _request, index) => {
    answer(response, 200, {}, { date: new Date(dates[index] ?? NOW).toUTCString() });
  });

  while (received.length < dates.length) await send();

  expect(logger.lines.filter(({ level }) => level === "warn")).toEqual([
    {
      level: "warn",
      destination: "heymarket",
      ahead_ms: 40_000,
      message: "this machine's clock is 40s ahead of Heymarket's; set it",
    },
    {
      level: "warn",
      destination: "heymarket",
      ahead_ms: -95_000,
      message: "this machine's clock is 1m 35s behind Heymarket's; set it",
    },
  ]);
});

test("credentials that are refused while the clock is off by more than a minute are said to be the clock's fault", async () => {
  const { send, logger } = await setUp((response) => {
    answer(response, 401, {}, { date: new Date(NOW + 300_000).toUTCString() });
  });
  await send();

  const ending = await send();

  const fault = "this machine's clock is 5m behind Heymarket's, set the clock";
  expect(ending).toHaveProperty("message", expect.stringContaining(fault) as string);
  expect(logger.lines.find(({ level }) => level === "error")?.message).toContain(fault);
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
