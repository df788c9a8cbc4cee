import { describe, expect, test } from "vitest";
import type { Hold } from "../../../src/core/model/run/run.ts";
import type { Turn } from "../../../src/ports/store/store.ts";
import type { Lines, StandingRun } from "../../../src/stores/one-process/lines.ts";
import { createLines } from "../../../src/stores/one-process/lines.ts";
import { growthOf } from "../../helpers/growth.ts";
import { heapLeftBy } from "../../helpers/heap.ts";

type Overrides = Partial<StandingRun>;

/** A run of lane `a` that stands in line at `crm`. */
function queued(id: string, overrides: Overrides = {}): StandingRun {
  const { destination = "crm" } = overrides;
  const here = destination === null ? [] : [{ destination, until: null }];
  return { id, lane: "a", status: "queued", dueAt: null, destination, holds: here, ...overrides };
}

/** A run of lane `a` that is ready, or in another status, with what it holds. */
function holding(id: string, holds: readonly Hold[], overrides: Overrides = {}): StandingRun {
  return { id, lane: "a", status: "ready", dueAt: null, destination: null, holds, ...overrides };
}

const atCrm = (until: number | null): Hold => ({ destination: "crm", until });
const gone = (id: string, lane = "a"): StandingRun => holding(id, [], { lane, status: "done" });

function linesOf(...runs: readonly StandingRun[]): Lines {
  return linesFrom(runs);
}

const everywhere = () => Number.POSITIVE_INFINITY;

function claimed(lines: Lines, now = 0, room: (destination: string) => number = everywhere): readonly string[] {
  return lines.claim(now, room).map(({ runId }) => runId);
}

function claimOnly(lines: Lines, now = 0): Turn {
  const [turn, ...others] = lines.claim(now, everywhere);
  if (turn === undefined || others.length > 0) throw new Error("expected one turn");
  return turn;
}

describe("behind to first", () => {
  test("one after the other, in the order they were made, as each before it is gone", () => {
    const lines = linesOf(queued("1"), queued("2"), queued("3"));

    const order = ["1", "2", "3"].map((id) => {
      const turn = claimOnly(lines);
      lines.setRun(gone(id));
      lines.release(turn);
      return turn.runId;
    });

    expect(order).toEqual(["1", "2", "3"]);
    expect(claimed(lines)).toEqual([]);
  });

  test("an earlier run that may come here holds it until it has passed", () => {
    const lines = linesOf(holding("1", [atCrm(null)]), queued("2"));
    const before = claimed(lines, 1_000_000);

    lines.setRun(holding("1", []));

    expect([before, claimed(lines)]).toEqual([[], ["2"]]);
  });

  test("an earlier run on its way to another destination holds it until its hold has ended", () => {
    const elsewhere = queued("1", { destination: "slack", holds: [{ destination: "slack", until: null }, atCrm(100)] });
    const lines = linesOf(elsewhere, queued("2"));

    expect(claimed(lines, 99)).toEqual(["1"]);
    expect(lines.nextDueAt()).toBe(100);
    expect(claimed(lines, 99)).toEqual([]);
    expect(claimed(lines, 100)).toEqual(["2"]);
  });

  test("a hold that had ended before keeps nobody", () => {
    expect(claimed(linesOf(holding("1", [atCrm(50)]), queued("2")), 100)).toEqual(["2"]);
  });

  test("a parked run holds the line until its hold has ended", () => {
    const lines = linesOf(holding("1", [atCrm(100)], { status: "parked" }), queued("2"), queued("3"));

    expect(claimed(lines, 99)).toEqual([]);
    expect(lines.nextDueAt()).toBe(100);
    expect(claimed(lines, 100)).toEqual(["2"]);
  });

  test("an earlier run that ended, waits or was parked without a hold keeps nobody", () => {
    for (const status of ["done", "failed", "stopped", "waiting", "parked"] as const) {
      const lines = linesOf(holding("1", [atCrm(null)]), queued("2"));
      const before = claimed(lines);

      lines.setRun(holding("1", [], { status, dueAt: status === "waiting" ? 10 : null }));

      expect([status, before, claimed(lines)]).toEqual([status, [], ["2"]]);
    }
  });

  test("a run that is found on the wire holds its line until it is settled", () => {
    const lines = linesOf(queued("1", { status: "sending" }), queued("2"));
    const before = claimed(lines, 1_000_000);

    lines.setRun(gone("1"));

    expect([before, claimed(lines)]).toEqual([[], ["2"]]);
  });

  test("two lines of one lane do not wait for each other, nor do those of two lanes", () => {
    const lines = linesOf(
      queued("1"),
      queued("2"),
      queued("3", { destination: "slack" }),
      queued("4", { lane: "b" }),
      queued("5", { lane: "b" }),
    );

    expect(claimed(lines)).toEqual(["1", "4", "3"]);
  });
});

