import { actionOf } from "../../../core/actions/registry.ts";
import type { ActionName, AttemptPolicy } from "../../../core/model/ruleset/action.ts";
import type { WrittenStep } from "../../generated/written-rule.ts";
import { durationMs } from "../compile-context.ts";

/** How often, how far apart and how long a step is tried: what it says, else what suits its action. */
export function compileRetryOptions({ retry, timeout, deadline }: WrittenStep, action: ActionName): AttemptPolicy {
  const standard = actionOf(action).attempts;
  return {
    retry: {
      maximumAttempts: retry?.max ?? standard.retry.maximumAttempts,
      backoffMs: readMs(retry?.backoff, standard.retry.backoffMs),
      maximumBackoffMs: readMs(retry?.max_backoff, standard.retry.maximumBackoffMs),
    },
    timeoutMs: readMs(timeout, standard.timeoutMs),
    deadlineMs: readMs(deadline, standard.deadlineMs),
    // Without one, the time for attempts is no limit for quiet hours, which are longer.
    ...(deadline === undefined ? {} : { putOffMaxMs: durationMs(deadline) }),
  };
}

function readMs(written: string | undefined, standard: number): number {
  return written === undefined ? standard : durationMs(written);
}
