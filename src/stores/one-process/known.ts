import type { Claim } from "../../ports/store/store.ts";
import { isTurn } from "../claims.ts";
import type { LaneSchedule, ScheduledRun } from "./lane-schedule.ts";
import { createLaneSchedule } from "./lane-schedule.ts";
import type { Lines, StandingRun } from "./lines.ts";
import { createLines } from "./lines.ts";

/** What a store knows in memory of a run that is not final. */
export type OpenRun = ScheduledRun & StandingRun;

/** What a store of one process knows in memory: which lanes have work, and who stands in which line. */
export interface Known {
  readonly schedule: LaneSchedule;
  readonly lines: Lines;
  /** Takes a run as the opened store holds it; in the order they were made, before anything else is asked. */
  readonly takeUp: (run: OpenRun) => void;
  readonly setRun: (run: OpenRun) => void;
  readonly holds: (claim: Claim) => boolean;
  readonly release: (claim: Claim) => void;
  /**
   * Takes a run, its turn and its lane from whoever is at them, and gives it to nobody before it is set anew; who waits for
   * it goes on waiting.
   */
  readonly withhold: (run: OpenRun) => void;
}

/** Knows of no lane and no run yet. */
export function createKnown(): Known {
  const schedule = createLaneSchedule();
  const lines = createLines();
  /** Runs whose attempt is on the wire. */
  const sending = new Set<string>();
  const setRun = (run: OpenRun): void => {
    schedule.setRun(run);
    lines.setRun(run);
    if (run.status === "sending") sending.add(run.id);
    else sending.delete(run.id);
  };
  return {
    schedule,
    lines,
    takeUp: (run) => {
      schedule.takeUp(run);
      lines.setRun(run);
    },
    setRun,
    withhold: (run) => {
      schedule.revoke(run.lane);
      lines.revoke(run.id);
      setRun({ ...run, status: "parked", stepsOverAt: null });
    },
    holds: (claim) => (isTurn(claim) ? lines.holds(claim) : schedule.holds(claim)),
    release: (claim) => {
      if (!isTurn(claim)) {
        schedule.release(claim);
        return;
      }
      const { runId: id, lane } = claim;
      const wasHeld = lines.holds(claim);
      lines.release(claim);
      // Its outcome was not recorded: nobody else knows of the attempt any more.
      if (wasHeld && sending.has(id)) schedule.takeUp({ id, lane, status: "sending", dueAt: null, stepsOverAt: null });
    },
  };
}
