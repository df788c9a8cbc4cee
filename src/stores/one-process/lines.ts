import TinyQueue from "tinyqueue";
import Queue from "yocto-queue";
import type { Run } from "../../core/model/run/run.ts";
import { isTerminal } from "../../core/model/run/run.ts";
import type { Turn } from "../../ports/store/store.ts";
import type { Places } from "./places.ts";
import { createPlaces } from "./places.ts";

/**
 * Who stands where in line, kept in memory by stores that only one process may open. There is a line for each lane and
 * destination; in it stand the runs of the lane that hold the destination, in the order they were made.
 *
 *   behind -> first     every run before it has passed, ended or waits, or its hold has ended
 *   first -> passed     its own hold has ended while it is queued here: those behind go past, and it may still go
 *   first -> claimed    `claim`, when it is queued here, due, and the destination has room; nobody else of the line is
 *   passed -> claimed   likewise; one that is due goes before the first
 *   claimed -> behind   `release`, when an earlier run has come back to the line
 *   claimed -> first    `release`, otherwise: it is to be tried again
 *   claimed -> behind, first   `revoke`, likewise
 *   any -> gone         it holds the destination no longer, or its hold has ended while it is not queued here
 *
 * A line is looked at anew when one of its runs changed or an instant passed that it waits for, so that the work goes
 * with what changed and not with what stands in line. Each arrow is a test in `test/stores/one-process/lines.test.ts`.
 */
export interface Lines {
  /** Takes a run as it now stands. */
  readonly setRun: (run: StandingRun) => void;
  /** Those whose attempt may start, by destination at most `roomAt`; first come first served. */
  readonly claim: (now: number, roomAt: RoomAt) => readonly Turn[];
  readonly holds: (turn: Turn) => boolean;
  /** Does nothing for a turn that is no longer good. */
  readonly release: (turn: Turn) => void;
  /** Takes back the turn of a run, whoever has it. */
  readonly revoke: (runId: string) => void;
  /** Epoch milliseconds; 0 when an attempt may start now; null when no line waits for an instant. */
  readonly nextDueAt: () => number | null;
}

type RoomAt = (destination: string) => number;

/** What lines know of a run. */
export type StandingRun = Pick<Run, "id" | "lane" | "status" | "dueAt" | "destination" | "holds">;

interface Line {
  readonly lane: string;
  readonly destination: string;
  readonly places: Places;
  /** The one turn given in it, or null. */
  turn: Turn | null;
  /** Whether it is among those whose first run may go. */
  isOpen: boolean;
  /** The instant at which it is looked at anew, or null. */
  lookAt: number | null;
}

/** A line to be looked at anew at an instant, epoch milliseconds. */
interface Look {
  readonly at: number;
  readonly line: Line;
}

interface State {
  /** By lane, then destination. */
  readonly lanes: Map<string, Map<string, Line>>;
  /** Lines of each run, in which it stands, and its number in the order in which runs were made. */
  readonly runs: Map<string, { readonly serial: number; lines: readonly Line[] }>;
  /** Lines to be looked at anew. */
  readonly changed: Set<Line>;
  /** The earliest on top; a line that was looked at meanwhile leaves its entry behind. */
  timed: TinyQueue<Look>;
  /** Lines that are looked at anew at an instant. */
  looks: number;
  /** By destination: lines whose first run may go. */
  readonly open: Map<string, Queue<Line>>;
  serials: number;
  fences: number;
}

/** Lines without runs. */
export function createLines(): Lines {
  const state: State = {
    lanes: new Map(),
    runs: new Map(),
    changed: new Set(),
    timed: looksOf([]),
    looks: 0,
    open: new Map(),
    serials: 0,
    fences: 0,
  };
  return {
    setRun: (run) => {
      setRun(state, run);
    },
    claim: (now, roomAt) => {
      sortOut(state, now);
      return [...state.open].flatMap(([destination, queue]) => claimAt(state, queue, { now, roomAt, destination }));
    },
    holds: (turn) => lineOf(state, turn)?.turn?.fence === turn.fence,
    release: (turn) => {
      const line = lineOf(state, turn);
      if (line?.turn?.fence === turn.fence) takeBack(state, line);
    },
    revoke: (runId) => {
      for (const line of state.runs.get(runId)?.lines ?? []) if (line.turn?.runId === runId) takeBack(state, line);
    },
    nextDueAt: () => {
      // As if no hold had ended yet: one that has is looked at once more by the next `claim`.
      sortOut(state, Number.NEGATIVE_INFINITY);
      return state.open.size > 0 ? 0 : (earliest(state)?.at ?? null);
    },
  };
}

