import { deedOf } from "../run/effect/deed.ts";
import type { Effect } from "../model/run/effect.ts";
import type { Run } from "../model/run/run.ts";
import { isTerminal } from "../model/run/run.ts";
import { passStep, standInLine } from "../run/after-step.ts";
import type { Intervention, InterventionContext, Stood } from "./intervention.ts";
import { changesOf, isInDoubt, ON_THE_WIRE, toldRun } from "./intervention.ts";
import { renewedEffect } from "./restart-run.ts";

/**
 * Settles an effect of which nobody knew whether it was done, by the word of a person who has looked: the run goes on behind
 * it, or does it again, with the same client id and asked of the send gate again.
 */
export function resolveEffect(stood: Stood, wasDone: boolean, context: InterventionContext): Intervention {
  const { run, effects, rule } = stood;
  if (isTerminal(run.status)) return { refused: `has ended already, as ${run.status}` };
  if (run.status === "sending") return ON_THE_WIRE;
  const inDoubt = effects.find(isInDoubt);
  if (inDoubt === undefined) return { refused: "has nothing of which it is not known whether it was done" };
  const instruction = rule?.program[run.cursor];
  if (rule === null || instruction?.op !== "effect")
    return { refused: "has a rule of which this version is not stored any more" };
  const { path } = inDoubt;
  const { verb, object, done } = deedOf(inDoubt, rule);
  const { now, by } = context;
  if (wasDone) {
    const behind: Run = {
      ...passStep(toldRun(run, `${object} was ${done}, so said`, context), now),
      error: null,
      readySince: now,
    };
    const effect: Effect = {
      ...inDoubt,
      status: "done",
      reason: `done, so said by ${by}`,
      dueAt: null,
      settledAt: now,
    };
    return {
      does: `counts ${object} as ${done} (${path}) and ${run.continuedAs === null ? "goes on" : "ends"}${elsewhere(run)}`,
      changes: changesOf({ ...stood, run: behind, effects: [effect] }, context),
    };
  }
  const told: Run = { ...toldRun(run, `${object} was not ${done}, so said`, context), error: null };
  const again = standInLine(told, instruction);
  const changes = changesOf({ ...stood, run: again, effects: [renewedEffect(inDoubt)] }, context);
  return { does: `${verb}s ${object} again (${path})${elsewhere(run)}`, changes };
}

/** Where the steps behind are taken when another run went on with them; empty when they are the run's own. */
function elsewhere({ continuedAs }: Run): string {
  return continuedAs === null ? "" : `; another run does the rest of the rule (${continuedAs})`;
}
