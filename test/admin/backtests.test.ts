import { expect, test, vi } from "vitest";
import type { Playground } from "../../src/admin/playground/playground.ts";
import { createBacktests } from "../../src/admin/playground/backtests.ts";
import { createLog } from "../helpers/receiver.ts";
import { noBacktest } from "../../src/show/views/playground/backtest.ts";

const DRAFT = { yaml: "version: 1", file: null };
const ASKED = { days: 7, events: 100 };
const ADA = { role: "operate", name: "Ada", formToken: "of her login" } as const;
/** Somebody else who gave the same name. */
const BOB = { ...ADA, formToken: "of another login" };

/** A playground whose backtests end when they are told to, or aborted, on a clock that is moved by hand. */
function makeWorld() {
  const world = { now: 0, signals: [] as AbortSignal[], end: (): void => undefined };
  const backtest: Playground["backtest"] = (_draft, _asked, { signal, told }) => {
    world.signals.push(signal);
    told(20, 100);
    return new Promise((resolve) => {
      world.end = () => {
        resolve(noBacktest("over"));
      };
      signal.addEventListener("abort", world.end);
    });
  };
  const { lines, logger } = createLog();
  const backtests = createBacktests({ playground: { backtest }, monotonicMs: () => world.now, logger });
  return { world, lines, backtests };
}

test("a backtest tells how far it is, and then what it came to", async () => {
  const { world, backtests } = makeWorld();

  const { id } = backtests.begin(DRAFT, ASKED, ADA);
  const before = backtests.find(id)?.state;
  world.end();

  expect(before).toEqual({ kind: "under way", done: 20, total: 100 });
  await expect.poll(() => backtests.find(id)?.state).toEqual({ kind: "ended", view: noBacktest("over") });
});

test("one that is cancelled is ended, and stays cancelled", async () => {
  const { world, backtests } = makeWorld();
  const { id } = backtests.begin(DRAFT, ASKED, ADA);

  backtests.cancel(id);
  await Promise.resolve();

  expect(world.signals.map(({ aborted }) => aborted)).toEqual([true]);
  expect(backtests.find(id)?.state).toEqual({ kind: "cancelled" });
});

test("while one is under way nobody else's begins, and the same person's takes its place", () => {
  const { world, backtests } = makeWorld();
  backtests.begin(DRAFT, ASKED, ADA);

  const another = (): unknown => backtests.begin(DRAFT, ASKED, BOB);
  expect(another).toThrow("Somebody else's backtest is under way");
  backtests.begin(DRAFT, ASKED, ADA);

  expect(world.signals.map(({ aborted }) => aborted)).toEqual([true, false]);
});

test("one for which nobody has asked for half a minute is cancelled", () => {
  vi.useFakeTimers();
  const { world, backtests } = makeWorld();
  const { id } = backtests.begin(DRAFT, ASKED, ADA);

  world.now = 29_000;
  vi.advanceTimersByTime(29_000);
  const asked = backtests.find(id)?.state.kind;
  world.now = 60_000;
  vi.advanceTimersByTime(31_000);

  expect(asked).toBe("under way");
  expect(world.signals.map(({ aborted }) => aborted)).toEqual([true]);
  vi.useRealTimers();
});

test("the log has who ran a draft over how many stored events, and nothing of the draft", async () => {
  const { world, lines, backtests } = makeWorld();

  const { id } = backtests.begin({ ...DRAFT, yaml: "the words" }, ASKED, ADA);
  world.end();

  await expect.poll(() => lines).toHaveLength(1);
  const fields = { backtest: id, by: "Ada", days: 7, most: 100, state: "ended", events: 0 };
  expect(lines).toEqual([{ level: "info", fields, message: "a draft was run over stored events" }]);
});
