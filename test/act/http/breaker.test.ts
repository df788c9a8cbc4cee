import { expect, test, vi } from "vitest";
import { createBreaker } from "../../../src/act/http/pace/breaker.ts";
import { growthOf } from "../../helpers/growth.ts";
import { stopTime } from "../still-time.ts";

function setUp() {
  stopTime();
  const told: string[] = [];
  const tell = (what: string) => (): void => void told.push(what);
  const breaker = createBreaker({ onOpen: tell("open"), onClose: tell("close"), onRoom: tell("room") });
  const settle = (count: number, ending: "answered" | "failed" | "unmade"): void => {
    for (let call = 0; call < count; call += 1) breaker.settle(ending);
  };
  return { breaker, settle, told };
}

test("closed to open: half of the last minute's endings are failures, and there are 20", () => {
  const { breaker, settle, told } = setUp();

  settle(10, "answered");
  settle(9, "failed");
  const before = breaker.room();
  settle(1, "failed");

  expect([before, breaker.room()]).toEqual([Number.POSITIVE_INFINITY, 0]);
  expect(told).toEqual(["open"]);
});

test("closed: failures of a minute ago, few of many, and calls that were not made say nothing", async () => {
  const { breaker, settle } = setUp();

  settle(19, "failed");
  await vi.advanceTimersByTimeAsync(60_000);
  settle(9, "failed");
  settle(30, "unmade");
  settle(21, "answered");
  settle(11, "failed");

  expect(breaker.room()).toBe(Number.POSITIVE_INFINITY);
});

test("open to probing: after 30 s one call is let through, and who waits is told", async () => {
  const { breaker, settle, told } = setUp();
  settle(20, "failed");

  await vi.advanceTimersByTimeAsync(29_999);
  const early = breaker.room();
  await vi.advanceTimersByTimeAsync(1);
  const then = breaker.room();
  breaker.start();

  expect([early, then, breaker.room()]).toEqual([0, 1, 0]);
  expect(told).toEqual(["open", "room"]);
});

test("open: how calls end that were under way changes nothing", () => {
  const { breaker, settle, told } = setUp();
  settle(20, "failed");

  settle(5, "answered");
  settle(5, "failed");

  expect(breaker.room()).toBe(0);
  expect(told).toEqual(["open"]);
});

test("probing to closed: the call is answered, and failures are counted from none", async () => {
  const { breaker, settle, told } = setUp();
  settle(20, "failed");
  await vi.advanceTimersByTimeAsync(30_000);

  breaker.start();
  settle(1, "answered");
  settle(19, "failed");

  expect(breaker.room()).toBe(Number.POSITIVE_INFINITY);
  expect(told).toEqual(["open", "room", "close", "room"]);
});

test.each(["failed", "unmade"] as const)(
  "probing to open: a call that is %s keeps it so for 30 s more",
  async (ending) => {
    const { breaker, settle, told } = setUp();
    settle(20, "failed");
    await vi.advanceTimersByTimeAsync(30_000);

    breaker.start();
    settle(1, ending);
    await vi.advanceTimersByTimeAsync(29_999);
    const early = breaker.room();
    await vi.advanceTimersByTimeAsync(1);

    expect([early, breaker.room()]).toEqual([0, 1]);
    expect(told.filter((what) => what === "open")).toHaveLength(1);
  },
);

test("a probe that ends without a call keeps the next for 30 seconds, and not for ever", async () => {
  const { breaker, settle } = setUp();
  settle(20, "failed");
  await vi.advanceTimersByTimeAsync(30_000);
  breaker.start();
  await vi.advanceTimersByTimeAsync(29_999);
  const early = breaker.room();

  await vi.advanceTimersByTimeAsync(1);
  expect([early, breaker.room()]).toEqual([0, 1]);

  breaker.start();
  settle(1, "answered");
  expect(breaker.room()).toBe(Number.POSITIVE_INFINITY);
});

test("a probe that is given back may be made by another", async () => {
  const { breaker, settle } = setUp();
  settle(20, "failed");
  await vi.advanceTimersByTimeAsync(30_000);

  breaker.start()();

  expect(breaker.room()).toBe(1);
});

test("however many calls have ended within a minute, counting one more takes the same work", () => {
  const growth = growthOf({
    size: 20_000,
    make: (size) =>
      Array.from({ length: size }, (_, index) => (index % 3 === 0 ? ("failed" as const) : ("answered" as const))),
    work: (endings) => {
      const { breaker } = setUp();
      for (const ending of endings) breaker.settle(ending);
    },
  });

  expect(growth).toBeLessThan(1.5);
});

test("how long ago the newest call ended is told, and of one that was not made nothing", async () => {
  const { breaker, settle } = setUp();
  const before = breaker.newestMsAgo();

  settle(1, "failed");
  await vi.advanceTimersByTimeAsync(5_000);
  settle(1, "unmade");

  expect([before, breaker.newestMsAgo()]).toEqual([null, 5_000]);
});

test("the newest call is none at first, and then as it ended; one that was not made is none", () => {
  const { breaker, settle } = setUp();
  const seen = [breaker.newest()];

  for (const ending of ["unmade", "answered", "failed"] as const) {
    settle(1, ending);
    seen.push(breaker.newest());
  }

  expect(seen).toEqual([null, null, "answered", "failed"]);
});
