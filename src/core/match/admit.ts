import type { ChangeSet, Reservation, ReservationChange } from "../model/changes.ts";
import { NO_CHANGES } from "../model/changes.ts";
import { formatDuration } from "../base/duration.ts";
import type { Event } from "../model/event.ts";
import { runId } from "../base/ids.ts";
import type { EventMatch, RuleMatch } from "./match.ts";
import type { Run } from "../model/run.ts";
import type { Verdict } from "../model/trace.ts";

/** What admission decides with. */
export interface AdmitContext {
  /** Hash of the rule set in force. */
  readonly ruleSet: string;
  readonly now: number;
  readonly digest: (text: string) => string;
}

/** A reservation lives this long while its run is under way, whatever happens to the run. */
const RESERVED_FOR_MS = 400 * 86_400_000;
/** At most so many runs start on one event. */
const RUNS_PER_EVENT = 64;

/** Keys of the reservations that the limits of matched rules count by. */
export function reservationKeysOf({ verdicts }: EventMatch): readonly string[] {
  return verdicts.flatMap((item) =>
    item.kind === "matched" && item.reservationKey !== null ? [item.reservationKey] : [],
  );
}

/** Decides which matched rules start a run, given the reservations their limits count by; the change marks the event done. */
export function admitRuns(match: EventMatch, reservations: readonly Reservation[], context: AdmitContext): ChangeSet {
  const { event, contact } = match;
  const runs: Run[] = [];
  const changes: ReservationChange[] = [];
  const verdicts = match.verdicts.map((item): Verdict => {
    const base = { ruleId: item.rule.id, ruleVersion: item.rule.version, runId: null, condition: item.condition };
    if (item.kind !== "matched") return { ...base, outcome: item.kind, reason: item.reason };
    if (item.rule.enabled === "shadow")
      return { ...base, outcome: "shadow", reason: "would fire; the rule is in shadow" };
    const limit = limitReached(item, reservations, context.now) ?? tooManyRuns(runs.length);
    if (limit !== null) return { ...base, outcome: "limited", reason: limit };
    const run = startRun(item, event, context);
    runs.push(run);
    if (item.reservationKey !== null) changes.push(reserve(item.reservationKey, run, reservations));
    return { ...base, outcome: "fired", reason: "trigger and condition hold", runId: run.id };
  });
  return {
    ...NO_CHANGES,
    event: { id: event.id, status: "done", author: event.author, late: event.late, error: null },
    evaluation: { eventId: event.id, ruleSet: context.ruleSet, at: context.now, verdicts },
    runs,
    contact,
    reservations: changes,
  };
}

function limitReached(
  match: Extract<RuleMatch, { kind: "matched" }>,
  reservations: readonly Reservation[],
  now: number,
): string | null {
  const oncePerMs = match.rule.limits.oncePerMs;
  const held = reservations.find((reservation) => reservation.key === match.reservationKey);
  if (oncePerMs === null || held === undefined) return null;
  if (held.state === "reserved") return `once_per ${formatDuration(oncePerMs)}: run ${held.runId} is still under way`;
  const leftMs = held.at + oncePerMs - now;
  return leftMs > 0
    ? `once_per ${formatDuration(oncePerMs)}: run ${held.runId} did it, free again in ${formatDuration(leftMs)}`
    : null;
}

function tooManyRuns(started: number): string | null {
  return started < RUNS_PER_EVENT ? null : `${RUNS_PER_EVENT} rules have already fired on this event`;
}

function reserve(key: string, run: Run, reservations: readonly Reservation[]): ReservationChange {
  const stored = reservations.find((reservation) => reservation.key === key);
  const next: Reservation = {
    key,
    runId: run.id,
    state: "reserved",
    at: run.createdAt,
    expiresAt: run.createdAt + RESERVED_FOR_MS,
  };
  return { kind: "take", expectedRunId: stored?.runId ?? null, next };
}

function startRun(match: Extract<RuleMatch, { kind: "matched" }>, event: Event, context: AdmitContext): Run {
  const { rule } = match;
  return {
    id: runId(context.digest, { eventId: event.id, ruleId: rule.id, ruleVersion: rule.version }),
    eventId: event.id,
    ruleId: rule.id,
    ruleVersion: rule.version,
    lane: event.lane,
    status: "ready",
    cursor: 0,
    vars: match.vars,
    steps: {},
    error: null,
    dueAt: context.now,
    waitsFor: null,
    destination: null,
    holds: [],
    stepsOverAt: null,
    continuedAs: null,
    continues: null,
    loop: null,
    reservation: match.reservationKey,
    createdAt: context.now,
    updatedAt: context.now,
    trace: [],
  };
}
