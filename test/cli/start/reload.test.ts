import { expect, test } from "vitest";
import { createRepeats } from "../../../src/cli/start/reload.ts";

/** A deed that counts its beginnings and ends when told to. */
function createDeed() {
  const ends: (() => void)[] = [];
  return {
    begun: () => ends.length,
    endLast: () => {
      ends.at(-1)?.();
    },
    deed: () =>
      new Promise<void>((resolve) => {
        ends.push(resolve);
      }),
  };
}

/** Lets everything that is ready go on. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

test("a deed is done one at a time, and once more for all who asked meanwhile", async () => {
  const { begun, endLast, deed } = createDeed();
  const repeats = createRepeats(deed, () => undefined);

  for (let index = 0; index < 5; index += 1) repeats.ask();
  await settle();
  expect(begun()).toBe(1);
  endLast();
  await settle();
  expect(begun()).toBe(2);
  endLast();
  await settle();
  expect(begun()).toBe(2);
  repeats.ask();
  expect(begun()).toBe(3);
});

test("the end waits for what is under way, and nothing begins after it", async () => {
  const { begun, endLast, deed } = createDeed();
  const repeats = createRepeats(deed, () => undefined);
  repeats.ask();
  repeats.ask();
  let hasEnded = false;

  const ended = repeats.end().then(() => (hasEnded = true));
  await settle();
  expect(hasEnded).toBe(false);
  endLast();
  await ended;
  repeats.ask();

  expect(begun()).toBe(1);
});

test("a deed that fails is told, and done again when asked", async () => {
  const errors: unknown[] = [];
  const repeats = createRepeats(
    () => Promise.reject(new Error("no")),
    (error) => errors.push(error),
  );

  repeats.ask();
  await settle();
  repeats.ask();
  await settle();

  expect(errors).toHaveLength(2);
});
