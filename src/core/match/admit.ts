import type { ChangeSet, Reservation, ReservationChange } from "../model/changes.ts";
import { NO_CHANGES } from "../model/changes.ts";
import { formatDuration } from "../base/duration.ts";
import type { Event } from "../model/event.ts";
import { runId } from "../base/ids.ts";
import type { EventMatch, RuleMatch } from "./match.ts";
import type { Rule } from "../model/ruleset/rule.ts";
import type { Run } from "../model/run/run.ts";
import { forItsKey, whyAnswered, whyShadow, whyTooLate } from "./admission.ts";
import type { Verdict } from "../model/trace.ts";
import { instantText } from "../language/instant.ts";

type Matched = Extract<RuleMatch, { kind: "matched" }>;

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
    item.kind === "matched" ? [...(item.reservationKey === null ? [] : [item.reservationKey]), ...item.slotKeys] : [],
  );
}

/** What of earlier runs decides whether a rule fires. */
export interface Earlier {
  /** Reservations that the limits count by. */
  readonly reservations: readonly Reservation[];
  /** Runs of the contact that have not ended, as far as events look at them. */
  readonly runs: readonly Run[];
}

/**
 * Decides which matched rules start a run, given what of earlier runs their limits and `mode` count by; the change marks the
 * event done.
 */