function setRun(state: State, run: StandingRun): void {
  const { id } = run;
  const isOver = isTerminal(run.status);
  const known = state.runs.get(id);
  const serial = known?.serial ?? (state.serials += 1);
  const lines = (isOver ? [] : run.holds).map(({ destination, until }) => {
    const line = lineAt(state, run.lane, destination);
    const isQueued = run.status === "queued" && run.destination === destination;
    line.places.set(serial, { runId: id, until, isQueued, dueAt: run.dueAt });
    state.changed.add(line);
    return line;
  });
  for (const line of known?.lines ?? []) {
    // Without its place the hold had ended, and the line may be another one by now.
    if (!lines.includes(line) && line.places.delete(serial)) state.changed.add(line);
  }
  if (isOver) state.runs.delete(id);
  else state.runs.set(id, { serial, lines });
}

function takeBack(state: State, line: Line): void {
  line.turn = null;
  state.changed.add(line);
}

/** Looks at every line that changed or whose instant has come. */
function sortOut(state: State, now: number): void {
  for (let look = earliest(state); look !== null && look.at <= now; look = earliest(state)) {
    state.changed.add(look.line);
    lookNext(state, look.line, null);
  }
  for (const line of state.changed) lookAt(state, line, now);
  state.changed.clear();
}

function lookAt(state: State, line: Line, now: number): void {
  const { places } = line;
  if (line.turn !== null || line.isOpen) {
    lookNext(state, line, null);
    return;
  }
  const isFree = places.going(now) !== null;
  lookNext(state, line, isFree ? null : places.changesAt(now));
  if (places.areEmpty(now)) forget(state, line);
  if (!isFree) return;
  line.isOpen = true;
  queueOf(state, line.destination).enqueue(line);
}

/** Has a line looked at anew at an instant; null: not before it changes. */
function lookNext(state: State, line: Line, at: number | null): void {
  if (line.lookAt === at) return;
  state.looks += (at === null ? 0 : 1) - (line.lookAt === null ? 0 : 1);
  line.lookAt = at;
  if (at === null) return;
  state.timed.push({ at, line });
  // Never more entries left behind than good ones.
  if (state.timed.length > 2 * state.looks + 64) state.timed = looksOf(state.timed.data.filter(isCurrent));
}

function claimAt(
  state: State,
  queue: Queue<Line>,
  { now, roomAt, destination }: { readonly now: number; readonly roomAt: RoomAt; readonly destination: string },
): readonly Turn[] {
  const turns: Turn[] = [];
  let room: number | null = null;
  for (let line = queue.peek(); line !== undefined; line = queue.peek()) {
    const going = line.places.going(now);
    if (going !== null && turns.length >= (room ??= roomAt(destination))) break;
    queue.dequeue();
    line.isOpen = false;
    if (going === null) lookAt(state, line, now);
    else {
      state.fences += 1;
      line.turn = { lane: line.lane, runId: going.runId, destination, fence: state.fences };
      turns.push(line.turn);
    }
  }
  if (queue.size === 0) state.open.delete(destination);
  return turns;
}

function queueOf({ open }: State, destination: string): Queue<Line> {
  const queue = open.get(destination) ?? new Queue();
  open.set(destination, queue);
  return queue;
}

function lineOf({ lanes }: State, { lane, destination }: Turn): Line | undefined {
  return lanes.get(lane)?.get(destination);
}

function lineAt({ lanes }: State, lane: string, destination: string): Line {
  const ofLane = lanes.get(lane) ?? new Map<string, Line>();
  lanes.set(lane, ofLane);
  const line = ofLane.get(destination) ?? emptyLine(lane, destination);
  ofLane.set(destination, line);
  return line;
}

function emptyLine(lane: string, destination: string): Line {
  return { lane, destination, places: createPlaces(), turn: null, isOpen: false, lookAt: null };
}

function forget({ lanes }: State, { lane, destination }: Line): void {
  const ofLane = lanes.get(lane);
  ofLane?.delete(destination);
  if (ofLane?.size === 0) lanes.delete(lane);
}

function looksOf(looks: Look[]): TinyQueue<Look> {
  return new TinyQueue(looks, (a, b) => a.at - b.at);
}

function isCurrent({ at, line }: Look): boolean {
  return line.lookAt === at;
}

function earliest({ timed }: State): Look | null {
  let look = timed.peek();
  while (look !== undefined && !isCurrent(look)) {
    timed.pop();
    look = timed.peek();
  }
  return look ?? null;
}
