import fc from "fast-check";
import { expect, test } from "vitest";
import type { Claim } from "../../../src/ports/store/store.ts";
import type { LaneSchedule } from "../../../src/stores/one-process/lane-schedule.ts";
import { createLaneSchedule } from "../../../src/stores/one-process/lane-schedule.ts";
import { growthOf } from "../../helpers/growth.ts";
import { randomCases } from "../../helpers/random-cases.ts";

const waiting = (id: string, lane: string, dueAt: number) =>
  ({ id, lane, dueAt, status: "waiting", stepsOverAt: null }) as const;
const lanesOf = (claims: readonly Claim[]) => claims.map(({ lane }) => lane);

function claimOnly(schedule: LaneSchedule, now = 0): Claim {
  const [claim, ...others] = schedule.claim(now, 10);
  if (claim === undefined || others.length > 0) throw new Error("expected one lane");
  return claim;
}

test("idle to queued: an event or a due run makes a lane claimable, first come first served", () => {
  const schedule = createLaneSchedule();
  schedule.setRun(waiting("run_1", "later", 10));
  schedule.addEvent("b");
  schedule.addEvent("a");
  schedule.addEvent("b");
  schedule.setRun({ id: "run_2", lane: "ready", status: "ready", dueAt: null, stepsOverAt: null });

  expect(lanesOf(schedule.claim(9, 10))).toEqual(["b", "a", "ready"]);
  expect(lanesOf(schedule.claim(10, 10))).toEqual(["later"]);
});

test("queued to claimed: a lane is claimed once, within the limit", () => {
  const schedule = createLaneSchedule();
  for (const lane of ["a", "b", "c"]) schedule.addEvent(lane);

  expect(lanesOf(schedule.claim(0, 2))).toEqual(["a", "b"]);
  expect(lanesOf(schedule.claim(0, 2))).toEqual(["c"]);
});

test("the work of a lane is its events and the runs that are due", () => {
  const schedule = createLaneSchedule();
  schedule.addEvent("event");
  schedule.setRun(waiting("run_1", "run", 10));
  schedule.setRun({ id: "run_2", lane: "sending", status: "sending", dueAt: null, stepsOverAt: null });

  expect(schedule.workOf("event", 10, 9)).toEqual({ hasEvent: true, dueRunIds: [] });
  expect(schedule.workOf("run", 9, 9)).toEqual({ hasEvent: false, dueRunIds: [] });
  expect(schedule.workOf("run", 10, 9)).toEqual({ hasEvent: false, dueRunIds: ["run_1"] });
  expect(schedule.workOf("sending", 10, 9)).toEqual({ hasEvent: false, dueRunIds: [] });
  expect(schedule.workOf("unknown", 10, 9)).toEqual({ hasEvent: false, dueRunIds: [] });
});

test("claimed to queued: a lane with an event left goes behind the others", () => {
  const schedule = createLaneSchedule();
  schedule.addEvent("a");
  schedule.addEvent("a");
  const claim = claimOnly(schedule);
  schedule.addEvent("b");
  schedule.removeEvent("a");

  schedule.release(claim);

  expect(lanesOf(schedule.claim(0, 10))).toEqual(["b", "a"]);
});

test("claimed to queued: a run that fell due while its lane was claimed is found after the release", () => {
  const schedule = createLaneSchedule();
  schedule.setRun(waiting("run_1", "a", 10));
  schedule.addEvent("a");
  const claim = claimOnly(schedule, 0);
  schedule.removeEvent("a");
  const meanwhile = schedule.claim(20, 10);

  schedule.release(claim);

  expect(meanwhile).toEqual([]);
  expect(schedule.nextDueAt()).toBe(10);
  expect(lanesOf(schedule.claim(20, 10))).toEqual(["a"]);
});

test("claimed to idle: a lane with nothing to do is not claimable", () => {
  const schedule = createLaneSchedule();
  schedule.addEvent("a");
  const claim = claimOnly(schedule);
  schedule.removeEvent("a");
  schedule.setRun({ id: "run_1", lane: "a", status: "sending", dueAt: null, stepsOverAt: null });

  schedule.release(claim);

  expect(schedule.claim(1_000, 10)).toEqual([]);
  expect(schedule.nextDueAt()).toBeNull();
});

test("work that waits for the release of its lane is not due before", () => {
  const schedule = createLaneSchedule();
  schedule.addEvent("a");
  const claim = claimOnly(schedule);
  schedule.removeEvent("a");
  schedule.setRun({ id: "run_1", lane: "a", status: "ready", dueAt: null, stepsOverAt: null });
  const whileClaimed = schedule.nextDueAt();

  schedule.release(claim);

  expect(whileClaimed).toBeNull();
  expect(schedule.nextDueAt()).toBe(0);
});

