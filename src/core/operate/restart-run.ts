import { deedAt, deedOf } from "../run/effect/deed.ts";
import type { Instruction, Rule } from "../model/ruleset/rule.ts";
import type { Effect, EffectStatus } from "../model/run/effect.ts";
import type { Run } from "../model/run/run.ts";
import type { Intervention, InterventionContext, Refusal, Stood } from "./intervention.ts";
import { loopAround } from "../run/loop.ts";
import { changesOf, doubtOf, redactionOf, toldRun } from "./intervention.ts";

/**
 * Has a run that failed, or that the engine itself could not take on, do the step again at which it stood: with the same
 * request, idempotency key and client id, and with all its attempts. Steps that are done are not done again.
 */
export function retryRun(stood: Stood, context: InterventionContext): Intervention {
  const { run, rule } = stood;
  const refusal = refusalOf(stood);
  if (refusal !== null || rule === null) return refusal ?? RULE_GONE;
  const step = run.error?.step ?? "";
  const cursor = step === "" ? run.cursor : indexOfStep(rule, step);
  if (cursor === null) return { refused: `failed at ${step}, which its rule does not have` };
  const does = step === "" ? "goes on where it stands" : againWords(step, rule);
  return restarted(stood, { cursor, does, deed: "retried" }, context);
}

/**
 * Has a run that failed or is parked go on: at a step named by its id or place, or behind the one at which it failed. Steps
 * that are done are not done again.
 */
export function resumeRun(stood: Stood, from: string | null, context: InterventionContext): Intervention {
  const { run, rule } = stood;
  const refusal = refusalOf(stood);
  if (refusal !== null || rule === null) return refusal ?? RULE_GONE;
  if (from !== null) {
    const cursor = indexOfNamed(rule, from);
    if (cursor === null) return { refused: `has no step "${from}"; ${stepsOf(rule)}` };
    const does = `goes on at ${from}${doneFrom(stood, cursor)}`;
    return restarted(stood, { cursor, does, deed: `resumed at ${from}` }, context);
  }
  const step = run.error?.step ?? "";
  const failedAt = step === "" ? null : indexOfStep(rule, step);
  if (failedAt === null)
    return restarted(stood, { cursor: run.cursor, does: "goes on where it stands", deed: "resumed" }, context);
  const does = `${notAgainWords(step, rule)}, and goes on behind it`;
  return restarted(stood, { cursor: failedAt + 1, does, deed: `resumed behind ${step}` }, context);
}

function againWords(step: string, rule: Rule): string {
  const deed = deedAt(step, rule);
  return deed === null ? `takes the step again (${step})` : `${deed.verb}s ${deed.object} again (${step})`;
}

function notAgainWords(step: string, rule: Rule): string {
  const deed = deedAt(step, rule);
  return deed === null
    ? `does not take the step again (${step})`
    : `does not ${deed.verb} ${deed.object} again (${step})`;
}

const RULE_GONE: Refusal = { refused: "has a rule of which this version is not stored any more" };

/** Where a step stands in a program: one named by its id or its place; null when there is none. */
export function indexOfNamed(rule: Rule, name: string): number | null {
  const byId = rule.program.findIndex((one) => one.op === "effect" && one.stepId === name);
  return byId >= 0 ? byId : indexOfStep(rule, name);
}

/** The sentence on which steps a rule has. */
export function stepsOf({ program }: Rule): string {
  const names = program.flatMap((one) =>
    one.op === "effect" && one.stepId !== null ? one.stepId : (placeOf(one) ?? []),
  );
  return `its steps are ${[...new Set(names)].join(", ")}`;
}

/** An effect that is to be done as if for the first time: what was tried before counts no more. */
export function renewedEffect(effect: Effect): Effect {
  const attempts = effect.attempts.map((attempt) => ({ ...attempt, counted: false }));
  const anew = { status: "planned", deadlineAt: null, search: null, reason: null, guard: null } as const;
  return { ...effect, ...anew, attempts, dueAt: null, settledAt: null };
}

function refusalOf(stood: Stood): Refusal | null {
  const { status } = stood.run;
  if (status !== "failed" && status !== "parked") return { refused: `neither failed nor is parked: it is ${status}` };
  return redactionOf(stood) ?? doubtOf(stood);
}

