import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createDestinations, createRoomBell } from "../../../src/act/http/destinations.ts";
import { createWindow } from "../../../src/act/http/pace/allowance.ts";
import { createPace } from "../../../src/act/http/pace/pace.ts";
import type { Pace } from "../../../src/act/http/pace/pace.ts";
import type { Destinations, Room } from "../../../src/ports/outside/action.ts";

const AT_ONCE = 32;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

interface Opened {
  readonly destinations: Destinations;
  readonly crm: Pace;
  /** How often the bell rang. */
  readonly rung: () => number;
}

/** `crm` takes `count` calls in a second; `slack` more than can be under way. */
function open(count = 1_000): Opened {
  const bell = createRoomBell();
  const crm = createPace(createWindow({ count, windowMs: 1_000 }), bell.ring);
  const slack = createPace(createWindow({ count: 1_000, windowMs: 1_000 }), bell.ring);
  const remotes = new Map([
    ["crm", crm],
    ["slack", slack],
  ]);
  let rung = 0;
  const destinations = createDestinations(remotes, bell);
  destinations.onRoom(() => (rung += 1));
  return { destinations, crm, rung: () => rung };
}

/** Enters until there is no room any more. */
function enterAll(destinations: Destinations, name = "crm"): readonly Room[] {
  const rooms: Room[] = [];
  for (let room = destinations.enter(name); room !== null; room = destinations.enter(name)) rooms.push(room);
  return rooms;
}

describe("attempts at once", () => {
  test("are limited at each destination by itself", () => {
    const { destinations } = open();

    const rooms = [destinations.roomAt("crm"), enterAll(destinations).length, destinations.roomAt("crm")];

    expect(rooms).toEqual([AT_ONCE, AT_ONCE, 0]);
    expect(destinations.roomAt("slack")).toBe(AT_ONCE);
  });

  test("are limited at one that is not configured too", () => {
    const { destinations } = open();

    expect([destinations.roomAt("gone"), enterAll(destinations, "gone").length]).toEqual([AT_ONCE, AT_ONCE]);
  });

  test("make room as each leaves", () => {
    const { destinations } = open();
    const [first, second] = enterAll(destinations);

    first?.leave();
    const afterOne = destinations.roomAt("crm");
    second?.turnBack();

    expect([afterOne, destinations.roomAt("crm"), enterAll(destinations).length]).toEqual([1, 2, 2]);
  });
});

describe("the rate of a destination", () => {
  test("bounds how many enter, although they have left, until its window has passed", async () => {
    const { destinations } = open(3);
    const before = destinations.roomAt("crm");

    for (const room of enterAll(destinations)) room.leave();
    const after = [destinations.roomAt("crm"), destinations.enter("crm")];
    await vi.advanceTimersByTimeAsync(1_000);

    expect([before, after, destinations.roomAt("crm")]).toEqual([3, [0, null], 3]);
  });

  test("gets back what whoever turned back had taken", () => {
    const { destinations } = open(3);
    const [one, other] = enterAll(destinations);

    one?.turnBack();
    other?.leave();

    expect(destinations.roomAt("crm")).toBe(1);
  });

  test("does not bound the others", () => {
    const { destinations } = open(1);
    enterAll(destinations);

    expect(enterAll(destinations, "slack")).toHaveLength(AT_ONCE);
  });
});

test("a destination that is paused has no room until the pause is over", async () => {
  const { destinations, crm } = open();
  crm.pause(60_000);
  await vi.advanceTimersByTimeAsync(59_999);
  const inPause = [destinations.roomAt("crm"), destinations.enter("crm")];

  await vi.advanceTimersByTimeAsync(1);

  expect([inPause, destinations.roomAt("crm")]).toEqual([[0, null], AT_ONCE]);
});

describe("the bell", () => {
  test("rings when somebody leaves", () => {
    const { destinations, rung } = open();
    const [room] = enterAll(destinations);

    room?.leave();

    expect(rung()).toBe(1);
  });

  test("rings when room comes back by time to a destination that had none", async () => {
    const { destinations, rung } = open(2);
    enterAll(destinations);
    await vi.advanceTimersByTimeAsync(999);
    const before = rung();

    await vi.advanceTimersByTimeAsync(1);

    expect([before, rung(), destinations.roomAt("crm")]).toEqual([0, 1, 2]);
  });

  test("rings when somebody turns back, with the room there already", () => {
    const { destinations } = open(1);
    const [room] = enterAll(destinations);
    const found: number[] = [];
    destinations.onRoom(() => found.push(destinations.roomAt("crm")));

    room?.turnBack();

    expect(found.at(-1)).toBe(1);
  });

  test("does not ring for one that always had room", async () => {
    const { destinations, rung } = open();
    destinations.roomAt("crm");
    destinations.enter("crm");

    await vi.advanceTimersByTimeAsync(10_000);

    expect(rung()).toBe(0);
  });

  test("tells the last one who listens, and nobody before anybody does", () => {
    const bell = createRoomBell();
    const told: string[] = [];

    bell.ring();
    bell.onRing(() => told.push("one"));
    bell.onRing(() => told.push("other"));
    bell.ring();

    expect(told).toEqual(["other"]);
  });
});
