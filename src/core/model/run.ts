import type { JsonObject, JsonValue } from "../base/json.ts";
import type { Delivery } from "./delivery.ts";
import type { ActionName, EffectRequests } from "./ruleset/action.ts";
import type { Purpose } from "./ruleset/settings.ts";
import type { TraceEntry } from "./trace.ts";

/**
 * `ready` has work of its own now, `waiting` until `dueAt`, `queued` stands in line for the destination of an effect,
 * `sending` has that effect on the wire, `parked` needs a person, the others are final.
 */
export type RunStatus = "ready" | "waiting" | "queued" | "sending" | "parked" | "done" | "failed" | "stopped";

/** A destination at which later runs of the same contact wait for a run. */
export interface Hold {
  /** `heymarket` or the name of a connection. */
  readonly destination: string;
  /** When they wait no longer, epoch milliseconds; null while it is the run's own turn there. */
  readonly until: number | null;
}

/** One rule firing on one event; or the steps of it behind a text in doubt that was stepped over. */
export interface Run {
  /** `run_…`, a hash of event, rule and rule version: the same event cannot start the same version twice. */
  readonly id: string;
  readonly eventId: string;
  readonly ruleId: string;
  readonly ruleVersion: string;
  readonly lane: string;
  readonly status: RunStatus;
  /** Index of the next instruction of the rule's program. */
  readonly cursor: number;
  readonly vars: JsonObject;
  /** Results of named steps, by step id. */
  readonly steps: JsonObject;
  /** Why it failed or is in its error handler; `{ message, step, code }`. */
  readonly error: RunError | null;
  /** When it goes on by itself, epoch milliseconds; of a `queued` run when its next attempt may start, null for at once. */
  readonly dueAt: number | null;
  /** From when on events of the contact end its wait, by their own time, epoch milliseconds; null when it waits for none. */
  readonly awaitsSince: number | null;
  /** When its last wait ended, epoch milliseconds; null before. What came earlier is news only to a wait that looks back. */
  readonly restedAt: number | null;
  /** What a person is asked to approve; absent while it waits for none. */
  readonly approval?: Approval;
  /** The events that ended waits of it, by id, which are no news to it again; absent while none did. */
  readonly heardEvents?: readonly string[];
  /** Whether later events of the contact may end it or its wait, or keep to it by the `mode` of its rule, so that they look at it. */
  readonly isWatched: boolean;
  /** By which key the `mode` of its rule tells runs apart; null when it lets them go on beside each other. */
  readonly key: string | null;
  /**
   * What `dueAt` is the end of: a length of time, which holds when the clock is set, or an instant, or a moment for what
   * Heymarket was asked for to be evaluated; else null.
   */
  readonly waitsFor: "elapsed" | "instant" | "answer" | null;
  /** Where the effect goes that it stands at; null unless `queued` or `sending`. */
  readonly destination: string | null;
  /** Where later runs of the contact wait for it: what it stands at, and what it may come to before its next wait. */
  readonly holds: readonly Hold[];
  /** When the steps behind its effect in doubt go on without it, epoch milliseconds; null when it stands at none. */
  readonly stepsOverAt: number | null;
  /** The run that went on with the steps behind its effect in doubt, by id; this one ends when that is settled. */
  readonly continuedAs: string | null;
  /** Of whose steps this run is the rest, and from which instruction on; null when it began with its rule. */
  readonly continues: Continued | null;
  /** The list it goes over; null while it is in none. */
  readonly loop: Loop | null;
  /** Reservation it holds for `limits.once_per`, or null. */
  readonly reservation: string | null;
  /** Reservation it holds for `limits.max`; absent when it holds none. */
  readonly slot?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly trace: readonly TraceEntry[];
  /** When words and values were taken out because they were old, epoch milliseconds; absent while they are there. */
  readonly redactedAt?: number;
}

/** A text that waits for a person. */
export interface Approval {
  /** By which people name it. */
  readonly code: string;
  /** Epoch milliseconds. */
  readonly askedAt: number;
}

/** Where a run is in a list that it goes over. */
export interface Loop {
  /** Index of the `each` that began it. */
  readonly at: number;
  /** The list as it was then. */
  readonly items: readonly JsonValue[];
  /** Of the item at hand; as many as there are at the end. */
  readonly index: number;
}

/** Where a run left off that another went on with. */
export interface Continued {
  readonly runId: string;
  /** The first instruction that is not its own any more. */
  readonly cursor: number;
  /** Up to which item of a list that holds, counted from 0; absent when it left off in none. */
  readonly item?: number;
}

