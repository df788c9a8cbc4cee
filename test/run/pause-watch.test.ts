import { expect, test } from "vitest";
import { EngineError } from "../../src/core/base/errors.ts";
import { createPauseWatch } from "../../src/run/pause-watch.ts";
import { createVirtualClock } from "../../src/sim/virtual-clock.ts";
import { NOW } from "../helpers/make.ts";
import { createLog } from "../helpers/receiver.ts";
import { openMemoryStore } from "./make.ts";

test("what is paused and cannot be read is logged at most once in ten seconds, with how many more", async () => {
  const store = await openMemoryStore();
  let isAway = false;
  const pauses = () =>
    isAway ? Promise.reject(new EngineError("STORE_UNAVAILABLE", "the database is away")) : store.pauses();
  const clock = createVirtualClock(NOW);
  const { lines, logger } = createLog();
  const watch = await createPauseWatch({ store: { ...store, pauses }, logger, clock });
  isAway = true;

  for (let second = 0; second <= 10; second += 1) {
    clock.moveTo(NOW + second * 1_000);
    await watch.refresh();
  }

  const message = "what is paused could not be read; what was known holds";
  const error = "the database is away";
  expect(lines).toEqual([
    { level: "error", message, fields: { error } },
    { level: "error", message, fields: { error, more: 9 } },
  ]);
});
