import { expect, test } from "vitest";
import { EngineError } from "../../src/core/base/errors.ts";
import { patiently } from "../../src/stores/patience.ts";

const AWAY = new EngineError("STORE_UNAVAILABLE", "away");

/** Rejects so many times, then gives what it was asked for. */
function opening(failures: number, error: Error) {
  let asked = 0;
  const open = (): Promise<number> => {
    asked += 1;
    return asked > failures ? Promise.resolve(asked) : Promise.reject(error);
  };
  return { open, asked: () => asked };
}

test("a store that is away is asked for again until it is there", async () => {
  const { open } = opening(3, AWAY);

  expect(await patiently(open, { everyMs: 1, atMostMs: 60_000 })).toBe(4);
});

test.each([
  ["what would go wrong again", new EngineError("STORE_VERSION", "newer"), 60_000],
  ["what has been away for long", AWAY, -1],
])("%s is not asked for again", async (_what, error, atMostMs) => {
  const { open, asked } = opening(1, error);

  await expect(patiently(open, { everyMs: 1, atMostMs })).rejects.toBe(error);
  expect(asked()).toBe(1);
});
