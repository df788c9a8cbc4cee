import { expect, test } from "vitest";
import { createHistoryReads } from "../../../src/act/heymarket/messages/history-reads.ts";
import { createVirtualClock } from "../../../src/sim/virtual-clock.ts";
import { NOW } from "../../helpers/make.ts";

function setUp() {
  const clock = createVirtualClock(NOW);
  let calls = 0;
  const reads = createHistoryReads(clock);
  return {
    clock,
    calls: () => calls,
    read: (path = "/a") => reads.page(path, () => Promise.resolve((calls += 1))),
    fail: (path = "/a") => reads.page(path, () => Promise.reject(new Error(`no ${(calls += 1)}`))),
  };
}

test("those who ask for a page at the same moment share one call, those of other pages do not", async () => {
  const { read, calls } = setUp();

  expect(await Promise.all([read(), read(), read("/b")])).toEqual([1, 1, 2]);
  expect([await read(), calls()]).toEqual([1, 2]);
});

test("a page is read anew 1.5 s later", async () => {
  const { clock, read } = setUp();
  await read();
  clock.moveTo(NOW + 1_501);

  expect(await read()).toBe(2);
});

test("what failed is read anew by the next, and fails all who waited for it", async () => {
  const { read, fail } = setUp();

  const both = await Promise.allSettled([fail(), fail()]);

  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await read()).toBe(2);
});
