import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tellingWait } from "../../../src/cli/read/store-wait.ts";

const URL = "postgres://heyrules:secret@db.internal/heyrules";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** What a terminal was told while work on a store took so long. */
async function toldWhile(ms: number): Promise<readonly string[]> {
  const drawn: string[] = [];
  const redraw = (text: string): void => {
    drawn.push(text);
  };
  const over = tellingWait({ redraw }, URL, () => new Promise((resolve) => setTimeout(resolve, ms)));
  await vi.advanceTimersByTimeAsync(ms);
  await over;
  return drawn;
}

test("a terminal is told which store is waited for, without its password, until it is over", async () => {
  expect(await toldWhile(10_000)).toEqual(["waiting for the store postgres://heyrules@db.internal/heyrules…", ""]);
});

test("of a store that answers soon nothing is told", async () => {
  expect(await toldWhile(1_000)).toEqual([]);
});

test("the line goes also when the wait ends with an error", async () => {
  const drawn: string[] = [];
  const redraw = (text: string): void => {
    drawn.push(text);
  };
  const failing = () =>
    new Promise((_, reject) => {
      setTimeout(reject, 10_000, new Error("no answer"));
    });
  const refused = expect(tellingWait({ redraw }, URL, failing)).rejects.toThrow("no answer");
  await vi.advanceTimersByTimeAsync(10_000);
  await refused;

  expect(drawn.at(-1)).toBe("");
});

test("where there is no terminal nothing is told", async () => {
  expect(await tellingWait({}, URL, () => Promise.resolve("read"))).toBe("read");
});
