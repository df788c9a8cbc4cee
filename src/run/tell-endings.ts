import type { ChangeSet } from "../core/model/changes.ts";
import type { Logger } from "../ports/system.ts";

/**
 * Logs what an operator wants to hear of in a change set that was committed: texts held back, runs that failed, and runs
 * parked for a person. A line names rule, run and event, and holds no text, no number and no words of a remote.
 */
export function tellEndings(logger: Logger, { runs, effects }: ChangeSet): void {
  for (const { id, runId, ruleId, eventId, status, guard } of effects) {
    const fields = { effect: id, run: runId, rule: ruleId, event: eventId, guard };
    if (status === "blocked") logger.warn(fields, "text held back");
    if (status === "deferred") logger.info(fields, "text waits");
  }
  for (const { id, ruleId, eventId, status, error } of runs) {
    const fields = { run: id, rule: ruleId, event: eventId, step: error?.step ?? null, code: error?.code ?? null };
    if (status === "failed") logger.warn(fields, "run failed");
    // A fault of ours is logged where it is met, with its stack.
    if (status === "parked" && error?.code !== "engine_error")
      logger.error(fields, "run parked, a person has to look at it");
  }
}
