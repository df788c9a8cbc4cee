import { expect, onTestFinished, test, vi } from "vitest";
import { createInstanceWatch, LEAVING_MS } from "../../src/alarm/instance-watch.ts";
import type { InstanceWatch } from "../../src/alarm/instance-watch.ts";
import type { Instance } from "../../src/core/alarm/instance.ts";
import { SEEN_MS } from "../../src/ports/store/instances.ts";
import type { Instances } from "../../src/ports/store/instances.ts";
import { createMemoryLogger } from "../act/server.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HERE: Instance = { id: "a", name: "web-1:7", version: "0.2.0", rules: "r1", settings: { org: "s1" } };
const THERE: Instance = { ...HERE, id: "b", name: "web-2:7" };

/** A store that engines share, by a clock that is moved by hand. */
function openWorld() {
  const world = { ms: 0, isAway: false, isTold: false, announced: 0, left: [] as string[] };
  const seen = new Map<string, { readonly own: Instance; readonly atMs: number }>();
  const alarms: string[] = [];
  const guarded = <Answer>(answer: () => Answer): Promise<Answer> =>
    world.isAway ? Promise.reject(new Error("no server")) : Promise.resolve(answer());
  const instances: Instances = {
    announce: (own) => {
      world.announced += 1;
      return guarded(() => {
        seen.set(own.id, { own, atMs: world.ms });
        return [...seen.values()]
          .filter((other) => other.own.id !== own.id && world.ms - other.atMs < SEEN_MS)
          .map((other) => other.own);
      });
    },
    tell: (isDifferent) =>
      guarded(() => {
        const isNews = world.isTold !== isDifferent;
        world.isTold = isDifferent;
        return isNews;
      }),
    leave: (id) => {
      world.left.push(id);
      return guarded(() => void seen.delete(id));
    },
  };
  const watches: InstanceWatch[] = [];
  return {
    world,
    alarms,
    start: (first: Instance) => {
      const logger = createMemoryLogger();
      const engine = { own: first };
      const watch = createInstanceWatch({
        instances,
        own: () => engine.own,
        monotonicMs: () => world.ms,
        alarms: { raise: ({ kind, what }) => alarms.push(`${kind}: ${what}`) },
        logger,
      });
      watches.push(watch);
      return Object.assign(engine, {
        watch,
        logged: () => logger.lines.map(({ level, message }) => `${level}: ${message}`),
        /** Shows itself no more, as when it is killed. */
        kill: () => void watches.splice(watches.indexOf(watch), 1),
      });
    },
    /** Time passes, a tick a second. */
    pass: async (forMs: number) => {
      for (const until = world.ms + forMs; world.ms < until; world.ms += SECOND) {
        for (const watch of watches) await watch.tick();
      }
    },
  };
}

const OTHER_RULES: Instance = { ...THERE, rules: "r2" };
const DIFFERENCE = "web-2:7 goes by other rules than web-1:7";
const MIRRORED = "web-1:7 goes by other rules than web-2:7";
const AGAIN = "all engines on the store go by the same rules and settings again";
const ALIKE = "2 on the store, all by the same rules and settings";

const wellCheck = (detail: string) => [{ name: "engines", isWell: true, detail }];

test("a difference that lasts two minutes is told once, by one of the engines, and its end", async () => {
  const { alarms, start, pass } = openWorld();
  const [here, there] = [start(HERE), start(OTHER_RULES)];

  await pass(MINUTE);
  const early = [alarms.length, here.watch.difference(), here.watch.checks()];
  await pass(4 * MINUTE);
  const late = here.watch.difference();
  there.own = THERE;
  await pass(2 * MINUTE);

  expect(early).toEqual([
    0,
    { what: DIFFERENCE, forMs: 50 * SECOND, hasLasted: false },
    wellCheck(`${DIFFERENCE}, for 50s`),
  ]);
  expect(late).toMatchObject({ what: DIFFERENCE, hasLasted: true });
  expect(alarms).toEqual([expect.stringMatching(`engines: (${DIFFERENCE}|${MIRRORED})`), `engines: ${AGAIN}`]);
  expect([here.logged(), there.logged()]).toEqual([
    [`warn: ${DIFFERENCE}`, `warn: ${AGAIN}`],
    [`warn: ${MIRRORED}`, `warn: ${AGAIN}`],
  ]);
  expect([here.watch.difference(), here.watch.checks()]).toEqual([null, wellCheck(ALIKE)]);
});

