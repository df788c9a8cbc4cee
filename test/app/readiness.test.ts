import { expect, test } from "vitest";
import { createReadiness } from "../../src/app/readiness.ts";
import { createVirtualClock } from "../../src/sim/virtual-clock.ts";

function readinessOf(check: () => Promise<void>, failure: Error | null) {
  return createReadiness({
    store: { check },
    storeFailure: () => failure,
    clock: createVirtualClock(0),
    rules: () => ({ count: { ofFiles: 1, own: 0 }, loadedAt: 0, refusedAt: null }),
    canTake: () => true,
    isClockTrusted: () => true,
    isStopping: () => false,
    pauses: () => [],
    checks: () => [],
  });
}

test.each([
  { title: "takes writes", check: () => Promise.resolve(), failure: null, store: { isWell: true, detail: "" } },
  {
    title: "refuses the check",
    check: () => Promise.reject(new Error("no server")),
    failure: null,
    store: { isWell: false, detail: "no server" },
  },
  {
    title: "takes the check alone, and no deliveries",
    check: () => Promise.resolve(),
    failure: new Error("could not extend file"),
    store: { isWell: false, detail: "could not extend file" },
  },
])("a store that $title", async ({ check, failure, store }) => {
  const checks = await readinessOf(check, failure)();

  expect(checks[0]).toEqual({ name: "store", ...store });
});
