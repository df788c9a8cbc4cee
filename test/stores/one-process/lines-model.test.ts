import fc from "fast-check";
import { expect, test } from "vitest";
import type { Turn } from "../../../src/ports/store.ts";
import type { Lines, StandingRun } from "../../../src/stores/one-process/lines.ts";
import { createLines } from "../../../src/stores/one-process/lines.ts";
import { randomCases } from "../../helpers/random-cases.ts";

const DESTINATIONS = ["x", "y"] as const;

/** Where somebody may go first: a run of a lane at a destination. */
interface Head {
  readonly lane: string;
  readonly destination: string;
  readonly runId: string;
}

/** What lines must do, told in the plainest way: by looking at every run there is. */
class Model {
  /** In the order they were made. */
  readonly runs = new Map<string, StandingRun>();
  readonly turns = new Map<string, Turn>();

  heads(now: number): readonly Head[] {
    const lanes = [...new Set([...this.runs.values()].map(({ lane }) => lane))];
    return lanes.flatMap((lane) => DESTINATIONS.flatMap((destination) => this.#head(lane, destination, now)));
  }

  /** The instant after `now` at which somebody may go although nothing has changed, or null. */
  nextHeadAt(now: number): number | null {
    const runs = [...this.runs.values()];
    const instants = runs.flatMap(({ dueAt, holds }) => [dueAt, ...holds.map(({ until }) => until)]);
    const later = instants.filter((at) => at !== null && at > now).sort((a, b) => (a ?? 0) - (b ?? 0));
    return later.find((at) => at !== null && this.heads(at).length > 0) ?? null;
  }

  #head(lane: string, destination: string, now: number): readonly Head[] {
    if (this.turns.has(`${lane} ${destination}`)) return [];
    const holds = (run: StandingRun): boolean =>
      run.holds.some((hold) => hold.destination === destination && (hold.until === null || hold.until > now));
    const ofLane = [...this.runs.values()].filter((run) => run.lane === lane);
    const firstPlace = ofLane.findIndex(holds);
    const first = ofLane[firstPlace];
    const passed = (first === undefined ? ofLane : ofLane.slice(0, firstPlace)).toSorted(
      (one, other) => (one.dueAt ?? 0) - (other.dueAt ?? 0),
    );
    const mayGo = ({ status, destination: place, dueAt }: StandingRun): boolean =>
      status === "queued" && place === destination && (dueAt ?? 0) <= now;
    const head = [...passed, ...(first === undefined ? [] : [first])].find(mayGo);
    return head === undefined ? [] : [{ lane, destination, runId: head.id }];
  }
}

const span = fc.option(fc.integer({ min: 0, max: 20 }));
const runStep = fc.record({
  kind: fc.constant("run" as const),
  id: fc.constantFrom("a 1", "a 2", "a 3", "b 1", "b 2"),
  status: fc.constantFrom("ready", "queued", "queued", "sending", "waiting", "parked", "done"),
  destination: fc.constantFrom(...DESTINATIONS),
  dueInMs: span,
  holdsOther: fc.boolean(),
  untilInMs: fc.integer({ min: 0, max: 20 }),
  /** Of a text of which nobody knows whether it went out. */
  ownUntilInMs: span,
});
const step = fc.oneof(
  { weight: 4, arbitrary: runStep },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("claim" as const),
      passedMs: fc.integer({ min: 0, max: 10 }),
      room: fc.record({ x: fc.integer({ min: 0, max: 2 }), y: fc.integer({ min: 0, max: 2 }) }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("release" as const),
      lane: fc.constantFrom("a", "b"),
      destination: fc.constantFrom(...DESTINATIONS),
    }),
  },
);

type Step<Kind> = Extract<typeof step extends fc.Arbitrary<infer One> ? One : never, { kind: Kind }>;

/** The run as its holds would be in that status. */
function runOf(move: Step<"run">, now: number): StandingRun {
  const { id, status, destination } = move;
  const other = destination === "x" ? "y" : "x";
  const until = now + move.untilInMs;
  const lane = id.slice(0, 1);
  const run: StandingRun = { id, lane, status, dueAt: null, destination: null, holds: [] };
  const alsoOther = (at: number | null) => (move.holdsOther ? [{ destination: other, until: at }] : []);
  switch (status) {
    case "queued":
    case "sending": {
      const dueAt = status === "queued" && move.dueInMs !== null ? now + move.dueInMs : null;
      const ownUntil = move.ownUntilInMs === null ? null : now + move.ownUntilInMs;
      return { ...run, dueAt, destination, holds: [...alsoOther(until), { destination, until: ownUntil }] };
    }
    case "ready":
      return { ...run, holds: [{ destination, until: null }, ...alsoOther(null)] };
    case "parked":
      return { ...run, holds: [{ destination, until }] };
    case "waiting":
    case "done":
      return run;
  }
}

function claimBoth(
  { lines, model, now }: { readonly lines: Lines; readonly model: Model; readonly now: number },
  room: Step<"claim">["room"],
): void {
  const heads = model.heads(now);
  const asked: string[] = [];

  const turns = lines.claim(now, (destination) => {
    asked.push(destination);
    return destination === "x" ? room.x : room.y;
  });

  for (const destination of DESTINATIONS) {
    const there = heads.filter((head) => head.destination === destination);
    const given = turns.filter((turn) => turn.destination === destination);
    expect(given).toHaveLength(Math.min(there.length, room[destination]));
    expect(asked.filter((name) => name === destination)).toHaveLength(there.length === 0 ? 0 : 1);
    for (const { fence, ...head } of given) expect(there, String(fence)).toContainEqual(head);
  }
  for (const turn of turns) model.turns.set(`${turn.lane} ${turn.destination}`, turn);
}

/** With nobody left who may go, the next instant comes no later than somebody may. */
function expectNextInstant({ lines, model, now }: Parameters<typeof claimBoth>[0]): void {
  if (model.heads(now).length > 0) {
    expect(lines.nextDueAt()).toBe(0);
    return;
  }
  const nextDueAt = lines.nextDueAt();
  const nextHeadAt = model.nextHeadAt(now);
  if (nextDueAt !== null) expect(nextDueAt).toBeGreaterThan(now);
  if (nextHeadAt !== null) expect(nextDueAt ?? Infinity).toBeLessThanOrEqual(nextHeadAt);
}

test("after any sequence of steps exactly the first of each line may go, or one others went past, as far as there is room", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const lines = createLines();
      const model = new Model();
      let now = 1;

      for (const move of steps) {
        if (move.kind === "run") {
          const run = runOf(move, now);
          lines.setRun(run);
          if (run.status === "done") model.runs.delete(run.id);
          else model.runs.set(run.id, run);
        } else if (move.kind === "claim") {
          now += move.passedMs;
          claimBoth({ lines, model, now }, move.room);
          expectNextInstant({ lines, model, now });
        } else {
          const turn = model.turns.get(`${move.lane} ${move.destination}`);
          if (turn === undefined) continue;
          expect(lines.holds(turn)).toBe(true);
          lines.release(turn);
          model.turns.delete(`${move.lane} ${move.destination}`);
        }
      }
    }),
    randomCases(1_000),
  );
});
