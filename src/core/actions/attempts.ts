import type { AttemptPolicy } from "../model/ruleset/action.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** For what a person reads: late is wrong, so it is given up early. */
export const PROMPT: AttemptPolicy = {
  retry: { maximumAttempts: 10, backoffMs: 1_000, maximumBackoffMs: 5 * MINUTE_MS },
  timeoutMs: 30_000,
  deadlineMs: 30 * MINUTE_MS,
};

/** For records of remotes, which are worth catching up with for days. */
export const PATIENT: AttemptPolicy = {
  retry: { maximumAttempts: 10, backoffMs: 5_000, maximumBackoffMs: 6 * HOUR_MS },
  timeoutMs: 30_000,
  deadlineMs: 80 * HOUR_MS,
};
