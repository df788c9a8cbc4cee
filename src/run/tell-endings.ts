import type { ChangeSet } from "../core/model/changes.ts";
import type { DeliveryChange } from "../core/model/delivery.ts";
import type { Event, OptState } from "../core/model/event.ts";
import type { Effect } from "../core/model/run/effect.ts";
import type { Run } from "../core/model/run/run.ts";
import type { Evaluation, Verdict } from "../core/model/trace.ts";
import type { EngineParts } from "./engine-parts.ts";

/**
 * Logs what an operator wants to hear of in a change set that was committed: rules that could not be evaluated, texts
 * blocked, runs that failed, and runs parked for a person; each is an alarm too. A line names rule, run and event, and holds
 * no text, no number and no words of a remote.
 */
export function tellEndings(
  parts: Pick<EngineParts, "logger" | "alarms">,
  { evaluation, runs, effects }: ChangeSet,
): void {
  if (evaluation !== null) for (const verdict of evaluation.verdicts) tellVerdict(parts, evaluation, verdict);
  for (const effect of effects) tellHeldBack(parts, effect);
  for (const run of runs) tellEnding(parts, run);
}

/** Logs that a text of this engine did not arrive, which is an alarm too. The words of the carrier stand in the ledger. */
export function tellDelivery(
  { logger, alarms }: Pick<EngineParts, "logger" | "alarms">,
  { id, runId, ruleId, eventId, delivery: known }: Effect,
  { delivery: { outcome } }: DeliveryChange,
): void {
  if (outcome !== "failed" || known?.outcome === "failed") return;
  logger.warn({ effect: id, run: runId, rule: ruleId, event: eventId }, "text not delivered");
  alarms.raise({ kind: "undelivered", subject: `rule ${ruleId}`, what: "text not delivered", example: runId });
}

/** Logs that automation is held for a contact from this event on, which is an alarm too: a person has to look. */
export function tellHeld(
  { logger, alarms }: Pick<EngineParts, "logger" | "alarms">,
  { id, type, at }: Event,
  optState: OptState | null,
): void {
  if (type !== "message_recieved" || optState?.state !== "held" || optState.changedAt !== at) return;
  logger.warn({ event: id }, "contact held, a person has to look at the text");
  alarms.raise({ kind: "held", subject: "", what: "contact held", example: id });
}

function tellVerdict(
  { logger, alarms }: Pick<EngineParts, "logger" | "alarms">,
  { eventId }: Pick<Evaluation, "eventId">,
  { ruleId, outcome, reason }: Verdict,
): void {
  if (outcome !== "error") return;
  const message = "rule could not be evaluated";
  logger.warn({ rule: ruleId, event: eventId, reason: withoutQuotes(withoutNumbers(reason)) }, message);
  alarms.raise({ kind: "failed", subject: `rule ${ruleId}`, what: message, example: eventId });
}

/** The sentence is ours; what is quoted in it need not be. */
function withoutQuotes(sentence: string): string {
  return sentence.replace(/[`"'].*[`"']/s, "…");
}

function tellHeldBack(
  { logger, alarms }: Pick<EngineParts, "logger" | "alarms">,
  { id, runId, ruleId, eventId, status, guard }: Effect,
): void {
  const fields = { effect: id, run: runId, rule: ruleId, event: eventId, guard };
  if (status === "deferred") logger.info(fields, "text waits");
  if (status !== "blocked") return;
  if (guard === "dry") {
    logger.info(fields, "effect kept in: its source is dry");
    return;
  }
  logger.warn(fields, "text blocked");
  // Who opted out is not texted: that is how it should be, and nobody has to look.
  if (guard === "opt_out") return;
  const what = `text blocked (${guard ?? "guard"})`;
  alarms.raise({ kind: "held", subject: `rule ${ruleId}`, what, example: runId });
}

function tellEnding(
  { logger, alarms }: Pick<EngineParts, "logger" | "alarms">,
  { id, ruleId, eventId, status, error }: Run,
): void {
  if (status !== "failed" && status !== "parked") return;
  const code = error?.code ?? null;
  const fields = { run: id, rule: ruleId, event: eventId, step: error?.step ?? null, code };
  if (status === "failed") logger.warn(fields, "run failed");
  // A fault of ours is logged where it is met, with its stack.
  else if (code !== "engine_error") logger.error(fields, "run parked, a person has to look at it");
  const what = `run ${status}${code === null ? "" : ` (${withoutNumbers(code)})`}`;
  alarms.raise({ kind: status, subject: `rule ${ruleId}`, what, example: id });
}

/** A code may be a remote's own. */
function withoutNumbers(code: string): string {
  return code.replace(/\d{5,}/g, "…");
}