describe("first to claimed", () => {
  test("once: nobody else of the line has a turn before the release", () => {
    const lines = linesOf(queued("1"), queued("2"));

    expect(claimed(lines)).toEqual(["1"]);
    expect(claimed(lines)).toEqual([]);
  });

  test("a turn names its run, lane and destination", () => {
    expect(claimOnly(linesOf(queued("1")))).toMatchObject({ lane: "a", runId: "1", destination: "crm" });
  });

  test("not before it is due, and those behind it wait too", () => {
    const lines = linesOf(queued("1", { dueAt: 100 }), queued("2"));

    expect(claimed(lines, 99)).toEqual([]);
    expect(lines.nextDueAt()).toBe(100);
    expect(claimed(lines, 100)).toEqual(["1"]);
    expect(lines.nextDueAt()).toBeNull();
  });

  test("no more than there is room, first come first served", () => {
    const lines = linesOf(...["a", "b", "c"].map((lane) => queued(lane, { lane })));

    const [first, none, rest] = [2, 0, 5].map((room) => claimed(lines, 0, () => room));

    expect([first, none, rest]).toEqual([["a", "b"], [], ["c"]]);
  });

  test("without room everybody keeps the place", () => {
    const lines = linesOf(...["a", "b", "c"].map((lane) => queued(lane, { lane })));
    claimed(lines, 0, () => 0);
    lines.setRun(queued("d", { lane: "d" }));
    claimed(lines, 1, () => 0);

    expect(claimed(lines, 2)).toEqual(["a", "b", "c", "d"]);
  });

  test("room is asked for once, and only where somebody stands in line who may go", () => {
    const asked: string[] = [];
    const room = (destination: string): number => {
      asked.push(destination);
      return 1;
    };
    const lines = linesOf(
      queued("1"),
      queued("2", { lane: "b" }),
      queued("3", { destination: "slack", dueAt: 10 }),
      holding("4", [{ destination: "heymarket", until: null }]),
    );

    const turns = claimed(lines, 0, room);

    expect([turns, asked]).toEqual([["1"], ["crm"]]);
  });

  test("room is not asked for when whoever stood in line without room is gone", () => {
    const asked: string[] = [];
    const lines = linesOf(queued("1"));
    claimed(lines, 0, () => 0);
    lines.setRun(gone("1"));

    claimed(lines, 1, (destination) => asked.push(destination));

    expect(asked).toEqual([]);
    expect(lines.nextDueAt()).toBeNull();
  });

  test("one that was put off while there was no room goes when it is due", () => {
    const lines = linesOf(queued("1"), queued("2", { lane: "b" }));
    claimed(lines, 0, () => 0);
    lines.setRun(queued("1", { dueAt: 100 }));

    expect(claimed(lines, 1)).toEqual(["2"]);
    expect(lines.nextDueAt()).toBe(100);
    expect(claimed(lines, 100)).toEqual(["1"]);
  });
});

describe("claimed to first", () => {
  test("one that is to be tried again goes before those behind it, when it is due", () => {
    const lines = linesOf(queued("1"), queued("2"));
    const turn = claimOnly(lines);
    lines.setRun(queued("1", { status: "sending" }));
    lines.setRun(queued("1", { dueAt: 100 }));

    lines.release(turn);

    expect(claimed(lines, 99)).toEqual([]);
    expect(claimed(lines, 100)).toEqual(["1"]);
  });

  test("one whose turn was given back unused is claimable at once, with a higher fence", () => {
    const lines = linesOf(queued("1"));
    const first = claimOnly(lines);

    lines.release(first);
    const second = claimOnly(lines);

    expect(second.runId).toBe("1");
    expect(second.fence).toBeGreaterThan(first.fence);
  });
});

describe("claimed to behind", () => {
  test("a run that waited comes back to its place, before those that were made after it", () => {
    const lines = linesOf(holding("1", [], { status: "waiting", dueAt: 10 }), queued("2"), queued("3"));
    const turn = claimOnly(lines);
    lines.setRun(holding("1", [atCrm(null)]));
    lines.release(turn);
    const whileReady = claimed(lines);

    lines.setRun(queued("1"));

    expect([turn.runId, whileReady, claimed(lines)]).toEqual(["2", [], ["1"]]);
  });

  test("a turn is not taken away by a run that comes back", () => {
    const lines = linesOf(holding("1", []), queued("2"));
    const turn = claimOnly(lines);

    lines.setRun(queued("1"));

    expect([claimed(lines), lines.holds(turn)]).toEqual([[], true]);
  });

  test("one whose hold had ended comes back to its place when it comes here after all", () => {
    const lines = linesOf(holding("1", [atCrm(10)]), queued("2"), queued("3"));
    const turn = claimOnly(lines, 10);
    lines.setRun(queued("1"));
    lines.setRun(gone("2"));

    lines.release(turn);

    expect([turn.runId, claimed(lines, 11)]).toEqual(["2", ["1"]]);
  });
});

