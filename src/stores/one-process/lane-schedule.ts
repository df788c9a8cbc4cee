import TinyQueue from "tinyqueue";
import Queue from "yocto-queue";
import type { Run } from "../../core/model/run/run.ts";
import { isTerminal, laneDueAt } from "../../core/model/run/run.ts";
import type { Claim } from "../../ports/store/store.ts";

/**
 * Which lanes have work, kept in memory by stores that only one process may open.
 *
 *   idle -> queued     an event came, or a run fell due
 *   queued -> claimed  `claim`, first come first served
 *   claimed -> queued  `release` with an event left, or at the next `claim` with a run that is due
 *   claimed -> idle    `release` with nothing to do now
 *   claimed -> any     `revoke`, as `release` would
 *
 * What comes for a claimed lane waits for its release. Every operation is O(1) or O(log n).
 * Each arrow is a test in `test/stores/one-process/lane-schedule.test.ts`.
 */
export interface LaneSchedule {
  /** One more event of the lane is not evaluated. */
  readonly addEvent: (lane: string) => void;
  /** The lane has no event any more, whoever has claimed it. */
  readonly dropEvents: (lane: string) => void;
  /** One fewer; only under a claim. */
  readonly removeEvent: (lane: string) => void;
  /** Takes a run as it now stands, due as `laneDueAt` says. */
  readonly setRun: (run: ScheduledRun) => void;
  /** Takes a run as the opened store holds it: one in `sending` was left there by a process that died, and is due. */
  readonly takeUp: (run: ScheduledRun) => void;
  readonly claim: (now: number, limit: number) => readonly Claim[];
  /** What there is to do on a lane, so that a store need not look for what is not there: at most `limit` of its due runs. */
  readonly workOf: (lane: string, now: number, limit: number) => LaneWork;
  /** Whether a claim is still good. */
  readonly holds: (claim: Claim) => boolean;
  /** Does nothing for a claim that is no longer good. */
  readonly release: (claim: Claim) => void;
  /** Takes a lane back, whoever has it. */
  readonly revoke: (lane: string) => void;
  /** Epoch milliseconds; 0 when a lane is claimable now; null when nothing will be due by itself. */
  readonly nextDueAt: () => number | null;
}

/** What there is to do on a lane. */
interface LaneWork {
  readonly hasEvent: boolean;
  /** In the order they were made. */
  readonly dueRunIds: readonly string[];
}

/** What the schedule knows of a run. */
export type ScheduledRun = Pick<Run, "id" | "lane" | "status" | "dueAt" | "stepsOverAt">;

interface Lane {
  readonly name: string;
  events: number;
  fence: number | null;
  queued: boolean;
  /** Runs that are not final in the order they were made: when each is due, or null when nothing is due by itself. */
  readonly runs: Map<string, number | null>;
  /** Runs without an entry in the heap: they fell due, or changed while the lane was claimed. */
  readonly unlisted: Set<string>;
}

/** A run that is due at an instant, epoch milliseconds. */
interface DueEntry {
  readonly dueAt: number;
  readonly lane: string;
  readonly runId: string;
}

interface State {
  readonly lanes: Map<string, Lane>;
  /** The earliest due on top. */
  due: TinyQueue<DueEntry>;
  readonly queue: Queue<Lane>;
  fences: number;
  liveRuns: number;
}

/** A schedule without lanes. */
export function createLaneSchedule(): LaneSchedule {
  const state: State = { lanes: new Map(), due: dueQueue([]), queue: new Queue(), fences: 0, liveRuns: 0 };
  return {
    addEvent: (name) => {
      const lane = laneOf(state, name);
      lane.events += 1;
      enqueue(state, lane);
    },
    dropEvents: (name) => {
      const lane = state.lanes.get(name);
      if (lane === undefined) return;
      const { fence } = lane;
      if (fence !== null) release(state, { lane: name, fence });
      lane.events = 0;
      forgetIfIdle(state, lane);
    },
    removeEvent: (name) => {
      laneOf(state, name).events -= 1;
    },
    setRun: (run) => {
      setRun(state, run);
    },
    takeUp: (run) => {
      setRun(state, run.status === "sending" ? { ...run, status: "ready" } : run);
    },
    claim: (now, limit) => {
      queueDue(state, now);
      const claims: Claim[] = [];
      while (claims.length < limit) {
        const lane = state.queue.dequeue();
        if (lane === undefined) break;
        lane.queued = false;
        if (lane.events === 0 && lane.unlisted.size === 0) {
          // What it waited with was taken from it.
          forgetIfIdle(state, lane);
          continue;
        }
        lane.fence = state.fences += 1;
        claims.push({ lane: lane.name, fence: lane.fence });
      }
      return claims;
    },
    workOf: (name, now, limit) => {
      const lane = state.lanes.get(name);
      return { hasEvent: (lane?.events ?? 0) > 0, dueRunIds: lane === undefined ? [] : dueRunIds(lane, now, limit) };
    },
    holds: (claim) => state.lanes.get(claim.lane)?.fence === claim.fence,
    release: (claim) => {
      release(state, claim);
    },
    revoke: (name) => {
      const fence = state.lanes.get(name)?.fence ?? null;
      if (fence !== null) release(state, { lane: name, fence });
    },
    nextDueAt: () => (state.queue.size === 0 ? (earliest(state)?.dueAt ?? null) : 0),
  };
}

