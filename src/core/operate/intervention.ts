import { deedOf } from "../run/effect/deed.ts";
import { NO_CHANGES } from "../model/changes.ts";
import type { ChangeSet } from "../model/changes.ts";
import type { Rule } from "../model/ruleset/rule.ts";
import type { Effect } from "../model/run/effect.ts";
import type { Run } from "../model/run/run.ts";
import type { Settings } from "../model/ruleset/settings.ts";
import { recordOf } from "../run/record.ts";
import { isNeverRepeated } from "../run/effect/unknown.ts";

/** What a person's wish comes to: what changes, as a sentence and as data; or why nothing does. */
export type Intervention = { readonly does: string; readonly changes: ChangeSet } | Refusal;

/** Why a wish is not fulfilled, as the end of a sentence. */
export interface Refusal {
  readonly refused: string;
}

/** Of a run whose attempt is under way, or was when the process ended that made it. */
export const ON_THE_WIRE: Refusal = {
  refused:
    "has an attempt on the wire; try again in a moment. When no engine runs, it ended in the middle: start it, and it finds out what became of the attempt",
};

/** Why a run whose words were taken out is not done again; null for every other. */
export function redactionOf({ run }: Pick<Stood, "run">): Refusal | null {
  return run.redactedAt === undefined ? null : REDACTED;
}

/** Of what is older than texts are kept. */
export const REDACTED: Refusal = {
  refused: "is older than texts are kept (retention.texts): what it said was removed, so it cannot happen again",
};

/** A run with its effects, and the version of the rule it started with; null when that is not stored any more. */
export interface Stood {
  readonly run: Run;
  readonly effects: readonly Effect[];
  readonly rule: Rule | null;
}

/** What interventions are decided with. */
export interface InterventionContext {
  readonly settings: Pick<Settings, "laneBlockMaxMs">;
  readonly now: number;
  /** Who wants it, and why, as it is written into the trace of the run. */
  readonly by: string;
}

/**
 * Whether nobody knows if an effect of a run that has no attempt on the wire was done, and it is still to be found out. One
 * that is `sending` was left so by a fault of ours.
 */
export function isInDoubt({ status, settledAt }: Effect): boolean {
  return settledAt === null && (status === "unknown" || status === "sending");
}

/** Why a run is not done again as long as one of its effects may be done that must not be repeated; null when none is. */
export function doubtOf({ run, effects, rule }: Stood): Refusal | null {
  const doubted = effects.find((effect) => isInDoubt(effect) && isNeverRepeated(effect));
  if (doubted === undefined) return null;
  const { object, done } = deedOf(doubted, rule);
  const look = `look in Heymarket, then say which it was: heyrules dead resolve ${run.id} --sent or --not-sent`;
  return { refused: `may have ${done} ${object} already (${doubted.path}), and nobody knows: ${look}` };
}

/** A run at rest with a line in its trace that says what a person did. */
export function toldRun(run: Run, text: string, { now, by }: InterventionContext): Run {
  const rest = { dueAt: null, waitsFor: null, destination: null, updatedAt: now } as const;
  const entry = { at: now, path: run.error?.step ?? "", kind: "person", text: `${text} by ${by}` } as const;
  return { ...run, ...rest, trace: [...run.trace, entry] };
}

/** What changes with a run and some of its effects; without the rule nobody of the contact waits for it. */
export function changesOf(
  { run, effects, rule }: Stood,
  { settings, now }: Pick<InterventionContext, "settings" | "now">,
): ChangeSet {
  if (rule === null) return { ...NO_CHANGES, runs: [{ ...run, holds: [] }], effects };
  return recordOf({ run, effects }, { rule, settings, now });
}