function restarted(
  stood: Stood,
  { cursor, does, deed }: { readonly cursor: number; readonly does: string; readonly deed: string },
  context: InterventionContext,
): Intervention {
  const foreign = foreignStep(stood.run, cursor) ?? strangeItem(stood, cursor);
  if (foreign !== null) return foreign;
  const run: Run = {
    ...toldRun(stood.run, deed, context),
    status: "ready",
    cursor,
    error: null,
    readySince: context.now,
  };
  const effects = effectsFrom(stood, cursor).filter(isUndone).map(renewedEffect);
  return { does, changes: changesOf({ ...stood, run, effects }, context) };
}

/** The effects of a step and those behind it, but for those of items of a list that a run is done with. */
function effectsFrom({ run, rule, effects }: Stood, cursor: number): readonly Effect[] {
  return effects.filter(
    ({ path, item }) => (rule === null ? 0 : (indexOfStep(rule, path) ?? 0)) >= cursor && !isOfEarlierItem(item, run),
  );
}

/** The end of the sentence on where a run goes on: which steps from there on are done; empty when none are. */
function doneFrom(stood: Stood, cursor: number): string {
  const done = effectsFrom(stood, cursor).filter(({ status }) => status === "done");
  if (done.length === 0) return "";
  const steps = done.filter(({ path }, index) => done.findIndex((one) => one.path === path) === index);
  const words = steps.map((effect) => {
    const { path } = effect;
    const { object } = deedOf(effect, stood.rule);
    const items = done.filter((one) => one.path === path && one.item !== undefined).length;
    const of = items === 0 ? "" : ` of ${items} ${items === 1 ? "item" : "items"}`;
    return `${object} (${path}${of})`;
  });
  return `; ${words.length === 1 ? "this step is" : "these steps are"} done and not repeated: ${words.join(", ")}`;
}

/** Why a run does not go on at a step of a list that it does not go over; null when it does, or the step is of none. */
export function strangeItem({ run, rule }: Pick<Stood, "run" | "rule">, cursor: number): Refusal | null {
  const each = rule === null ? null : loopAround(rule, cursor);
  if (each === null || each === run.loop?.at) return null;
  const instruction = rule?.program[each];
  const place = instruction === undefined ? "" : (placeOf(instruction) ?? "");
  return { refused: `is not at an item of the list of ${place}; name ${place}, and it goes over the list` };
}

function isOfEarlierItem(item: number | undefined, { loop }: Run): boolean {
  return item !== undefined && loop !== null && item < loop.index;
}

/** Why a run does not go on at a step that another run has to do; null when it is its own. */
export function foreignStep(
  { cursor: stands, continuedAs, continues, loop }: Pick<Run, "cursor" | "continuedAs" | "continues" | "loop">,
  cursor: number,
): Refusal | null {
  if (continuedAs !== null && cursor !== stands)
    return { refused: `has no step but the one at which it stands: with the others ${continuedAs} went on` };
  const isOwnItem = loop !== null && continues?.item !== undefined && loop.index > continues.item;
  if (continues !== null && cursor < continues.cursor && !isOwnItem)
    return { refused: `began behind that step, which is one of ${continues.runId}` };
  return null;
}

function isUndone({ status }: Effect): boolean {
  return UNDONE.includes(status);
}

/** `sending` is what a fault of ours left behind, of a call that may be repeated. */
const UNDONE: readonly EffectStatus[] = ["failed", "dead", "cancelled", "blocked", "sending"];

/** The place of the step at which a run failed or stands; null when it cannot be told. */
export function placeStood({ run, rule }: Stood): string | null {
  const step = run.error?.step ?? "";
  if (step !== "") return step;
  const instruction = rule?.program[run.cursor];
  return instruction === undefined ? null : placeOf(instruction);
}

/** The effect of a step before whatever else has its place. */
function indexOfStep({ program }: Rule, step: string): number | null {
  const effect = program.findIndex((one) => one.op === "effect" && one.path === step);
  const index = effect >= 0 ? effect : program.findIndex((one) => placeOf(one) === step);
  return index < 0 ? null : index;
}

function placeOf(instruction: Instruction): string | null {
  return "path" in instruction ? instruction.path : null;
}