describe("first to passed", () => {
  /** A run that is looked for again at an instant, and holds its line until another one. */
  const unknown = (id: string, dueAt: number, until: number) => queued(id, { dueAt, holds: [atCrm(until)] });

  test("one whose hold ends before it is due keeps nobody from then on", () => {
    const lines = linesOf(unknown("1", 100, 50), queued("2"));

    expect(claimed(lines, 49)).toEqual([]);
    expect(lines.nextDueAt()).toBe(50);
    expect(claimed(lines, 50)).toEqual(["2"]);
  });

  test("it has its turn when it is due, before the first", () => {
    const lines = linesOf(unknown("1", 100, 50), queued("2", { dueAt: 200 }), queued("3"));
    const before = [claimed(lines, 99), lines.nextDueAt()];

    expect([before, claimed(lines, 100)]).toEqual([[[], 100], ["1"]]);
  });

  test("it has its turn with nobody else in line, and after a turn that gave it another due time", () => {
    const lines = linesOf(unknown("1", 100, 50));
    const turn = lines.claim(100, everywhere)[0];
    if (turn === undefined) throw new Error("expected a turn");
    lines.setRun(unknown("1", 300, 50));
    lines.release(turn);

    expect([claimed(lines, 299), lines.nextDueAt(), claimed(lines, 300)]).toEqual([[], 300, ["1"]]);
  });

  test("the earliest due of them goes first, and one that has left never", () => {
    const lines = linesOf(unknown("1", 300, 50), unknown("2", 200, 50), unknown("3", 100, 50));
    claimed(lines, 60);
    lines.setRun(gone("3"));

    expect([claimed(lines, 150), claimed(lines, 200)]).toEqual([[], ["2"]]);
  });

  test("one that is to be tried again stands where it stood, and keeps those behind it again", () => {
    const lines = linesOf(unknown("1", 100, 50), queued("2"));
    const turn = claimOnly(lines, 60);
    lines.setRun(queued("1", { dueAt: 200 }));
    lines.release(turn);

    expect([claimed(lines, 199), claimed(lines, 200)]).toEqual([[], ["1"]]);
  });
});

describe("any to gone", () => {
  test("one that leaves from behind is never first", () => {
    const lines = linesOf(queued("1"), queued("2"), queued("3"));
    const turn = claimOnly(lines);
    lines.setRun(gone("2"));
    lines.setRun(gone("1"));

    lines.release(turn);

    expect(claimed(lines)).toEqual(["3"]);
  });

  test("one that leaves from the front lets the next one go", () => {
    const lines = linesOf(queued("1", { dueAt: 100 }), queued("2"));
    const before = claimed(lines);

    lines.setRun(gone("1"));

    expect([before, claimed(lines)]).toEqual([[], ["2"]]);
  });

  test("one that leaves under its turn keeps the line until the release", () => {
    const lines = linesOf(queued("1"), queued("2"));
    const turn = claimOnly(lines);
    lines.setRun(queued("1", { destination: "slack" }));
    const underTurn = claimed(lines);

    lines.release(turn);

    expect([underTurn, claimed(lines)]).toEqual([["1"], ["2"]]);
  });
});

test("a turn holds until it is released, and an old one never again", () => {
  const lines = linesOf(queued("1"));
  const first = claimOnly(lines);
  const whileClaimed = lines.holds(first);
  lines.release(first);
  const released = lines.holds(first);
  const second = claimOnly(lines);
  lines.release(first);

  expect([whileClaimed, released, lines.holds(first), lines.holds(second)]).toEqual([true, false, false, true]);
  expect(lines.holds({ ...second, lane: "never seen" })).toBe(false);
});

test("a turn of a line that was empty meanwhile does nothing to those who came later", () => {
  const lines = linesOf(queued("1"));
  const old = claimOnly(lines);
  lines.setRun(gone("1"));
  lines.release(old);
  claimed(lines);
  lines.setRun(queued("2"));
  const current = claimOnly(lines);

  lines.release(old);

  expect([lines.holds(old), lines.holds(current), claimed(lines)]).toEqual([false, true, []]);
});

