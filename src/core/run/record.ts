import type { ChangeSet, ReservationChange } from "../model/changes.ts";
import { NO_CHANGES } from "../model/changes.ts";
import type { Effect, Run } from "../model/run.ts";
import { isTerminal } from "../model/run.ts";
import type { Settings } from "../model/ruleset/settings.ts";
import { holdsOf, stepsOverAtOf } from "./holds.ts";
import type { RunContext } from "./run-context.ts";

/**
 * The record of where a run stands, who of its contact waits for it there, and what became of its effects: all that changed,
 * and the one it stands at. Its `once_per` reservation is spent by the first effect that is or may be done, or would have been, and free again
 * when the run ended without one.
 */
export function recordOf(
  { run: stands, effects }: { readonly run: Run; readonly effects: readonly Effect[] },
  context: Pick<RunContext, "rule" | "now"> & { readonly settings: Pick<Settings, "laneBlockMaxMs"> },
): ChangeSet {
  const unknownSince = effects.find(({ status }) => status === "unknown")?.search?.since ?? null;
  const { laneBlockMaxMs } = context.settings;
  const doubt = { ...context, laneBlockMaxMs, unknownSince };
  const run = { ...stands, holds: holdsOf(stands, doubt), stepsOverAt: stepsOverAtOf(stands, doubt) };
  const reservation = reservationChange(run, effects, context);
  if (reservation === null) return { ...NO_CHANGES, runs: [run], effects };
  return { ...NO_CHANGES, runs: [{ ...run, reservation: null }], effects, reservations: [reservation] };
}

function reservationChange(
  run: Run,
  effects: readonly Effect[],
  { rule, now }: Pick<RunContext, "rule" | "now">,
): ReservationChange | null {
  const { id: runId, reservation: key } = run;
  if (key === null) return null;
  if (effects.some(({ status, guard }) => status === "done" || status === "unknown" || guard === "dry")) {
    const expiresAt = now + (rule.limits.oncePerMs ?? 0);
    return { kind: "spend", next: { key, runId, state: "spent", at: now, expiresAt } };
  }
  return isTerminal(run.status) ? { kind: "free", key, runId } : null;
}
