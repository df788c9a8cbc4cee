import type { ChangeSet, ReservationChange } from "../model/changes.ts";
import { NO_CHANGES } from "../model/changes.ts";
import type { Effect } from "../model/run/effect.ts";
import type { Run } from "../model/run/run.ts";
import { isTerminal, withoutReservations } from "../model/run/run.ts";
import type { Settings } from "../model/ruleset/settings.ts";
import { holdsOf, stepsOverAtOf } from "./holds.ts";
import type { RunContext } from "./run-context.ts";

/**
 * The record of where a run stands, who of its contact waits for it there, and what became of its effects: all that changed,
 * and the one it stands at. The reservations of its limits are spent by the first effect that is or may be done, or would have been, and free again
 * when the run ended without one.
 */
export function recordOf(
  { run: stands, effects }: { readonly run: Run; readonly effects: readonly Effect[] },
  context: Pick<RunContext, "rule" | "now"> & { readonly settings: Pick<Settings, "laneBlockMaxMs"> },
): ChangeSet {
  const unknownSince = effects.find(({ status }) => status === "unknown")?.search?.since ?? null;
  const { laneBlockMaxMs } = context.settings;
  const doubt = { laneBlockMaxMs, unknownSince, ...context };
  const run = { ...stands, holds: holdsOf(stands, doubt), stepsOverAt: stepsOverAtOf(stands, doubt) };
  const reservations = reservationChanges(run, effects, context);
  if (reservations.length === 0) return { ...NO_CHANGES, runs: [run], effects };
  return { ...NO_CHANGES, runs: [withoutReservations(run)], effects, reservations };
}

function reservationChanges(
  run: Run,
  effects: readonly Effect[],
  { rule, now }: Pick<RunContext, "rule" | "now">,
): readonly ReservationChange[] {
  const { id: runId, reservation, slot } = run;
  const { oncePerMs, max } = rule.limits;
  const held = [
    ...(reservation === null ? [] : [{ key: reservation, windowMs: oncePerMs ?? 0 }]),
    ...(slot === undefined ? [] : [{ key: slot, windowMs: max?.windowMs ?? 0 }]),
  ];
  if (effects.some(({ status, guard }) => status === "done" || status === "unknown" || guard === "dry")) {
    return held.map(({ key, windowMs }) => ({
      kind: "spend",
      next: { key, runId, state: "spent", at: now, expiresAt: now + windowMs },
    }));
  }
  return isTerminal(run.status) ? held.map(({ key }) => ({ kind: "free", key, runId })) : [];
}
