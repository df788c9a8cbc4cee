import { expect, test } from "vitest";
import { createLocks } from "../../../src/act/heymarket/locks.ts";

test("those who ask for one key are let in one by one, in their order, also after one who failed", async () => {
  const locks = createLocks();
  const steps: string[] = [];
  const work = (name: string) => async (): Promise<string> => {
    steps.push(`${name} in`);
    await Promise.resolve();
    steps.push(`${name} out`);
    if (name === "a") throw new Error("a failed");
    return name;
  };

  const ends = await Promise.allSettled(["a", "b", "c"].map((name) => locks.hold("key", work(name))));

  expect(steps).toEqual(["a in", "a out", "b in", "b out", "c in", "c out"]);
  expect(ends).toMatchObject([{ reason: { message: "a failed" } }, { value: "b" }, { value: "c" }]);
});

test("another key is not waited for", async () => {
  const locks = createLocks();
  void locks.hold("one", () => new Promise(() => undefined));

  expect(await locks.hold("two", () => Promise.resolve("done"))).toBe("done");
});
