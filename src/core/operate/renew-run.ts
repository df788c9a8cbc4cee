import { mergeChanges } from "../model/changes.ts";
import type { Instruction, Rule } from "../model/ruleset/rule.ts";
import type { Continued, Run } from "../model/run/run.ts";
import { withoutReservations } from "../model/run/run.ts";
import type { EffectInstruction } from "../run/run-context.ts";
import { dropRun } from "./end-run.ts";
import type { Intervention, InterventionContext, Refusal, Stood } from "./intervention.ts";
import { changesOf, doubtOf, redactionOf, toldRun } from "./intervention.ts";
import { foreignStep, indexOfNamed, placeStood, stepsOf, strangeItem } from "./restart-run.ts";

/** What a run is started anew with. */
export interface RenewContext extends InterventionContext {
  readonly idOf: RunIdOf;
  /** Why the rule as it is in force does nothing for the contact, such as `the rule is in shadow`; null when it is live. */
  readonly notLive: string | null;
}

/** The id of the run of one version of a rule on one event. */
type RunIdOf = (source: Pick<Run, "eventId" | "ruleId" | "ruleVersion">) => string;

/**
 * Ends a run that failed or is parked and starts one of another version of its rule in its place, at a step named by its id
 * or place, or at the one where the old run failed. It begins with the variables and the results of the old one. A run that
 * began behind a step in doubt stays behind it, in both versions.
 */
export function renewRun(
  stood: Stood,
  wanted: { readonly rule: Rule; readonly from: string | null },
  context: RenewContext,
): Intervention {
  const { run } = stood;
  const { rule } = wanted;
  const doubt = redactionOf(stood) ?? doubtOf(stood);
  if (doubt !== null) return doubt;
  if (run.continuedAs !== null)
    return { refused: `has no step but the one at which it stands: with the others ${run.continuedAs} went on` };
  if (rule.version === run.ruleVersion)
    return { refused: `has this version of ${rule.id} already; run it without --on-new-version` };
  if (context.notLive !== null)
    return {
      refused: `would go on by the version in force, but ${context.notLive}: let it out first (heyrules rules enable ${rule.id}), or run it without --on-new-version`,
    };
  const from = wanted.from ?? placeStood(stood);
  if (from === null) return { refused: `stands at no step that has a place; ${stepsOf(rule)}. Name one with --from` };
  const cursor = indexOfNamed(rule, from);
  if (cursor === null)
    return { refused: `has no step "${from}" in the new version; ${stepsOf(rule)}. Name one with --from` };
  const continues = continuedIn(stood, rule);
  if (continues !== null && "refused" in continues) return continues;
  const foreign =
    foreignIn(stood, from) ??
    foreignStep({ ...run, continues }, cursor) ??
    strangeItem({ run: { ...run, loop: null }, rule }, cursor);
  if (foreign !== null) return foreign;
  const id = context.idOf({ eventId: run.eventId, ruleId: rule.id, ruleVersion: rule.version });
  const dropped = dropRun(stood, context, `${id} started in its place`);
  if ("refused" in dropped) return dropped;
  if (wanted.from === null && !isSameStep(stepOf(stood, from), rule.program[cursor])) {
    return {
      refused: `stands at ${from}, which is another step in the new version; ${stepsOf(rule)}. Name one with --from`,
    };
  }
  const text = `started in place of ${run.id}`;
  const next: Run = {
    ...toldRun({ ...withoutReservations(run), trace: [], error: null }, text, context),
    id,
    ruleVersion: rule.version,
    status: "ready",
    readySince: context.now,
    cursor,
    stepsOverAt: null,
    continues,
    loop: null,
    createdAt: context.now,
  };
  const started = changesOf({ run: next, effects: [], rule }, context);
  return {
    does: `ends, and ${id} of version ${rule.version} goes on at ${from}`,
    changes: mergeChanges(dropped.changes, started),
  };
}

/**
 * Of whose steps the run is the rest in the new version; null when it began with its rule. It is refused when the step before
 * is not there any more: nobody can tell then which steps belong to the other run.
 */
function continuedIn({ run: { continues }, rule: old }: Stood, rule: Rule): Continued | Refusal | null {
  if (continues === null) return null;
  const over = old?.program[continues.cursor - 1];
  if (over?.op === "effect") {
    const index = indexOfNamed(rule, over.stepId ?? over.path);
    if (index !== null && isKeptStep(over, rule.program[index])) return { ...continues, cursor: index + 1 };
  }
  return {
    refused: `began behind a step of ${continues.runId} that the new version does not have, or has otherwise; run it without --on-new-version`,
  };
}

/** Why a step of the old version belongs to another run; null when it does not, or is new. */
function foreignIn({ run, rule }: Stood, from: string): Refusal | null {
  const index = rule === null ? null : indexOfNamed(rule, from);
  return index === null ? null : foreignStep(run, index);
}

/** Whether a step is the same one for sure: by its id, or, when it has none, by all that it does. */
function isKeptStep(old: EffectInstruction, next: Instruction | undefined): boolean {
  if (!isSameStep(old, next) || next?.op !== "effect") return false;
  return old.stepId !== null || JSON.stringify(old.effect) === JSON.stringify(next.effect);
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
