import { expect, test } from "vitest";
import type { Figure } from "../../bench/figure.ts";
import { measureAll } from "../../bench/measuring.ts";

const figure = (name: string): Figure => ({ name, goal: "", measured: "1", isMet: null });

test("a benchmark that fails takes no figure of another with it, and is told with its reason", async () => {
  const benchmarks = {
    acks: () => Promise.resolve([figure("acks/s")]),
    start: () => Promise.reject(new Error("the store is locked")),
    simulator: () => Promise.resolve([figure("events/s")]),
  };

  const { figures, failures } = await measureAll(benchmarks, []);

  expect(figures.map(({ name }) => name)).toEqual(["acks/s", "events/s"]);
  expect(failures).toEqual(["start failed: the store is locked"]);
});

test("only the benchmarks that are named are run", async () => {
  const benchmarks = {
    acks: () => Promise.resolve([figure("acks/s")]),
    start: () => Promise.reject(new Error("the store is locked")),
  };

  const measured = await measureAll(benchmarks, ["acks"]);

  expect(measured).toEqual({ figures: [figure("acks/s")], failures: [] });
});
