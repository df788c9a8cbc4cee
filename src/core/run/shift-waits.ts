import type { Effect } from "../model/run/effect.ts";
import type { Hold, Run } from "../model/run/run.ts";

/** A run with its ledger rows. */
interface RunWithEffects {
  readonly run: Run;
  readonly effects: readonly Effect[];
}

/**
 * A run and its ledger rows after the clock was set by `byMs`: waits that are lengths of time, and deadlines, move along;
 * waits until an instant stay. Null when nothing of it moves.
 */
export function shiftWaits({ run, effects }: RunWithEffects, byMs: number): RunWithEffects | null {
  if (byMs === 0) return null;
  const isMoved = run.waitsFor === "elapsed" && run.dueAt !== null;
  const due = isMoved ? { ...run, dueAt: run.dueAt + byMs } : run;
  const moved = due.holds.some(({ until }) => until !== null)
    ? { ...due, holds: due.holds.map((hold) => shiftHold(hold, byMs)) }
    : due;
  const { stepsOverAt } = moved;
  const stands = stepsOverAt === null ? moved : { ...moved, stepsOverAt: stepsOverAt + byMs };
  const shifted = effects.map((effect) => shiftEffect(effect, { byMs, isRunMoved: isMoved }));
  const isSame = stands === run && shifted.every((effect, index) => effect === effects[index]);
  return isSame ? null : { run: stands, effects: shifted };
}

function shiftHold(hold: Hold, byMs: number): Hold {
  return hold.until === null ? hold : { ...hold, until: hold.until + byMs };
}

function shiftDeadline(effect: Effect, byMs: number): Effect {
  return effect.deadlineAt === null ? effect : { ...effect, deadlineAt: effect.deadlineAt + byMs };
}

function shiftSearch(effect: Effect, byMs: number): Effect {
  const { search } = effect;
  return search === null ? effect : { ...effect, search: { ...search, since: search.since + byMs } };
}

function shiftEffect(
  effect: Effect,
  { byMs, isRunMoved }: { readonly byMs: number; readonly isRunMoved: boolean },
): Effect {
  if (effect.settledAt !== null) return effect;
  const shifted = shiftSearch(shiftDeadline(effect, byMs), byMs);
  // A deferred text waits for an hour of the day, whatever its run waited for before.
  const isRetry = isRunMoved && effect.status !== "deferred" && effect.dueAt !== null;
  return isRetry ? { ...shifted, dueAt: effect.dueAt + byMs } : shifted;
}
