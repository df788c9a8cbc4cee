import { expect, test } from "vitest";
import { openServerClock } from "../../../src/stores/postgres/server/server-clock.ts";
import { NOW } from "../../helpers/make.ts";

/** A server whose answers take as long as said, and show what it says at half of that. */
function createServer() {
  let monotonic = 1_000;
  let aheadMs = 0;
  let tripMs = 0;
  let asked = 0;
  return {
    monotonicMs: () => monotonic,
    readServerAt: () => {
      asked += 1;
      monotonic += tripMs;
      return Promise.resolve(NOW + monotonic - tripMs / 2 + aheadMs);
    },
    pass: (ms: number) => void (monotonic += ms),
    set: (byMs: number) => void (aheadMs += byMs),
    slowDown: (ms: number) => void (tripMs = ms),
    asked: () => asked,
    now: () => NOW + monotonic + aheadMs,
  };
}

test("it shows the server's time, whatever the machine shows and however long the answer took", async () => {
  const server = createServer();
  server.slowDown(800);

  const clock = await openServerClock(server);
  server.pass(300);

  expect(clock.now()).toBe(server.now());
});

test("it asks again when the answer is five seconds old, not before", async () => {
  const server = createServer();
  const clock = await openServerClock(server);
  server.set(3_600_000);

  server.pass(4_999);
  await clock.refresh();
  const early = [server.asked(), server.now() - clock.now()];
  server.pass(1);
  await clock.refresh();

  expect(early).toEqual([1, 3_600_000]);
  expect([server.asked(), server.now() - clock.now()]).toEqual([2, 0]);
});

test("while the server does not answer it goes on", async () => {
  const server = createServer();
  let isAway = false;
  const readServerAt = () => (isAway ? Promise.reject(new Error("away")) : server.readServerAt());
  const clock = await openServerClock({ ...server, readServerAt });
  isAway = true;
  server.pass(60_000);

  const refused = await clock.refresh().catch((error: unknown) => error);

  expect(refused).toEqual(new Error("away"));
  expect(clock.now()).toBe(server.now());
});
