import { deedOf } from "../run/effect/deed.ts";
import type { Effect } from "../model/run/effect.ts";
import type { Run } from "../model/run/run.ts";
import { isTerminal } from "../model/run/run.ts";
import type { Intervention, InterventionContext, Stood } from "./intervention.ts";
import { changesOf, isInDoubt, ON_THE_WIRE, toldRun } from "./intervention.ts";

/** Ends a run that has not ended: what it has not sent yet is never sent. */
export function cancelRun(stood: Stood, context: InterventionContext): Intervention {
  const { run } = stood;
  if (run.status === "sending") return ON_THE_WIRE;
  if (isTerminal(run.status)) return { refused: `has ended already, as ${run.status}` };
  return endedRun(stood, "cancelled", context);
}

/** Leaves it at that: a run that failed or is parked needs nobody any more. `deed` is what its trace says of it. */
export function dropRun(stood: Stood, context: InterventionContext, deed = "dropped"): Intervention {
  const { status } = stood.run;
  if (status !== "failed" && status !== "parked") return { refused: `neither failed nor is parked: it is ${status}` };
  return endedRun(stood, deed, context);
}

function endedRun(stood: Stood, deed: string, context: InterventionContext): Intervention {
  const run: Run = { ...toldRun(stood.run, deed, context), status: "stopped" };
  const unsent = stood.effects.filter(isUnsent).map((effect) => cancelled(effect, deed, context));
  const doubted = stood.effects.filter(isInDoubt).map((effect) => leftInDoubt(effect, deed, context));
  const changes = changesOf({ ...stood, run, effects: [...unsent, ...doubted] }, context);
  const told = (effect: Effect, tell: (object: string, done: string) => string): string => {
    const { object, done } = deedOf(effect, stood.rule);
    return `${tell(object, done)} (${effect.path})`;
  };
  const said = [
    ...unsent.map((effect) => `; ${told(effect, (object, done) => `${object} is not ${done}`)}`),
    ...doubted.map(
      (effect) =>
        `; ${told(effect, (object, done) => `${object} may have been ${done}, and nobody looks for it any more`)}`,
    ),
  ];
  const further = run.continuedAs === null ? "" : `; another run does the rest of the rule (${run.continuedAs})`;
  return { does: `ends as stopped${said.join("")}${further}`, changes };
}

function isUnsent({ status }: Effect): boolean {
  return status === "planned" || status === "deferred";
}

/** It stays unknown, as that is what is known of it. */
function leftInDoubt(effect: Effect, deed: string, { now, by }: InterventionContext): Effect {
  const doubt = effect.reason ?? "nobody knows whether it was done";
  return { ...effect, status: "unknown", reason: `${doubt}; ${deed} by ${by}`, dueAt: null, settledAt: now };
}

function cancelled(effect: Effect, deed: string, { now, by }: InterventionContext): Effect {
  return { ...effect, status: "cancelled", reason: `${deed} by ${by}`, guard: null, dueAt: null, settledAt: now };
}
