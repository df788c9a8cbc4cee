import fc from "fast-check";
import { expect, test } from "vitest";
import type { Turn } from "../../../src/ports/store/store.ts";
import type { Lines, StandingRun } from "../../../src/stores/one-process/lines.ts";
import { createLines } from "../../../src/stores/one-process/lines.ts";
import { randomCases } from "../../helpers/random-cases.ts";

const DESTINATIONS = ["x", "y"] as const;

/** Where somebody may go: a line of a lane at a destination. */
interface Head {
  readonly lane: string;
  readonly destination: string;
  /** Whose turn it is; several when an earlier run came back to the line after others went past. */
  readonly runIds: readonly string[];
  /** False when it is only the turn of those who went past before an earlier run came back: the line may not have noticed. */
  readonly isCertain: boolean;
}

/** What lines must do, told in the plainest way: by looking at every run there is. */
class Model {
  /** In the order they were made. */
  readonly runs = new Map<string, StandingRun>();
  readonly turns = new Map<string, Turn>();
  /** By run: it has gone past those in front since it was last set, and may still go when one of these comes back. */
  readonly #passed = new Set<string>();

  set(run: StandingRun): void {
    this.#passed.delete(run.id);
    if (run.status === "done") this.runs.delete(run.id);
    else this.runs.set(run.id, run);
  }

  heads(now: number): readonly Head[] {
    return this.#lines().flatMap(({ lane, destination }) => this.#head(lane, destination, now));
  }

  /** Remembers who keeps nobody any more. */
  pass(now: number): void {
    for (const { lane, destination } of this.#lines()) {
      for (const run of this.#inLine(lane, destination, now).passed) {
        if (run.status === "queued" && run.destination === destination) this.#passed.add(run.id);
      }
    }
  }

  /** The instant after `now` at which somebody may go although nothing has changed, or null. */
  nextHeadAt(now: number): number | null {
    const runs = [...this.runs.values()];
    const instants = runs.flatMap(({ dueAt, holds }) => [dueAt, ...holds.map(({ until }) => until)]);
    const later = instants.filter((at) => at !== null && at > now).sort((a, b) => (a ?? 0) - (b ?? 0));
    return later.find((at) => at !== null && this.heads(at).length > 0) ?? null;
  }

  #lines(): readonly Pick<Head, "lane" | "destination">[] {
    const lanes = [...new Set([...this.runs.values()].map(({ lane }) => lane))];
    return lanes.flatMap((lane) => DESTINATIONS.map((destination) => ({ lane, destination })));
  }

  /** Those in front of the first who keeps the others, the first, and those behind. */
  #inLine(lane: string, destination: string, now: number) {
    const holds = (run: StandingRun): boolean =>
      run.holds.some((hold) => hold.destination === destination && (hold.until === null || hold.until > now));
    const ofLane = [...this.runs.values()].filter((run) => run.lane === lane);
    const firstPlace = ofLane.findIndex(holds);
    if (firstPlace < 0) return { passed: ofLane, first: [], behind: [] };
    return { passed: ofLane.slice(0, firstPlace), first: [ofLane[firstPlace]], behind: ofLane.slice(firstPlace + 1) };
  }

  #head(lane: string, destination: string, now: number): readonly Head[] {
    if (this.turns.has(`${lane} ${destination}`)) return [];
    const { passed, first, behind } = this.#inLine(lane, destination, now);
    const mayGo = (run: StandingRun | undefined): boolean =>
      run?.status === "queued" && run.destination === destination && (run.dueAt ?? 0) <= now;
    const inOrder = [...passed.toSorted((one, other) => (one.dueAt ?? 0) - (other.dueAt ?? 0)), ...first].find(mayGo);
    const remembered = behind.filter((run) => this.#passed.has(run.id) && mayGo(run));
    const runIds = [...(inOrder === undefined ? [] : [inOrder]), ...remembered].map(({ id }) => id);
    return runIds.length === 0 ? [] : [{ lane, destination, runIds, isCertain: inOrder !== undefined }];
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
    const certain = there.filter(({ isCertain }) => isCertain);
    const given = turns.filter((turn) => turn.destination === destination);
    const times = asked.filter((name) => name === destination).length;
    expect(given.length).toBeGreaterThanOrEqual(Math.min(certain.length, room[destination]));
    expect(given.length).toBeLessThanOrEqual(Math.min(there.length, room[destination]));
    expect(times).toBeGreaterThanOrEqual(Math.min(certain.length, 1));
    expect(times).toBeLessThanOrEqual(Math.min(there.length, 1));
    for (const { lane, runId } of given) {
      const head = there.find((one) => one.lane === lane);
      expect(head?.runIds).toContain(runId);
    }
  }
  for (const turn of turns) model.turns.set(`${turn.lane} ${turn.destination}`, turn);
  model.pass(now);
}

/** With nobody left who may go, the next instant comes no later than somebody may. */
function expectNextInstant({ lines, model, now }: Parameters<typeof claimBoth>[0]): void {
  const heads = model.heads(now);
  if (heads.some(({ isCertain }) => isCertain)) {
    expect(lines.nextDueAt()).toBe(0);
    return;
  }
  if (heads.length > 0) return;
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
          model.set(run);
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
