import { mergeChanges } from "../model/changes.ts";
import type { Instruction, Rule } from "../model/rule.ts";
import type { Run } from "../model/run.ts";
import { dropRun } from "./end-run.ts";
import type { Intervention, InterventionContext, Stood } from "./intervention.ts";
import { changesOf, doubtOf, redactionOf, toldRun } from "./intervention.ts";
import { indexOfNamed, placeStood, stepsOf } from "./restart-run.ts";

/** The id of the run of one version of a rule on one event. */
type RunIdOf = (source: Pick<Run, "eventId" | "ruleId" | "ruleVersion">) => string;

/**
 * Ends a run that failed or is parked and starts one of another version of its rule in its place, at a step named by its id
 * or place, or at the one where the old run failed. It begins with the variables and the results of the old one.
 */
export function renewRun(
  stood: Stood,
  wanted: { readonly rule: Rule; readonly from: string | null },
  context: InterventionContext & { readonly idOf: RunIdOf },
): Intervention {
  const { run } = stood;
  const { rule } = wanted;
  const doubt = redactionOf(stood) ?? doubtOf(stood);
  if (doubt !== null) return doubt;
  if (run.continuedAs !== null)
    return { refused: `has no step but the one at which it stands: with the others ${run.continuedAs} went on` };
  if (rule.version === run.ruleVersion)
    return { refused: `has this version of ${rule.id} already; run it without --on-new-version` };
  const from = wanted.from ?? placeStood(stood);
  if (from === null) return { refused: `stands at no step that has a place; ${stepsOf(rule)}. Name one with --from` };
  const cursor = indexOfNamed(rule, from);
  if (cursor === null)
    return { refused: `has no step "${from}" in the new version; ${stepsOf(rule)}. Name one with --from` };
  const dropped = dropRun(stood, context);
  if ("refused" in dropped) return dropped;
  if (wanted.from === null && !isSameStep(stepOf(stood, from), rule.program[cursor])) {
    return {
      refused: `stands at ${from}, which is another step in the new version; ${stepsOf(rule)}. Name one with --from`,
    };
  }
  const id = context.idOf({ eventId: run.eventId, ruleId: rule.id, ruleVersion: rule.version });
  const text = `started in place of ${run.id}`;
  const next: Run = {
    ...toldRun({ ...run, trace: [], error: null }, text, context),
    id,
    ruleVersion: rule.version,
    status: "ready",
    cursor,
    stepsOverAt: null,
    continues: null,
    reservation: null,
    createdAt: context.now,
  };
  const started = changesOf({ run: next, effects: [], rule }, context);
  return {
    does: `ends, and ${id} of version ${rule.version} goes on at ${from}`,
    changes: mergeChanges(dropped.changes, started),
  };
}

function stepOf({ rule }: Stood, name: string): Instruction | undefined {
  const index = rule === null ? null : indexOfNamed(rule, name);
  return index === null ? undefined : rule?.program[index];
}

/** Whether the step of the old version that stands there does the same in the new one, as far as that can be told. */
function isSameStep(old: Instruction | undefined, next: Instruction | undefined): boolean {
  if (old === undefined || old.op !== next?.op) return false;
  if (old.op !== "effect" || next.op !== "effect") return true;
  return old.effect.action === next.effect.action && old.stepId === next.stepId;
}
