import { unverifiedSince, verifiedRun } from "../../core/run/await.ts";
import { isDry } from "../../core/model/source.ts";
import type { Run } from "../../core/model/run/run.ts";
import type { Cause } from "../cause.ts";
import type { Hold } from "../hold.ts";

/**
 * A run whose time is over, after Heymarket was asked whether what is missing came and no webhook told. It is due a moment
 * later when something was found: that is evaluated first, and may end it. Unchanged when there is nothing, or nobody, to ask;
 * null when the engine ends meanwhile.
 */
export async function verified({ parts, signal, aside }: Hold, run: Run, { rule, event }: Cause): Promise<Run | null> {
  const { missedMessages, clock, activeRules } = parts;
  const since = unverifiedSince(run, rule);
  if (since === null || missedMessages === undefined || isDry(event, activeRules().settings)) return run;
  const { entered, problem } = await aside(() => missedMessages({ lane: run.lane, since }));
  if (signal.aborted) return null;
  const fields = { run: run.id, rule: run.ruleId, event: run.eventId };
  if (problem !== null) parts.logger.warn({ ...fields, error: problem }, "absence not verified");
  return verifiedRun(run, { rule, entered, problem, now: clock.now() });
}