/** Why a step failed for good. */
export interface RunError {
  readonly message: string;
  readonly step: string;
  readonly code: RunErrorCode | RemoteCode;
  /** What the remote answered; absent when no answer came, or none was asked for. */
  readonly answer?: Answer;
}

/** What a remote answered that did not do what was asked, as `steps.<id>` and `error` show it. */
export interface Answer {
  readonly status: number;
  /** Null when the body is not JSON. */
  readonly json: JsonValue;
  /** Those that rules may read. */
  readonly headers: JsonObject;
}

/** Codes the engine itself gives; each has a heading in docs/errors.md. */
export type RunErrorCode =
  | "contact_not_found"
  | "engine_error"
  | "forbidden_address"
  | "gave_up"
  | "invalid_request"
  | "not_configured"
  | "not_renderable"
  | "outcome_unknown"
  | "several_matches"
  | "step_failed"
  | "too_many_tags"
  | "unknown_connection"
  | "unknown_name"
  | "unreadable_answer";

declare const REMOTE: unique symbol;

/** The code a remote gave its refusal, whatever it may be, or `http_STATUS` when it gave none; those acted on by name. */
export type RemoteCode = "unsubscribed_number" | `http_${number}` | (string & { readonly [REMOTE]: true });

/** A code as a remote wrote it. */
export function remoteCodeOf(text: string): RemoteCode {
  return text as RemoteCode;
}

/**
 * planned -> deferred -> sending -> done | failed | unknown | planned (retry); unknown -> done | planned;
 * blocked by the send gate; dead when out of attempts or past its deadline; cancelled by a person.
 */
export type EffectStatus =
  "planned" | "deferred" | "sending" | "done" | "failed" | "unknown" | "blocked" | "dead" | "cancelled";

/** One outside action of a run: a row of the ledger. Written as `sending` before the socket opens. */
export interface Effect<Name extends ActionName = ActionName> {
  /** `eff_…`, a hash of run and step; the `Idempotency-Key` of every attempt. */
  readonly id: string;
  readonly runId: string;
  readonly eventId: string;
  readonly ruleId: string;
  readonly lane: string;
  readonly path: string;
  /** For which item of a list it was planned, counted from 0; absent of every other. */
  readonly item?: number;
  readonly action: Name;
  readonly status: EffectStatus;
  /** Rendered when planned and never changed after. */
  readonly request: EffectRequests[Name];
  /** Client id of a Heymarket message, the same for every attempt; null for other actions. */
  readonly localId: string | null;
  /** The number a text goes to, E.164 with plus sign; null for whatever no customer gets. */
  readonly phone: string | null;
  readonly purpose: Purpose | null;
  /** As what the send gate took it when that is not what the rule says, and why; absent when it is. */
  readonly countedAs?: CountedAs;
  /** When the customer gets it, epoch milliseconds; absent when that is at once. */
  readonly goesOutAt?: number;
  /** It answers a text of the contact while nobody is there (`out-of-hours.ts`); absent for every other effect. */
  readonly answersOutOfHours?: true;
  /** Digest of what a text says, or of its template or survey, for the loop guard; null for a picture and other actions. */
  readonly textDigest: string | null;
  /** Oldest first: all that count, and the newest of those that do not. */
  readonly attempts: readonly Attempt[];
  /** When it is given up, epoch milliseconds; null before the first attempt. */
  readonly deadlineAt: number | null;
  /** How it was looked for when nobody knew whether it was done; null while that was always known. */
  readonly search: Search | null;
  /** How the delivery of a text stands, as Heymarket last reported; null for every other effect, and while it reported nothing. */
  readonly delivery: Delivery | null;
  /** What the remote answered, as `steps.<id>` shows it. */
  readonly result: JsonValue;
  /** Why it was blocked, deferred, failed or is unknown. */
  readonly reason: string | null;
  /** Guard that blocked or deferred it, or null. */
  readonly guard: GuardName | null;
  readonly plannedAt: number;
  /** When the next attempt is due, or the next look for one that is `unknown`; or null. */
  readonly dueAt: number | null;
  readonly settledAt: number | null;
  /** When words and values were taken out because they were old, epoch milliseconds; absent while they are there. */
  readonly redactedAt?: number;
}

/** A purpose other than the rule's, and the end of a sentence on why. */
export interface CountedAs {
  readonly purpose: Purpose;
  readonly reason: string;
}

