import type { Effect, Run } from "../model/run.ts";
import { isTerminal } from "../model/run.ts";
import type { Intervention, InterventionContext, Stood } from "./intervention.ts";
import { changesOf, toldRun } from "./intervention.ts";

/** Ends a run that has not ended: what it has not sent yet is never sent. */
export function cancelRun(stood: Stood, context: InterventionContext): Intervention {
  const { run } = stood;
  if (run.status === "sending") return { refused: "has an attempt on the wire; try again in a moment" };
  if (isTerminal(run.status)) return { refused: `has ended already, as ${run.status}` };
  return endedRun(stood, "cancelled", context);
}

/** Leaves it at that: a run that failed or is parked needs nobody any more. */
export function dropRun(stood: Stood, context: InterventionContext): Intervention {
  const { status } = stood.run;
  if (status !== "failed" && status !== "parked") return { refused: `neither failed nor is parked: it is ${status}` };
  return endedRun(stood, "dropped", context);
}

function endedRun(stood: Stood, deed: "cancelled" | "dropped", context: InterventionContext): Intervention {
  const run: Run = { ...toldRun(stood.run, deed, context), status: "stopped" };
  const effects = stood.effects.filter(isUnsent).map((effect) => cancelled(effect, deed, context));
  const unsent = effects.length === 0 ? "" : `, ${effects.map(({ action }) => action).join(" and ")} not sent`;
  return { does: `ends as stopped${unsent}`, changes: changesOf({ ...stood, run, effects }, context) };
}

function isUnsent({ status }: Effect): boolean {
  return status === "planned" || status === "deferred";
}

function cancelled(effect: Effect, deed: string, { now, by }: InterventionContext): Effect {
  return { ...effect, status: "cancelled", reason: `${deed} by ${by}`, guard: null, dueAt: null, settledAt: now };
}