test("a claim holds until it is released, and an old one never holds again", () => {
  const schedule = createLaneSchedule();
  schedule.addEvent("a");
  const first = claimOnly(schedule);
  const whileClaimed = schedule.holds(first);
  schedule.release(first);
  const second = claimOnly(schedule);
  schedule.release(first);

  expect([whileClaimed, schedule.holds(first), schedule.holds(second)]).toEqual([true, false, true]);
  expect(schedule.holds({ lane: "never seen", fence: 1 })).toBe(false);
});

test("a clock that goes back does not make a lane claimable over and over", () => {
  const schedule = createLaneSchedule();
  schedule.setRun(waiting("run_1", "a", 100));
  schedule.release(claimOnly(schedule, 100));

  expect(schedule.claim(50, 10)).toEqual([]);
});

test("the cost of a claim does not grow with the lanes", () => {
  const workOn = (lanes: number): void => {
    const schedule = createLaneSchedule();
    for (let index = 0; index < lanes; index += 1)
      schedule.setRun(waiting(`run_${index}`, `lane_${index}`, 1 + (index % 977)));
    for (let index = 0; index < lanes; index += 1) schedule.addEvent(`lane_${index}`);
    let claimed = 0;
    for (let claims = schedule.claim(0, 64); claims.length > 0; claims = schedule.claim(0, 64)) {
      for (const claim of claims) {
        schedule.removeEvent(claim.lane);
        schedule.release(claim);
        claimed += 1;
      }
    }
    expect(claimed).toBe(lanes);
  };

  const growth = growthOf({ size: 100_000, factor: 1_000, make: (lanes) => lanes, work: workOn });

  expect(growth).toBeLessThan(1.5);
});

/** What a schedule must do, told in the plainest way. */
class Model {
  readonly events = new Map<string, number>();
  readonly runs = new Map<string, { readonly lane: string; readonly dueAt: number }>();
  readonly claims = new Map<string, Claim>();

  claimable(now: number): readonly string[] {
    const withEvents = [...this.events].filter(([, count]) => count > 0).map(([lane]) => lane);
    const withRuns = [...this.runs.values()].filter(({ dueAt }) => dueAt <= now).map(({ lane }) => lane);
    return [...new Set([...withEvents, ...withRuns])].filter((lane) => !this.claims.has(lane)).sort();
  }
}

const lane = fc.constantFrom("a", "b", "c");
const step = fc.oneof(
  fc.record({ kind: fc.constant("event" as const), lane }),
  fc.record({ kind: fc.constant("evaluated" as const), lane }),
  fc.record({
    kind: fc.constant("run" as const),
    lane,
    id: fc.constantFrom("1", "2"),
    status: fc.constantFrom("ready" as const, "waiting" as const, "done" as const),
    inMs: fc.integer({ min: 0, max: 20 }),
  }),
  fc.record({ kind: fc.constant("claim" as const), passedMs: fc.integer({ min: 0, max: 10 }) }),
  fc.record({ kind: fc.constant("release" as const), lane }),
);

test("after any sequence of steps exactly the lanes with work are claimable", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const schedule = createLaneSchedule();
      const model = new Model();
      let now = 1;

      for (const move of steps) {
        if (move.kind === "claim") {
          now += move.passedMs;
          const expected = model.claimable(now);
          const claims = schedule.claim(now, 10);
          expect(lanesOf(claims).sort()).toEqual(expected);
          for (const claim of claims) model.claims.set(claim.lane, claim);
        } else if (move.kind === "event") {
          schedule.addEvent(move.lane);
          model.events.set(move.lane, (model.events.get(move.lane) ?? 0) + 1);
        } else {
          const claim = model.claims.get(move.lane);
          if (claim === undefined) continue;
          applyUnderClaim({ schedule, model, claim, now }, move);
        }
      }
    }),
    randomCases(500),
  );
});

function applyUnderClaim(
  { schedule, model, claim, now }: { schedule: LaneSchedule; model: Model; claim: Claim; now: number },
  move: Extract<typeof step extends fc.Arbitrary<infer Step> ? Step : never, { lane: string }>,
): void {
  if (move.kind === "release") {
    schedule.release(claim);
    model.claims.delete(claim.lane);
  } else if (move.kind === "run") {
    const id = `${move.lane} ${move.id}`;
    const dueAt = move.status === "waiting" ? now + move.inMs : null;
    schedule.setRun({ id, lane: move.lane, status: move.status, dueAt, stepsOverAt: null });
    if (move.status === "done") model.runs.delete(id);
    else model.runs.set(id, { lane: move.lane, dueAt: dueAt ?? 0 });
  } else if ((model.events.get(move.lane) ?? 0) > 0 && move.kind === "evaluated") {
    schedule.removeEvent(move.lane);
    model.events.set(move.lane, (model.events.get(move.lane) ?? 0) - 1);
  }
}
