import { expect, test } from "vitest";
import { createInstanceWatch } from "../../src/alarm/instance-watch.ts";
import type { Alarm } from "../../src/core/alarm/alarm.ts";
import type { Instance } from "../../src/core/alarm/instance.ts";
import { createMemoryLogger } from "../act/server.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HERE: Instance = { id: "a", name: "web-1:7", version: "0.2.0", rules: "r1", settings: "s1" };
const THERE: Instance = { ...HERE, id: "b", name: "web-2:7" };

function setUp(others: readonly Instance[], own = HERE) {
  let ms = 0;
  const state = { others, own, isAway: false, announced: 0, left: [] as string[] };
  const alarms: Alarm[] = [];
  const logger = createMemoryLogger();
  const watch = createInstanceWatch({
    instances: {
      announce: () => {
        state.announced += 1;
        return state.isAway ? Promise.reject(new Error("no server")) : Promise.resolve(state.others);
      },
      leave: (id) => {
        state.left.push(id);
        return state.isAway ? Promise.reject(new Error("no server")) : Promise.resolve();
      },
    },
    own: () => state.own,
    monotonicMs: () => ms,
    alarms: { raise: (alarm) => alarms.push(alarm) },
    logger,
  });
  return {
    watch,
    state,
    told: () => alarms.map(({ kind, what }) => `${kind}: ${what}`),
    logged: () => logger.lines.map(({ level, message }) => `${level}: ${message}`),
    /** Time passes, a tick a second. */
    pass: async (forMs: number) => {
      for (const until = ms + forMs; ms < until; ms += SECOND) await watch.tick();
    },
  };
}

const DIFFERENCE = "web-2:7 goes by other rules than web-1:7";

test("a difference that lasts two minutes is told once, and its end", async () => {
  const { watch, state, pass, told, logged } = setUp([{ ...THERE, rules: "r2" }]);

  await pass(MINUTE);
  const before = [told(), watch.difference(), watch.checks()];
  await pass(4 * MINUTE);
  state.others = [THERE];
  await pass(MINUTE);

  const detail = `${DIFFERENCE}, for 1m`;
  expect(before).toEqual([[], DIFFERENCE, [{ name: "engines", isWell: true, detail }]]);
  const again = "all engines on the store go by the same rules and settings again";
  expect(told()).toEqual([`engines: ${DIFFERENCE}`, `engines: ${again}`]);
  expect(logged()).toEqual([`warn: ${DIFFERENCE}`, `warn: ${again}`]);
});

test("engines that are given new files one after the other are not told of", async () => {
  const { state, pass, told, watch } = setUp([{ ...THERE, rules: "r2" }]);

  await pass(MINUTE);
  state.own = { ...HERE, rules: "r2" };
  await pass(5 * MINUTE);

  expect(told()).toEqual([]);
  expect(watch.checks()).toEqual([
    { name: "engines", isWell: true, detail: "2 on the store, all by the same rules and settings" },
  ]);
});

test("an alarm goes out from the first of the engines, the others write a line", async () => {
  const { pass, told, logged } = setUp([{ ...HERE, rules: "r2" }], THERE);

  await pass(3 * MINUTE);

  expect(told()).toEqual([]);
  expect(logged()).toEqual(["warn: web-1:7 goes by other rules than web-2:7"]);
});

test("it shows itself every ten seconds, also after the store was away, and leaves at the end", async () => {
  const { watch, state, pass, logged } = setUp([]);

  await pass(20 * SECOND);
  state.isAway = true;
  await pass(20 * SECOND);
  await watch.leave();
  state.isAway = false;
  await pass(20 * SECOND);

  expect([state.announced, state.left]).toEqual([6, ["a"]]);
  expect(watch.checks()).toEqual([{ name: "engines", isWell: true, detail: "alone on the store" }]);
  expect(logged()).toEqual(["info: the other engines were not told of the end"]);
});

test("where only one engine can have the store open there is nothing to watch", async () => {
  const parts = { own: () => HERE, monotonicMs: () => 0, alarms: { raise: () => undefined } };
  const watch = createInstanceWatch({ instances: null, ...parts, logger: createMemoryLogger() });

  await watch.tick();
  await watch.leave();

  expect([watch.checks(), watch.difference()]).toEqual([[], null]);
});
