import { destinationOf } from "../actions/reach.ts";
import type { Rule } from "../model/ruleset/rule.ts";
import type { Hold, Run } from "../model/run/run.ts";
import { instructionsAhead } from "./ahead.ts";

/** What it depends on besides the run. */
interface HoldContext {
  readonly rule: Rule;
  readonly now: number;
  readonly laneBlockMaxMs: number;
  /** When the attempt started of which nobody knows what it did; null when that is known. */
  readonly unknownSince: number | null;
}

/**
 * Where later runs of the contact wait for a run as it stands now.
 *
 *   ready            everything it may come to before its next wait
 *   queued, sending  the destination of its effect until that is settled, or, when nobody knows whether it was done, so long
 *                    at most as a lane may be blocked, counted from the start of the attempt; the others so long at most
 *                    as that, counted from when it came to this effect
 *   parked           the destination of an effect of which nobody knows whether it was done, as when it was queued
 *   waiting, final   nothing: what comes after a wait is later by the will of its author
 *
 * One whose effect in doubt was stepped over keeps nobody, nor does one whose rule lets runs go on in parallel: it only has its
 * turns at the destination of that effect.
 *
 * (test/core/run/holds.test.ts, test/run/order.test.ts)
 */
export function holdsOf(run: Run, { rule, now, laneBlockMaxMs, unknownSince }: HoldContext): readonly Hold[] {
  const instruction = rule.program[run.cursor];
  const here = instruction?.op === "effect" ? destinationOf(instruction.effect) : null;
  const unknownUntil = unknownSince === null ? null : unknownSince + laneBlockMaxMs;
  if (run.continuedAs !== null || rule.mode === "parallel")
    return here !== null && isInLine(run) ? [{ destination: here, until: endedAt(run, now) }] : [];
  switch (run.status) {
    case "ready":
      return destinationsAhead(rule, run.cursor).map((destination) => ({ destination, until: null }));
    case "queued":
    case "sending": {
      const untilOf = (destination: string): number =>
        run.holds.find((hold) => hold.destination === destination)?.until ?? now + laneBlockMaxMs;
      return destinationsAhead(rule, run.cursor).map((destination) => ({
        destination,
        until: destination === here ? unknownUntil : untilOf(destination),
      }));
    }
    case "parked":
      return here === null || unknownUntil === null ? [] : [{ destination: here, until: unknownUntil }];
    case "waiting":
    case "done":
    case "failed":
    case "stopped":
      return [];
  }
}

/** So long it is looked for at least before it is stepped over, also after a time in which nothing ran: that is two looks. */
export const LOOKED_FOR_FIRST_MS = 15_000;

/**
 * When the steps behind the effect in doubt at which a run stands go on without it; null when it stands at none, or at its
 * last step.
 */
export function stepsOverAtOf(run: Run, { rule, now, laneBlockMaxMs, unknownSince }: HoldContext): number | null {
  const isHeldUp = run.status === "queued" || run.status === "parked";
  if (unknownSince === null || run.continuedAs !== null || !isHeldUp) return null;
  if (!hasStepsBehind(rule, run.cursor)) return null;
  return run.stepsOverAt ?? Math.max(unknownSince + laneBlockMaxMs, now + LOOKED_FOR_FIRST_MS);
}

function hasStepsBehind({ program }: Rule, cursor: number): boolean {
  let behind = program[cursor + 1];
  while (behind?.op === "jump") behind = program[behind.target];
  return behind !== undefined && behind.op !== "end";
}

function isInLine({ status }: Run): boolean {
  return status === "queued" || status === "sending";
}

function endedAt({ holds }: Run, now: number): number {
  return Math.min(now, ...holds.map(({ until }) => until ?? now));
}

/** What a run at `cursor` may call before it waits, whichever way it takes. */
function destinationsAhead(rule: Rule, cursor: number): readonly string[] {
  const destinations = instructionsAhead(rule, cursor, { upToWaits: true }).flatMap((instruction) => {
    const destination = instruction.op === "effect" ? destinationOf(instruction.effect) : null;
    return destination === null ? [] : [destination];
  });
  return [...new Set(destinations)];
}