/** How an effect was looked for of which nobody knows whether it was done. */
export interface Search {
  /** When the attempt started that is looked for; epoch milliseconds, moved along when the clock is set. */
  readonly since: number;
  /** Looks so far. */
  readonly looks: number;
  /** Those among them that saw everything from before the attempt on. */
  readonly wholeLooks: number;
}

/** A text that went out, or may have: what the send gate counts. */
export interface SentText {
  readonly effectId: string;
  /** When its last attempt started; epoch milliseconds. */
  readonly at: number;
  /** When the customer gets it: the same, or later when it was scheduled; epoch milliseconds. */
  readonly goesOutAt: number;
  readonly purpose: Purpose | null;
  /** Digest of what it says, or null when it is a picture, or was redacted. */
  readonly textDigest: string | null;
}

/** Whether an effect is of one action, so that its request can be read as that action's. */
export function isEffectOf<Name extends ActionName>(effect: Effect, action: Name): effect is Effect<Name> {
  return effect.action === action;
}

/** Parts of the send gate. */
export type GuardName =
  | "paused"
  | "opt_out"
  | "held"
  | "not_listed"
  | "old_event"
  | "if_no_longer_holds"
  | "loop"
  | "frequency"
  | "quiet_hours"
  | "dry";

/** One try of an effect, counted from 1. */
export interface Attempt {
  readonly number: number;
  readonly startedAt: number;
  /** Null while on the wire, and for ever when the process died meanwhile. */
  readonly endedAt: number | null;
  readonly outcome: "done" | "refused" | "not_sent" | "unclear" | null;
  /** Whether it counts against the step's attempts; a destination that was paused or throttled us does not. */
  readonly counted: boolean;
  readonly httpStatus: number | null;
  /** The remote's request id, for its support. */
  readonly requestId: string | null;
  readonly error: string | null;
}

/** Number of the newest attempt, 0 before the first. */
export function attemptsMade({ attempts }: Effect): number {
  return attempts.at(-1)?.number ?? 0;
}

/** How many attempts are not kept any more; none of them counted. */
export function droppedAttempts(effect: Effect): number {
  return attemptsMade(effect) - effect.attempts.length;
}

/** An effect as a text that went out or may have; null for all others. */
export function sentTextOf(effect: Effect): SentText | null {
  const { id, phone, status, attempts, textDigest, goesOutAt = 0 } = effect;
  const at = attempts.at(-1)?.startedAt;
  if (phone === null || at === undefined || !MAY_BE_OUT.includes(status)) return null;
  return { effectId: id, at, goesOutAt: Math.max(at, goesOutAt), purpose: countedPurpose(effect), textDigest };
}

/** Whether a text counts at an instant: it was handed over less than a span of time ago, or goes out less than that before or after. */
export function countsWithin({ at, goesOutAt }: SentText, spanMs: number, instant: number): boolean {
  return instant - at < spanMs || Math.abs(instant - goesOutAt) < spanMs;
}

/** The purpose a text counts by. */
export function countedPurpose({ purpose, countedAs }: Effect): Purpose | null {
  return countedAs?.purpose ?? purpose;
}

const MAY_BE_OUT: readonly EffectStatus[] = ["sending", "done", "unknown"];

/** A run that holds no reservation of its rule's limits any more. */
export function withoutReservations(run: Run): Run {
  const { slot, ...rest } = run;
  return slot === undefined ? { ...run, reservation: null } : { ...rest, reservation: null };
}

/** Statuses a run does not leave. */
export function isTerminal(status: RunStatus): boolean {
  return status === "done" || status === "failed" || status === "stopped";
}

/** Whether later events of its contact look at a run: what stores find without a look at the others. */
export function isHeeded({ isWatched, status }: Pick<Run, "isWatched" | "status">): boolean {
  return isWatched && !isTerminal(status);
}

/** When its lane has to look at a run, epoch milliseconds, 0 for at once; null when that is not by itself. */
export function laneDueAt({
  status,
  dueAt,
  stepsOverAt,
}: Pick<Run, "status" | "dueAt" | "stepsOverAt">): number | null {
  switch (status) {
    case "ready":
      return 0;
    case "waiting":
      return dueAt;
    case "queued":
    case "parked":
      return stepsOverAt;
    case "sending":
    case "done":
    case "failed":
    case "stopped":
      return null;
  }
}

/** Whether a run goes on at an instant, or with the help of a person, if at all. */
export function isAtRest({ status, dueAt }: Pick<Run, "status" | "dueAt">): boolean {
  return isTerminal(status) || status === "waiting" || status === "parked" || (status === "queued" && dueAt !== null);
}
