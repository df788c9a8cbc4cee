import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Event } from "../../../src/core/model/event.ts";
import { createKnowing } from "../../../src/stores/one-process/knowing.ts";
import { makeEvent, makeRun, NOW } from "../../helpers/make.ts";

const [ANA, BEN] = ["+15105550100", "+15105550101"];
const MANY = 9;

test("deliveries are written without a look at what waits, and it is looked at once", async () => {
  const { knowing, write, looks } = createTables();
  await knowing.addEvents(write([event("evt_1", ANA)]));
  const before = looks();

  await Promise.all([knowing.known(), knowing.known()]);

  expect([before, looks()]).toEqual([0, 1]);
});

test("an event that is being written is worked on when it is durable, not before, and once", async () => {
  const { knowing, write, settle } = createTables();
  const writing = knowing.addEvents(write([event("evt_1", ANA), event("evt_2", BEN)], { isDurable: false }));

  const before = (await knowing.known()).schedule.claim(NOW, MANY);
  settle();
  await writing;

  expect(before).toEqual([]);
  expect(await workIn(knowing)).toEqual([ANA, BEN]);
});

test("of a lane with two events the one that is durable is worked on", async () => {
  const { knowing, write, settle } = createTables([event("evt_1", ANA)]);
  const writing = knowing.addEvents(write([event("evt_2", ANA)], { isDurable: false }));

  const before = (await knowing.known()).schedule.workOf(ANA, NOW, MANY).hasEvent;
  settle();
  await writing;

  expect(before).toBe(true);
  expect(await workIn(knowing)).toEqual([ANA, ANA]);
});

test("an event whose write fails is not there, and hides none that is", async () => {
  const { knowing, write, settle } = createTables([event("evt_1", ANA)]);
  const writing = knowing.addEvents(write([event("evt_2", ANA)], { isDurable: false }));
  await knowing.known();
  settle(new Error("disk is full"));

  await expect(writing).rejects.toThrow("disk is full");

  expect(await workIn(knowing)).toEqual([ANA]);
});

test("an event whose transaction is undone and made again is worked on once", async () => {
  const { knowing, write, undo, settle } = createTables([event("evt_1", ANA)]);
  const writing = knowing.addEvents(write([event("evt_2", ANA)], { isDurable: false, again: true }));
  undo("evt_2");
  await knowing.known();
  settle();
  await writing;

  expect(await workIn(knowing)).toEqual([ANA, ANA]);
});

test("while many runs are read others have their turn, and a delivery that is written meanwhile is worked on once", async () => {
  const { knowing, write, settle } = createTables([event("evt_1", ANA)], { runs: 2_000 });
  const reading = knowing.known();
  await knowing.addEvents(write([event("evt_2", BEN)]));
  const late = knowing.addEvents(write([event("evt_3", BEN)], { isDurable: false }));

  const first = await Promise.race([nextTurn("another"), reading.then(() => "who reads")]);
  const { schedule } = await reading;
  settle();
  await late;

  expect(first).toBe("another");
  expect(await workIn(knowing)).toEqual([ANA, BEN, BEN]);
  expect(schedule.nextDueAt()).toBe(NOW + 1);
});

test("who asks when the tables cannot be read is told, and the next to ask is not", async () => {
  const { knowing, breakOnce } = createTables([event("evt_1", ANA)]);
  breakOnce();

  await expect(knowing.known()).rejects.toThrow("malformed");
  expect(await workIn(knowing)).toEqual([ANA]);
});

/** Lanes in the order and as often as they have an event to be worked on. */
async function workIn({ known }: ReturnType<typeof createKnowing>): Promise<readonly string[]> {
  const { schedule } = await known();
  const lanes: string[] = [];
  for (let claims = schedule.claim(NOW, MANY); claims.length > 0; claims = schedule.claim(NOW, MANY)) {
    for (const claim of claims) {
      if (schedule.workOf(claim.lane, NOW, MANY).hasEvent) lanes.push(claim.lane);
      schedule.removeEvent(claim.lane);
      schedule.release(claim);
    }
  }
  return lanes.toSorted();
}

function event(id: string, lane: string): Event {
  return makeEvent({ id, lane });
}

/** Tables in memory of events that are all new, whose writes are durable when they are told to be. */
function createTables(stored: readonly Event[] = [], { runs = 0 } = {}) {
  const events = new Map(stored.map((each) => [each.id, each]));
  let looks = 0;
  let isBroken = false;
  let settle: (error?: Error) => void = () => undefined;
  const knowing = createKnowing({
    waitingLanes: () => {
      if (isBroken) {
        isBroken = false;
        throw new Error("database disk image is malformed");
      }
      looks += 1;
      const all = [...events.values()];
      return [...new Set(all.map(({ lane }) => lane))].map((lane) => ({
        lane,
        events: all.filter((each) => each.lane === lane).length,
      }));
    },
    *openRuns() {
      for (let at = 1; at <= runs; at += 1) {
        yield makeRun({ id: `run_${at}`, lane: `+1510555${at}`, status: "waiting", dueAt: NOW + at });
      }
    },
    event: (id) => events.get(id) ?? null,
  });
  const write =
    (added: readonly Event[], { isDurable = true, again = false } = {}) =>
    async (writing: (events: readonly Event[]) => void): Promise<void> => {
      const put = (): void => {
        for (const each of added) events.set(each.id, each);
        writing(added);
      };
      put();
      if (isDurable) return;
      const error = await new Promise<Error | undefined>((resolve) => {
        settle = resolve;
      });
      if (error !== undefined) {
        for (const { id } of added) events.delete(id);
        throw error;
      }
      if (again) put();
    };
  return {
    knowing,
    write,
    looks: () => looks,
    settle: (error?: Error) => {
      settle(error);
    },
    undo: (id: string) => events.delete(id),
    breakOnce: () => {
      isBroken = true;
    },
  };
}
