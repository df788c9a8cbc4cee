import { expect, test } from "vitest";
import { createLate } from "../../src/measure/late.ts";

const MANY = 10;

test("deeds wait for the thing, and are done in their order when it is there", async () => {
  const done: string[] = [];
  const late = createLate(() => Promise.resolve("thing"), MANY);
  late.use((thing) => done.push(`first with ${thing}`));
  late.use((thing) => done.push(`second with ${thing}`));
  const before = [...done];

  await late.load();
  late.use((thing) => done.push(`third with ${thing}`));

  expect(before).toEqual([]);
  expect(done).toEqual(["first with thing", "second with thing", "third with thing"]);
});

test("it is loaded once, however many ask for it", async () => {
  let loads = 0;
  const late = createLate(() => Promise.resolve((loads += 1)), MANY);

  const things = await Promise.all([late.load(), late.load()]);

  expect(things).toEqual([1, 1]);
});

test("when it cannot be loaded the next to ask tries again, and what waits is done then", async () => {
  const answers = [Promise.reject(new Error("EMFILE: too many open files")), Promise.resolve("thing")];
  const done: string[] = [];
  const late = createLate(() => answers.shift() ?? Promise.reject(new Error("asked too often")), MANY);
  late.use((thing) => done.push(thing));

  await expect(late.load()).rejects.toThrow("EMFILE");
  await late.load();

  expect(done).toEqual(["thing"]);
});

test("no more than so many deeds wait: the oldest are given up", async () => {
  const done: number[] = [];
  const late = createLate(() => Promise.resolve(null), 2);
  for (const number of [1, 2, 3]) late.use(() => done.push(number));

  await late.load();

  expect(done).toEqual([2, 3]);
});
