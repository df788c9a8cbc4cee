import { expect, test } from "vitest";
import { UnreadableRecordError } from "../../../src/core/base/errors.ts";
import { createGatheredRead } from "../../../src/stores/postgres/server/gathered-reads.ts";

test("what is asked for at once is read at once, and each has the answer to its own question", async () => {
  const { read, reads } = recordingRead();
  const get = createGatheredRead(read);

  const answers = await Promise.all(["a", "b", "a"].map(get));

  expect(answers).toEqual(["A", "B", "A"]);
  expect(reads).toEqual([["a", "b", "a"]]);
});

test("what is asked for while a statement is under way is read by the next, not by that one", async () => {
  const { read, reads, hold } = recordingRead();
  const get = createGatheredRead(read);
  const release = hold();
  const first = get("a");
  await expect.poll(() => reads).toHaveLength(1);

  const later = Promise.all([get("b"), get("c")]);
  release();

  expect(await first).toBe("A");
  expect(await later).toEqual(["B", "C"]);
  expect(reads).toEqual([["a"], ["b", "c"]]);
});

test("one statement reads at most 256", async () => {
  const { read, reads } = recordingRead();
  const get = createGatheredRead(read);

  await Promise.all(Array.from({ length: 300 }, (_, index) => get(String(index))));

  expect(reads.map(({ length }) => length)).toEqual([256, 44]);
});

test("a failure is of those who were read by that statement, and the next is read", async () => {
  const get = createGatheredRead((asked: readonly string[]) =>
    asked.includes("bad") ? Promise.reject(new Error("the server is away")) : Promise.resolve(asked),
  );

  const failed = await Promise.allSettled([get("bad"), get("beside")]);

  expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await get("good")).toBe("good");
});

test("a damaged record is the answer of those alone who ask for it", async () => {
  const reads: (readonly string[])[] = [];
  const get = createGatheredRead((asked: readonly string[]) => {
    reads.push(asked);
    return asked.includes("bad") ? Promise.reject(new UnreadableRecordError("run", "bad")) : Promise.resolve(asked);
  });

  const answers = await Promise.allSettled(["a", "b", "bad", "c"].map(get));

  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(reads).toEqual([["a", "b", "bad", "c"], ["a", "b"], ["bad", "c"], ["bad"], ["c"]]);
});

test("another number of answers than of questions is a fault, and no answer", async () => {
  const get = createGatheredRead(() => Promise.resolve<readonly string[]>([]));

  await expect(get("a")).rejects.toThrow("another number of answers");
});

function recordingRead() {
  const reads: (readonly string[])[] = [];
  let held: Promise<void> = Promise.resolve();
  return {
    reads,
    read: async (asked: readonly string[]): Promise<readonly string[]> => {
      reads.push(asked);
      await held;
      return asked.map((text) => text.toUpperCase());
    },
    hold: (): (() => void) => {
      let release = (): void => undefined;
      held = new Promise((resolve) => (release = resolve));
      return () => {
        held = Promise.resolve();
        release();
      };
    },
  };
}