test("engines that are given new files one after the other are not told of", async () => {
  const { alarms, start, pass } = openWorld();
  const [here] = [start(HERE), start(OTHER_RULES)];

  await pass(MINUTE);
  here.own = { ...HERE, rules: "r2" };
  await pass(5 * MINUTE);

  expect([alarms, here.logged()]).toEqual([[], []]);
  expect(here.watch.checks()).toEqual(wellCheck(ALIKE));
});

test("a store that was away for a minute makes engines that differ no engines that are alike", async () => {
  const { alarms, world, start, pass } = openWorld();
  const [here] = [start(HERE), start(OTHER_RULES)];
  await pass(3 * MINUTE);

  world.isAway = true;
  await pass(MINUTE);
  world.isAway = false;
  await here.watch.tick();
  await pass(3 * MINUTE);

  expect(alarms).toHaveLength(1);
  expect(here.logged()).toEqual([`warn: ${DIFFERENCE}`]);
  expect(here.watch.difference()).toMatchObject({ hasLasted: true });
});

test("two engines that were alike at the last look and of which one was away since are not said to be alike", async () => {
  const { alarms, world, start, pass } = openWorld();
  const [here, there] = [start(HERE), start(OTHER_RULES)];
  await pass(3 * MINUTE);

  there.kill();
  await pass(MINUTE - 5 * SECOND);
  world.isAway = true;
  await pass(2 * MINUTE);
  world.isAway = false;
  await pass(10 * SECOND);

  expect(alarms).toHaveLength(1);
  expect(here.logged()).toHaveLength(1);
});

test("a difference is told although the engine that was to tell it is replaced again and again", async () => {
  const { alarms, start, pass } = openWorld();
  start({ ...OTHER_RULES, id: "z" });
  let first = start({ ...HERE, id: "a1" });
  for (const id of ["a2", "a3", "a4"]) {
    await pass(90 * SECOND);
    first.kill();
    await first.watch.leave();
    first = start({ ...HERE, id });
  }

  expect(alarms).toEqual([`engines: ${MIRRORED}`]);
});

test("the end is told, too, when it came by new starts of all engines", async () => {
  const { alarms, start, pass } = openWorld();
  const before = [start(HERE), start(OTHER_RULES)];
  await pass(3 * MINUTE);
  for (const { kill, watch } of before) {
    kill();
    await watch.leave();
  }
  const after = [start({ ...HERE, id: "c" }), start({ ...THERE, id: "d" })];

  await pass(2 * MINUTE);
  await pass(2 * MINUTE);

  expect(alarms).toEqual([expect.stringMatching(/^engines: web-/), `engines: ${AGAIN}`]);
  expect(after.map(({ logged }) => logged()).toSorted()).toEqual([[], [`warn: ${AGAIN}`]]);
});

test("it shows itself every ten seconds, also after the store was away, and leaves at the end", async () => {
  const { world, start, pass } = openWorld();
  const { watch, logged } = start(HERE);

  await pass(20 * SECOND);
  world.isAway = true;
  await pass(20 * SECOND);
  await watch.leave();
  world.isAway = false;
  await pass(20 * SECOND);

  expect([world.announced, world.left]).toEqual([6, ["a"]]);
  expect(watch.checks()).toEqual(wellCheck("alone on the store"));
  expect(logged()).toEqual(["info: the other engines were not told of the end"]);
});

test("an engine that ends waits for a store that does not answer no longer than a second", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const never = new Promise<never>(() => undefined);
  const logger = createMemoryLogger();
  const parts = { own: () => HERE, monotonicMs: () => 0, alarms: { raise: () => undefined }, logger };
  const instances = { announce: () => never, tell: () => never, leave: () => never };
  let hasLeft = false;

  const leaving = createInstanceWatch({ ...parts, instances })
    .leave()
    .then(() => (hasLeft = true));
  await vi.advanceTimersByTimeAsync(LEAVING_MS - 1);
  const before = hasLeft;
  await vi.advanceTimersByTimeAsync(1);
  await leaving;
  await createInstanceWatch({ ...parts, instances: { ...instances, leave: () => Promise.resolve() } }).leave();

  expect([before, hasLeft, LEAVING_MS]).toEqual([false, true, SECOND]);
  expect(vi.getTimerCount()).toBe(0);
  expect(logger.lines).toMatchObject([{ level: "info", message: "the other engines were not told of the end" }]);
});

test("where only one engine can have the store open there is nothing to watch", async () => {
  const parts = { own: () => HERE, monotonicMs: () => 0, alarms: { raise: () => undefined } };
  const watch = createInstanceWatch({ instances: null, ...parts, logger: createMemoryLogger() });

  await watch.tick();
  await watch.leave();

  expect([watch.checks(), watch.difference()]).toEqual([[], null]);
});
