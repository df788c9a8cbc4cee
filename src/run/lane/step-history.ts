import { historyNeed, stepHistories } from "../../core/language/history.ts";
import type { Event } from "../../core/model/event.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { EngineParts } from "../engine-parts.ts";

/** Whether the steps of a rule count events of the contact, which are then to be read before a run of it is taken on. */
export function countsInSteps(rule: Rule): boolean {
  return stepHistories(rule).length > 0;
}

/** A run, as far as it says which events of the contact its steps may look at. */
interface LookingRun {
  readonly rule: Rule;
  /** The event that started it. */
  readonly event: Event;
}

/**
 * The events that the steps of some runs of a lane count, up to now, and those at which they look back when they come to wait
 * for one, newest first: evaluated ones, whose author is known.
 */
export async function readStepHistory(
  { store, clock }: Pick<EngineParts, "store" | "clock">,
  lane: string,
  runs: readonly LookingRun[],
): Promise<readonly Event[]> {
  const counted = historyNeed(runs.flatMap(({ rule }) => stepHistories(rule)));
  const awaited = runs.flatMap(awaitedBy);
  const types = new Set([...(counted?.types ?? []), ...awaited.map(({ eventType }) => eventType)]);
  if (types.size === 0) return [];
  const countedSince = counted === null ? Infinity : clock.now() - counted.lastMs;
  return store.history(lane, [...types], Math.min(countedSince, ...awaited.map(({ since }) => since)));
}

/** What a run may wait for, and since when it may have come. */
function awaitedBy({ rule, event }: LookingRun): readonly { readonly eventType: string; readonly since: number }[] {
  return rule.program.flatMap((instruction) =>
    instruction.op === "await"
      ? instruction.events.map(({ eventType }) => ({ eventType, since: event.at - (instruction.lookbackMs ?? 0) }))
      : [],
  );
}