function dueQueue(entries: DueEntry[]): TinyQueue<DueEntry> {
  return new TinyQueue(entries, (a, b) => a.dueAt - b.dueAt);
}

function laneOf(state: State, name: string): Lane {
  let lane = state.lanes.get(name);
  if (lane === undefined) {
    lane = { name, events: 0, fence: null, queued: false, runs: new Map(), unlisted: new Set() };
    state.lanes.set(name, lane);
  }
  return lane;
}

function enqueue(state: State, lane: Lane): void {
  if (lane.queued || lane.fence !== null) return;
  lane.queued = true;
  state.queue.enqueue(lane);
}

function dueRunIds({ runs }: Lane, now: number, limit: number): readonly string[] {
  const due: string[] = [];
  for (const [id, dueAt] of runs) {
    if (due.length === limit) break;
    if (dueAt !== null && dueAt <= now) due.push(id);
  }
  return due;
}

function setRun(state: State, run: ScheduledRun): void {
  const lane = laneOf(state, run.lane);
  const dueAt = laneDueAt(run);
  const before = lane.runs.get(run.id) ?? null;
  if (isTerminal(run.status)) lane.runs.delete(run.id);
  else lane.runs.set(run.id, dueAt);
  if (before === dueAt && !lane.unlisted.has(run.id)) {
    forgetIfIdle(state, lane);
    return;
  }
  lane.unlisted.delete(run.id);
  if (before !== null) state.liveRuns -= 1;
  if (dueAt !== null) {
    state.liveRuns += 1;
    if (lane.fence === null) list(state, { dueAt, lane: run.lane, runId: run.id });
    else lane.unlisted.add(run.id);
  }
  forgetIfIdle(state, lane);
}

function release(state: State, claim: Claim): void {
  const lane = state.lanes.get(claim.lane);
  if (lane?.fence !== claim.fence) return;
  lane.fence = null;
  for (const runId of lane.unlisted) {
    const dueAt = lane.runs.get(runId);
    if (dueAt !== undefined && dueAt !== null) list(state, { dueAt, lane: lane.name, runId });
  }
  lane.unlisted.clear();
  if (lane.events > 0) enqueue(state, lane);
  forgetIfIdle(state, lane);
}

function list(state: State, entry: DueEntry): void {
  state.due.push(entry);
  // Waits that were cut short leave entries behind; never more of them than of live ones.
  if (state.due.length <= 2 * state.liveRuns + 64) return;
  state.due = dueQueue(state.due.data.filter((listed) => isCurrent(state, listed)));
}

function queueDue(state: State, now: number): void {
  for (let entry = earliest(state); entry !== null && entry.dueAt <= now; entry = earliest(state)) {
    state.due.pop();
    const lane = laneOf(state, entry.lane);
    lane.unlisted.add(entry.runId);
    enqueue(state, lane);
  }
}

function earliest(state: State): DueEntry | null {
  let entry = state.due.peek();
  while (entry !== undefined && !isCurrent(state, entry)) {
    state.due.pop();
    entry = state.due.peek();
  }
  return entry ?? null;
}

function isCurrent(state: State, { lane, runId, dueAt }: DueEntry): boolean {
  return state.lanes.get(lane)?.runs.get(runId) === dueAt;
}

function forgetIfIdle(state: State, lane: Lane): void {
  if (lane.events === 0 && lane.runs.size === 0 && lane.fence === null && !lane.queued) state.lanes.delete(lane.name);
}