export function admitRuns(match: EventMatch, earlier: Earlier, context: AdmitContext): ChangeSet {
  const { reservations } = earlier;
  const { event, contact } = match;
  const runs: Run[] = [];
  const fired: Rule[] = [];
  const changes: ReservationChange[] = [];
  const stored = new Map(reservations.map((reservation) => [reservation.key, reservation]));
  const verdicts = match.verdicts.map((item): Verdict => {
    const about = { ruleId: item.rule.id, ruleVersion: item.rule.version, condition: item.condition };
    if (item.kind !== "matched") return { outcome: item.kind, reason: item.reason, runId: null, ...about };
    const refusal = whyNotAdmitted(item, {
      event,
      fired,
      stored,
      earlierRuns: earlier.runs,
      ...context,
    });
    if (refusal !== null) return { runId: null, ...about, ...refusal };
    const overtaken = overtakenRuns(item, earlier.runs).map(({ id }) => id);
    const slot = freeSlot(item, { stored, overtaken }, context.now);
    const run = startRun(item, { event, slot, context });
    runs.push(run);
    fired.push(item.rule);
    for (const key of [run.reservation, run.slot]) if (key != null) changes.push(reserve(key, run, stored));
    return { outcome: "fired", reason: "trigger and condition hold", runId: run.id, ...about };
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

function alreadyRunning({ rule, key }: Matched, runs: readonly Run[], which: string): string | null {
  if (rule.mode !== "single") return null;
  const running = runs.find((run) => run.ruleId === rule.id && run.key === key && run.status !== "parked");
  return running === undefined ? null : `already running${which}: run ${running.id}, and mode is single`;
}

/** The runs that one of a rule with `mode: restart` ends when it starts: those of its key that wait. */
export function overtakenRuns(
  { rule, key }: { readonly rule: Pick<Rule, "id" | "mode">; readonly key: string | null },
  runs: readonly Run[],
): readonly Run[] {
  if (rule.mode !== "restart") return [];
  return runs.filter((run) => run.ruleId === rule.id && run.key === key && run.status === "waiting");
}

/** Why a rule that matched starts no run, or null when it does. */
function whyNotAdmitted(
  item: Matched,
  given: Pick<AdmitContext, "now" | "digest"> & {
    readonly event: Event;
    /** Those that start a run and stand before it. */
    readonly fired: readonly Rule[];
    readonly stored: Stored;
    /** Runs of the contact that have not ended. */
    readonly earlierRuns: readonly Run[];
  },
): Pick<Verdict, "outcome" | "reason"> | null {
  const { rule } = item;
  const { event, fired, stored, earlierRuns, now, digest } = given;
  const late = whyTooLate(rule, event);
  if (late !== null) return { outcome: "skipped", reason: late };
  const shadow = whyShadow(rule, event, digest);
  if (shadow !== null) return { outcome: "shadow", reason: `would fire; ${shadow}` };
  const answered = whyAnswered(rule, fired);
  if (answered !== null) return { outcome: "skipped", reason: answered };
  const overtaken = overtakenRuns(item, earlierRuns).map(({ id }) => id);
  const which = forItsKey(item, event);
  const held: Held = { stored, overtaken, which };
  const limit =
    alreadyRunning(item, earlierRuns, which) ??
    limitReached(item, held, now) ??
    maxReached(item, held, now) ??
    tooManyRuns(fired.length);
  return limit === null ? null : { outcome: "limited", reason: limit };
}

type Stored = ReadonlyMap<string, Reservation>;

/** Reservations as they stand, and the runs that give theirs free when this one starts. */
interface Held {
  readonly stored: Stored;
  readonly overtaken: readonly string[];
  /** Of which key they are, as words behind the name of the limit; empty where that is the contact. */
  readonly which: string;
}

function limitReached(
  { rule, reservationKey }: Matched,
  { stored, overtaken, which }: Held,
  now: number,
): string | null {
  const { oncePerMs } = rule.limits;
  const held = stored.get(reservationKey ?? "");
  if (oncePerMs === null || held === undefined) return null;
  if (held.state === "reserved" && overtaken.includes(held.runId)) return null;
  const limit = `once_per ${formatDuration(oncePerMs)}${which}`;
  if (held.state === "reserved") return `${limit}: run ${held.runId} is still under way`;
  const freeAt = held.at + oncePerMs;
  return freeAt > now ? `${limit}: run ${held.runId} did it, ${freeAgain(freeAt)}` : null;
}

function maxReached(item: Matched, held: Held, now: number): string | null {
  const { max } = item.rule.limits;
  if (max === undefined || freeSlot(item, held, now) !== null) return null;
  const limit = `max ${max.count}/${formatDuration(max.windowMs)}${held.which}`;
  const taken = item.slotKeys.flatMap((key) => held.stored.get(key) ?? []);
  const spent = taken.filter(({ state }) => state === "spent").map(({ at }) => at + max.windowMs);
  const underWay = taken.length - spent.length;
  if (spent.length === 0) return `${limit}: ${underWay} runs are still under way`;
  const open = underWay === 0 ? "" : `, and ${underWay} still under way`;
  return `${limit}: ${spent.length} runs did it${open}, ${freeAgain(Math.min(...spent))}`;
}

/** The end of a reason on when a limit is free again: an instant, which is as true when it is read as when it was written. */
function freeAgain(at: number): string {
  return `free again ${instantText(Math.ceil(at / SECOND_MS) * SECOND_MS, "UTC")}`;
}

const SECOND_MS = 1_000;

/** The first reservation of `max` that nobody holds; null when all are taken, or there is no such limit. */
function freeSlot(
  { rule, slotKeys }: Matched,
  { stored, overtaken }: Pick<Held, "stored" | "overtaken">,
  now: number,
): string | null {
  const windowMs = rule.limits.max?.windowMs ?? 0;
  const isFree = (held: Reservation | undefined): boolean =>
    held === undefined || (held.state === "reserved" ? overtaken.includes(held.runId) : held.at + windowMs <= now);
  return slotKeys.find((key) => isFree(stored.get(key))) ?? null;
}

function tooManyRuns(started: number): string | null {
  return started < RUNS_PER_EVENT ? null : `${RUNS_PER_EVENT} rules have already fired on this event`;
}

function reserve(key: string, run: Run, stored: Stored): ReservationChange {
  const next: Reservation = {
    key,
    runId: run.id,
    state: "reserved",
    at: run.createdAt,
    expiresAt: run.createdAt + RESERVED_FOR_MS,
  };
  return { kind: "take", expectedRunId: stored.get(key)?.runId ?? null, next };
}

function startRun(
  match: Matched,
  { event, slot, context }: { readonly event: Event; readonly slot: string | null; readonly context: AdmitContext },
): Run {
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
    awaitsSince: null,
    restedAt: null,
    isWatched: isWatched(rule),
    key: isKeyed(rule) ? match.key : null,
    destination: null,
    holds: [],
    stepsOverAt: null,
    continuedAs: null,
    continues: null,
    loop: null,
    reservation: match.reservationKey,
    ...(slot === null ? {} : { slot }),
    createdAt: context.now,
    updatedAt: context.now,
    trace: [],
  };
}

function isKeyed({ mode }: Rule): boolean {
  return mode === "single" || mode === "restart";
}

function isWatched(rule: Rule): boolean {
  return isKeyed(rule) || rule.cancelOn !== undefined || rule.program.some(({ op }) => op === "await");
}
