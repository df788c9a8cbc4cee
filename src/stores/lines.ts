import TinyQueue from "tinyqueue";
import Queue from "yocto-queue";
import type { Run } from "../core/model/run.ts";
import { isTerminal } from "../core/model/run.ts";
import type { Turn } from "../ports/store.ts";

/**
 * Who stands where in line, kept in memory by stores that only one process may open. There is a line for each lane and
 * destination; in it stand the runs of the lane that hold the destination, in the order they were made.
 *
 *   behind -> first     every run before it has passed, ended or waits, or its hold has ended
 *   first -> claimed    `claim`, when it is queued here, due, and the destination has room; nobody else of the line is
 *   claimed -> behind   `release`, when an earlier run has come back to the line
 *   claimed -> first    `release`, otherwise: it is to be tried again
 *   any -> gone         it holds the destination no longer
 *
 * A line is looked at anew when one of its runs changed or an instant passed that it waits for, so that the work goes
 * with what changed and not with what stands in line. Each arrow is a test in `test/stores/lines.test.ts`.
 */
export interface Lines {
  /** Takes a run as it now stands. */
  readonly setRun: (run: StandingRun) => void;
  /** Those whose attempt may start, by destination at most `roomAt`; first come first served. */
  readonly claim: (now: number, roomAt: (destination: string) => number) => readonly Turn[];
  readonly holds: (turn: Turn) => boolean;
  /** Does nothing for a turn that is no longer good. */
  readonly release: (turn: Turn) => void;
  /** Epoch milliseconds; null when no line waits for an instant. */
  readonly nextDueAt: () => number | null;
}

/** What lines know of a run. */
export type StandingRun = Pick<Run, "id" | "lane" | "status" | "dueAt" | "destination" | "holds">;

/** A run in a line. */
interface Place {
  readonly runId: string;
  /** The order in which runs were made. */
  readonly serial: number;
  /** When it holds the line no longer, epoch milliseconds, or null. */
  readonly until: number | null;
  /** Whether it waits for an attempt here; else it may come here later, or its text is parked. */
  readonly isQueued: boolean;
  readonly dueAt: number | null;
}

interface Line {
  readonly lane: string;
  readonly destination: string;
  /** In the order they were made. */
  readonly places: Place[];
  /** Fence of the one turn given in it, or null. */
  fence: number | null;
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
  /** Lines of each run, in which it stands; also the order in which runs were made. */
  readonly runs: Map<string, { readonly serial: number; lines: readonly Line[] }>;
  /** Lines to be looked at anew. */
  readonly changed: Set<Line>;
  /** The earliest on top; a line that was looked at meanwhile leaves its entry behind. */
  readonly timed: TinyQueue<Look>;
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
    timed: new TinyQueue<Look>([], (a, b) => a.at - b.at),
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
    holds: (turn) => lineOf(state, turn)?.fence === turn.fence,
    release: (turn) => {
      const line = lineOf(state, turn);
      if (line?.fence !== turn.fence) return;
      line.fence = null;
      state.changed.add(line);
    },
    nextDueAt: () => earliest(state)?.at ?? null,
  };
}

function setRun(state: State, run: StandingRun): void {
  const { id } = run;
  const known = state.runs.get(id);
  for (const line of known?.lines ?? []) leave(state, line, id);
  if (isTerminal(run.status)) {
    state.runs.delete(id);
    return;
  }
  const serial = known?.serial ?? (state.serials += 1);
  const lines = run.holds.map(({ destination, until }) => {
    const line = lineAt(state, run.lane, destination);
    const isQueued = run.status === "queued" && run.destination === destination;
    join(line, { runId: id, serial, until, isQueued, dueAt: run.dueAt });
    state.changed.add(line);
    return line;
  });
  state.runs.set(id, { serial, lines });
}

function leave(state: State, line: Line, runId: string): void {
  const index = line.places.findIndex((place) => place.runId === runId);
  if (index >= 0) line.places.splice(index, 1);
  state.changed.add(line);
}

/** Almost always at the end: only a run that waited comes back to its place. */
function join(line: Line, place: Place): void {
  let index = line.places.length;
  while (index > 0 && (line.places[index - 1]?.serial ?? 0) > place.serial) index -= 1;
  line.places.splice(index, 0, place);
}

/** Looks at every line that changed or whose instant has come. */
function sortOut(state: State, now: number): void {
  for (let look = earliest(state); look !== null && look.at <= now; look = earliest(state)) {
    state.timed.pop();
    state.changed.add(look.line);
  }
  for (const line of state.changed) lookAt(state, line, now);
  state.changed.clear();
}

function lookAt(state: State, line: Line, now: number): void {
  line.lookAt = null;
  if (line.fence !== null || line.isOpen) return;
  const first = firstOf(line, now);
  if (first === undefined) {
    if (line.places.length === 0) forget(state, line);
    return;
  }
  const isDue = first.dueAt === null || first.dueAt <= now;
  if (first.isQueued && isDue) {
    line.isOpen = true;
    queueOf(state, line.destination).enqueue(line);
    return;
  }
  line.lookAt = first.isQueued ? first.dueAt : first.until;
  if (line.lookAt !== null) state.timed.push({ at: line.lookAt, line });
}

function firstOf(line: Line, now: number): Place | undefined {
  return line.places.find(({ until }) => until === null || until > now);
}

function claimAt(
  state: State,
  queue: Queue<Line>,
  {
    now,
    roomAt,
    destination,
  }: { readonly now: number; readonly roomAt: (name: string) => number; readonly destination: string },
): readonly Turn[] {
  const turns: Turn[] = [];
  const room = queue.size === 0 ? 0 : roomAt(destination);
  while (turns.length < room) {
    const line = queue.dequeue();
    if (line === undefined) break;
    line.isOpen = false;
    const first = firstOf(line, now);
    if (first?.isQueued === true && (first.dueAt === null || first.dueAt <= now)) {
      line.fence = state.fences += 1;
      turns.push({ lane: line.lane, runId: first.runId, destination, fence: line.fence });
    } else lookAt(state, line, now);
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
  const line = ofLane.get(destination) ?? { lane, destination, places: [], fence: null, isOpen: false, lookAt: null };
  ofLane.set(destination, line);
  return line;
}

function forget({ lanes }: State, { lane, destination }: Line): void {
  const ofLane = lanes.get(lane);
  ofLane?.delete(destination);
  if (ofLane?.size === 0) lanes.delete(lane);
}

function earliest({ timed }: State): Look | null {
  let look = timed.peek();
  while (look !== undefined && look.line.lookAt !== look.at) {
    timed.pop();
    look = timed.peek();
  }
  return look ?? null;
}
