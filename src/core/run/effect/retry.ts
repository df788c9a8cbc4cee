import { destinationOf } from "../../actions/reach.ts";
import { formatDuration } from "../../base/duration.ts";
import type { RetryPolicy } from "../../model/ruleset/action.ts";
import type { Decided } from "../after-step.ts";
import type { EffectInstruction, SettleContext } from "../run-context.ts";

/** What is known when an attempt has failed in a way that allows another; times are epoch milliseconds. */
export interface RetryInput {
  readonly policy: RetryPolicy;
  /** Attempts made that count, the failed one included; 0 when none does (429, destination paused). */
  readonly countedAttempts: number;
  /** What the remote asked for, or null. */
  readonly retryAfterMs: number | null;
  readonly now: number;
  readonly deadlineAt: number;
  /** 0 <= x < 1. */
  readonly random: number;
}

/** Whether to try again, and when; the reason is the end of a sentence. */
export type RetryDecision = { readonly kind: "retry"; readonly dueAt: number } | GivingUp;

interface GivingUp {
  readonly kind: "give_up";
  readonly reason: string;
}

/**
 * Decides on the next attempt: when the remote named a delay (Retry-After, RFC 9110 10.2.3), after that, between one
 * second and one hour; else after exponential backoff with full jitter (Brooker, AWS Architecture Blog 2015).
 */
export function decideRetry(input: RetryInput): RetryDecision {
  const { policy, countedAttempts, now, deadlineAt } = input;
  if (countedAttempts >= policy.maximumAttempts) {
    const which = policy.maximumAttempts === 1 ? "the only attempt is" : `all ${policy.maximumAttempts} attempts are`;
    return { kind: "give_up", reason: `${which} used up` };
  }
  const delayMs = Math.round(delayOf(input));
  if (now + delayMs < deadlineAt) return { kind: "retry", dueAt: now + delayMs };
  const due = `which is due in ${formatDuration(delayMs)}`;
  return { kind: "give_up", reason: `the deadline of the step is before the next attempt, ${due}` };
}

/** The effect planned again and its run in line for the next attempt; or why there is none. */
export function queueAgain(
  { run, effect }: Decided,
  failure: { readonly message: string; readonly retryAfterMs: number | null },
  { instruction, now, random }: SettleContext & { readonly instruction: EffectInstruction },
): Decided | GivingUp {
  const decision = decideRetry({
    policy: instruction.retry,
    countedAttempts: effect.attempts.filter((attempt) => attempt.counted).length,
    retryAfterMs: failure.retryAfterMs,
    now,
    deadlineAt: effect.deadlineAt ?? now + instruction.deadlineMs,
    random,
  });
  if (decision.kind === "give_up") return decision;
  const { dueAt } = decision;
  const destination = destinationOf(instruction.effect);
  return {
    run: { ...run, status: "queued", destination, dueAt, waitsFor: "elapsed" },
    effect: { ...effect, status: "planned", dueAt, reason: failure.message },
  };
}

const MINIMUM_RETRY_AFTER_MS = 1_000;
const MAXIMUM_RETRY_AFTER_MS = 3_600_000;
// 2 to the 40th is beyond every backoff; higher powers would overflow.
const MAXIMUM_DOUBLINGS = 40;

function delayOf({ policy, countedAttempts, retryAfterMs, random }: RetryInput): number {
  if (retryAfterMs !== null) {
    return Math.min(Math.max(retryAfterMs, MINIMUM_RETRY_AFTER_MS), MAXIMUM_RETRY_AFTER_MS);
  }
  const doublings = Math.min(Math.max(countedAttempts - 1, 0), MAXIMUM_DOUBLINGS);
  return random * Math.min(policy.backoffMs * 2 ** doublings, policy.maximumBackoffMs);
}
