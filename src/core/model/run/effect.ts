import type { JsonValue } from "../../base/json.ts";
import type { Delivery } from "../delivery.ts";
import type { ActionName, EffectRequests } from "../ruleset/action.ts";
import type { Purpose } from "../ruleset/settings.ts";

/**
 * planned -> deferred -> sending -> done | failed | unknown | planned (retry); unknown -> done | planned;
 * blocked by the send gate; dead when out of attempts or past its deadline; cancelled by a person.
 */
export type EffectStatus =
  | "planned"
  | "deferred"
  | "sending"
  | "done"
  | "failed"
  | "unknown"
  | "blocked"
  | "dead"
  | "cancelled";

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
  /** When it would have been planned had nothing held its run up, epoch milliseconds; absent when it was planned within a minute of that. */
  readonly heldUpSince?: number;
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

/** Parts of the send gate. */
export type GuardName =
  | "paused"
  | "opt_out"
  | "held"
  | "number_in_doubt"
  | "not_listed"
  | "old_event"
  | "deadline"
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

/** Whether an effect is of one action, so that its request can be read as that action's. */
export function isEffectOf<Name extends ActionName>(effect: Effect, action: Name): effect is Effect<Name> {
  return effect.action === action;
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

/** When a text went out, or goes out that Heymarket keeps until then, epoch milliseconds; null of one that may not have, and of what is no text. */
export function wentOutAt(effect: Effect): number | null {
  return effect.status === "done" ? (sentTextOf(effect)?.goesOutAt ?? null) : null;
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

/** When an effect would have been planned had nothing held its run up; epoch milliseconds. */
export function wantedAt({ plannedAt, heldUpSince }: Pick<Effect, "plannedAt" | "heldUpSince">): number {
  return heldUpSince ?? plannedAt;
}
