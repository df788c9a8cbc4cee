import { expect, test, vi } from "vitest";
import type { ConnectionAuth } from "../../../src/ports/outside/connection.ts";
import { attempt, makeActions, makeConnection } from "../make.ts";
import { answer, startServer } from "../server.ts";
import { stopTime } from "../still-time.ts";

const REQUEST = { connection: "crm", method: "GET", path: "/me", headers: {} } as const;
const KEY: ConnectionAuth = { kind: "bearer", token: "k-91" };

/** A remote that answers its calls with these statuses, in order, and 200 from then on. */
async function setUp(statuses: readonly number[], auth: ConnectionAuth = KEY) {
  const { url, received } = await startServer((response, _request, index) => {
    answer(response, statuses[index] ?? 200, { message: "Unknown key" });
  });
  const { logger, ...outside } = makeActions({ connections: [makeConnection(url, { auth })] });
  return { outside, received, logger, call: () => attempt(outside, "http", REQUEST) };
}

test("a first 401 is tried again in a second and does not count, since it may be a server that was behind", async () => {
  const { call, logger } = await setUp([401]);

  const outcome = await call();

  expect(outcome).toMatchObject({ kind: "not_sent", counts: false, retryAfterMs: 1_000, httpStatus: 401 });
  expect(JSON.stringify(logger.lines)).not.toContain("takes no calls");
});

test("a second 401 in a row fails nothing: the connection is left alone, and the log and the alarm say why", async () => {
  const { call, logger, outside } = await setUp([401, 401]);

  await call();
  const outcome = await call();

  expect(outcome).toMatchObject({ kind: "not_sent", counts: false, retryAfterMs: 30_000, httpStatus: 401 });
  expect(outcome).toHaveProperty("message", expect.stringContaining("refused our credentials (crm answered 401"));
  expect(JSON.stringify(logger.lines)).toContain("takes no calls, it refuses our credentials (401)");
  expect(JSON.stringify([outcome, logger.lines])).not.toContain("k-91");
  expect(outside.destinations.roomAt("crm")).toBe(0);
  expect(outside.destinationStates()).toMatchObject([
    { name: "crm", breaker: "open", shutOut: expect.stringContaining("it refuses our credentials (401)") as string },
  ]);
});

test.each([200, 400, 404])(
  "where another call is answered %i in between, a 401 is the answer of one address",
  async (status) => {
    const { call, logger, outside } = await setUp([401, status, 401, status]);

    await call();
    await call();
    const again = await call();
    const other = await call();

    expect(again).toMatchObject({ kind: "refused", httpStatus: 401 });
    expect(other.httpStatus).toBe(status);
    expect(outside.destinations.roomAt("crm")).toBeGreaterThan(0);
    expect(JSON.stringify(logger.lines)).not.toContain("takes no calls");
  },
);

test("a 401 a minute after the last one is a first one", async () => {
  stopTime();
  const { call } = await setUp([401, 401]);

  await call();
  await vi.advanceTimersByTimeAsync(60_000);
  const outcome = await call();

  expect(outcome).toMatchObject({ kind: "not_sent", retryAfterMs: 1_000 });
});

test("a gateway's 502 in between does not", async () => {
  const { call } = await setUp([401, 502, 401]);

  await call();
  await call();
  const outcome = await call();

  expect(outcome).toMatchObject({ kind: "not_sent", retryAfterMs: 30_000 });
});

test("a connection without a secret fails by a 401: nothing of ours could be corrected", async () => {
  const { call } = await setUp([401], { kind: "none" });

  const outcome = await call();

  expect(outcome).toMatchObject({ kind: "refused", httpStatus: 401 });
});

test.each([200, 422])(
  "a remote that repeats the head of a request in its answer (%i) has our secret kept nowhere",
  async (status) => {
    const token = 'a"long"key/51c2';
    const { url } = await startServer((response, request) => {
      response.setHeader("x-request-id", String(request.headers.authorization));
      answer(response, status, {
        echo: { authorization: request.headers.authorization ?? null },
        note: `your key is ${token}`,
      });
    });
    const outside = makeActions({ connections: [makeConnection(url, { auth: { kind: "bearer", token } })] });

    const outcome = await attempt(outside, "http", REQUEST);

    const told = JSON.stringify([outcome, outside.logger.lines]);
    expect(told).toContain("your key is [secret]");
    expect(told).not.toContain("51c2");
  },
);