describe("when something is due next", () => {
  test("is 0 when somebody may go, without having been looked at before", () => {
    expect(createLines().nextDueAt()).toBeNull();
    expect(linesOf(queued("1")).nextDueAt()).toBe(0);
    expect(linesOf(queued("1", { dueAt: 100 }), queued("2", { lane: "b", dueAt: 50 })).nextDueAt()).toBe(50);
  });

  test("is the end of a hold only when somebody stands behind it", () => {
    const lines = linesOf(holding("1", [atCrm(100)], { status: "parked" }));
    const alone = lines.nextDueAt();

    lines.setRun(queued("2"));

    expect([alone, lines.nextDueAt()]).toEqual([null, 100]);
    expect(claimed(lines, 100)).toEqual(["2"]);
  });

  test("is nothing that a line waited for before it changed", () => {
    const lines = linesOf(queued("1", { dueAt: 10 }), queued("2", { dueAt: 30 }));
    claimed(lines);
    lines.setRun(queued("1", { dueAt: 20 }));
    const putOff = [claimed(lines, 10), lines.nextDueAt()];
    lines.setRun(gone("1"));

    expect([putOff, claimed(lines, 20), lines.nextDueAt()]).toEqual([[[], 20], [], 30]);
  });
});

describe("the work of a line goes with what changed", () => {
  /** Gives every turn there is until nothing is left. */
  function workOff(lines: Lines, now = 0): number {
    let turns = 0;
    for (let given = lines.claim(now, () => 64); given.length > 0; given = lines.claim(now, () => 64)) {
      for (const turn of given) {
        lines.setRun(queued(turn.runId, { lane: turn.lane, status: "sending" }));
        lines.setRun(gone(turn.runId, turn.lane));
        lines.release(turn);
        turns += 1;
      }
    }
    return turns;
  }

  const manyIn = (count: number, laneOf: (index: number) => string, make = queued): readonly StandingRun[] =>
    Array.from({ length: count }, (_, index) => make(`${laneOf(index)} ${index}`, { lane: laneOf(index) }));
  const oneLane = () => "a";

  test.each([
    { where: "one lane", laneOf: oneLane },
    { where: "as many lanes", laneOf: String },
  ])("with many runs in $where", ({ laneOf }) => {
    const work = (runs: readonly StandingRun[]): void => {
      expect(workOff(linesFrom(runs))).toBe(runs.length);
    };

    expect(growthOf({ size: 20_000, factor: 1_000, make: (count) => manyIn(count, laneOf), work })).toBeLessThan(1.5);
  });

  test("when every run of a lane is set anew, as when the clock was set", () => {
    const work = (runs: readonly StandingRun[]): void => {
      const lines = linesFrom(runs);
      for (const run of runs) lines.setRun({ ...run, dueAt: 10 });
      expect(claimed(lines, 9)).toEqual([]);
    };

    expect(growthOf({ size: 20_000, factor: 1_000, make: (count) => manyIn(count, oneLane), work })).toBeLessThan(1.5);
  });

  test("when those who come pass many whose holds have ended", () => {
    const ended = (id: string) => holding(id, [atCrm(10)]);
    const work = (count: number): void => {
      const lines = linesFrom(manyIn(count, oneLane, ended));
      let turns = 0;
      for (let index = 0; index < count; index += 1) {
        lines.setRun(queued(`new ${index}`));
        turns += workOff(lines, 10);
      }
      expect(turns).toBe(count);
    };

    expect(growthOf({ size: 20_000, factor: 1_000, make: (count) => count, work })).toBeLessThan(1.5);
  });
});

test("a run that has ended leaves nothing behind", () => {
  const lines = linesOf(queued("first", { dueAt: 1e11 }));
  const passThrough = (count: number): void => {
    for (let index = 0; index < count; index += 1) {
      const lane = `lane ${index}`;
      lines.setRun(holding(`1 ${index}`, [atCrm(1e12 + index)], { lane }));
      lines.setRun(queued(`2 ${index}`, { lane, dueAt: 2e12 }));
      claimed(lines, index);
      lines.setRun(gone(`1 ${index}`, lane));
      claimed(lines, index);
      lines.setRun(gone(`2 ${index}`, lane));
      claimed(lines, index);
    }
  };

  const bytes = heapLeftBy(() => {
    passThrough(20_000);
  });

  expect(bytes / 20_000).toBeLessThan(10);
  expect(lines.nextDueAt()).toBe(1e11);
});

function linesFrom(runs: readonly StandingRun[]): Lines {
  const lines = createLines();
  for (const run of runs) lines.setRun(run);
  return lines;
}
