import type { ActionName, Instruction, RetryPolicy } from "../../../core/model/rule.ts";
import { durationMs } from "../scope.ts";
import type { WrittenStep } from "../written.ts";

/** How an effect is tried. */
export type RetryOptions = Pick<Extract<Instruction, { op: "effect" }>, "retry" | "timeoutMs" | "deadlineMs">;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A text that comes late is wrong, so it is given up early. */
const TEXT: RetryOptions = {
  retry: { maximumAttempts: 10, backoffMs: 1_000, maximumBackoffMs: 5 * MINUTE_MS },
  timeoutMs: 30_000,
  deadlineMs: 30 * MINUTE_MS,
};
const OTHER: RetryOptions = {
  retry: { maximumAttempts: 10, backoffMs: 5_000, maximumBackoffMs: 6 * HOUR_MS },
  timeoutMs: 30_000,
  deadlineMs: 80 * HOUR_MS,
};

/** How often, how far apart and how long a step is tried: what it says, else what suits its action. */
export function compileRetryOptions(step: WrittenStep, action: ActionName): RetryOptions {
  const standard = action === "send_message" ? TEXT : OTHER;
  const { retry } = step;
  const policy: RetryPolicy = {
    maximumAttempts: retry?.max ?? standard.retry.maximumAttempts,
    backoffMs: readMs(retry?.backoff, standard.retry.backoffMs),
    maximumBackoffMs: readMs(retry?.max_backoff, standard.retry.maximumBackoffMs),
  };
  return {
    retry: policy,
    timeoutMs: readMs(step.timeout, standard.timeoutMs),
    deadlineMs: readMs(step.deadline, standard.deadlineMs),
  };
}

function readMs(written: string | undefined, standard: number): number {
  return written === undefined ? standard : durationMs(written);
}
