import { actionOf } from "../../actions/registry.ts";
import type { JsonObject } from "../../base/json.ts";
import type { ChangeSet } from "../../model/changes.ts";
import type { Contact } from "../../model/contact.ts";
import { knownOf } from "../../model/contact-record.ts";
import type { Pause } from "../../model/decision.ts";
import { pauseKey, pauseOf } from "../../model/decision.ts";
import type { Event, OptState } from "../../model/event.ts";
import type { ActionName } from "../../model/ruleset/action.ts";
import type { Effect, SentText } from "../../model/run/effect.ts";
import type { Run } from "../../model/run/run.ts";
import { isDry } from "../../model/source.ts";
import type { TraceEntry } from "../../model/trace.ts";
import { pastDeadline } from "../../texting/put-off.ts";
import type { GateDecision } from "../../texting/send-gate.ts";
import { checkScheduledText } from "../../texting/scheduled-text.ts";
import { passStep } from "../after-step.ts";
import { recordOf } from "../record.ts";
import type { RunContext } from "../run-context.ts";
import type { RunView } from "../run-view.ts";
import { effectOf } from "../run-view.ts";
import { inboundTexts } from "../../texting/reply-window.ts";
import type { Meanwhile } from "./still-holds.ts";
import { slowestStep, withdrawal } from "./still-holds.ts";
import { isTooLate, mayBeDone, parkTooLate } from "./unknown.ts";

/** What the send gate must know of who a text goes to: a rule may text another number than the contact's. */
export interface Recipient {
  /** Also of the number that an effect opts out. */
  readonly optState: OptState | null;
  /** From when on texts were looked for, epoch milliseconds, and those found; oldest first. */
  readonly textsSince: number;
  readonly texts: readonly SentText[];
  /** Newest texts from that number; the event of the run may be among them. */
  readonly inbound: readonly Event[];
}

/** What is asked, and of what it is asked. */
type GateContext = RunContext & {
  readonly recipient: Recipient;
  readonly pauses: readonly Pause[];
  /** Null for a text that was not held up. */
  readonly meanwhile: Meanwhile | null;
};

/**
 * What is paused is looked at again whenever a span of this length begins: all at the same instant, so that the effects of a
 * contact that waited go in their order.
 */
const PAUSE_LOOK_MS = 60_000;

/**
 * Asks what people have paused, and the send gate about a text. Null when the attempt may start; otherwise the effect is blocked (the run goes on
 * after it) or deferred (the run waits), with the reason in the run's trace. Effects other than texts pass unless paused. One that may be
 * out already goes out before its deadline or not at all.
 */
export function passGate(view: RunView, effectId: string, context: GateContext): ChangeSet | null {
  const { run } = view;
  const effect = effectOf(view, effectId);
  const asked = pauseDecision(run, effect, context) ?? gateDecision(view, effect, context);
  const decision = endedByDeadline(run, effect, { asked, ...context }) ?? asked;
  const { now } = context;
  const goesAt = decision.kind === "defer" ? decision.until : now;
  if (decision.kind !== "block" && isTooLate(effect, goesAt)) return parkTooLate({ run, effect }, context);
  if (decision.kind === "allow") return isDry(context.event, context.settings) ? keepIn(view, effect, context) : null;
  const { guard, reason } = decision;
  const trace = tracedOnce(run, { at: now, path: effect.path, kind: "gate", text: `${guard}: ${reason}` });
  if (decision.kind === "defer") {
    const { until } = decision;
    const waits = { status: "waiting", destination: null, dueAt: until, waitsFor: "instant" } as const;
    const waiting = { ...run, ...waits, updatedAt: now, trace };
    // Of the time for all attempts none passes while nobody may attempt.
    const deadlineAt = mayBeDone(effect) ? effect.deadlineAt : null;
    const deferred = { ...effect, status: "deferred", guard, reason, dueAt: until, deadlineAt } as const;
    return recordOf({ run: waiting, effects: [deferred] }, context);
  }
  const behind = { ...passStep(run, now), trace };
  const blocked = { ...effect, status: "blocked", guard, reason, dueAt: null, settledAt: now } as const;
  return recordOf({ run: behind, effects: [blocked] }, context);
}

/** The end of a text whose deadline quiet hours, a cap or a pause put it beyond; null when it may be out already. */
function endedByDeadline(
  run: Run,
  effect: Effect,
  { asked, rule, settings, now }: RunContext & { readonly asked: GateDecision },
): GateDecision | null {
  const instruction = rule.program[run.cursor];
  const limitMs = instruction?.op === "effect" ? instruction.putOffMaxMs : undefined;
  if (limitMs === undefined || mayBeDone(effect)) return null;
  return pastDeadline(asked, { effect, limitMs, now, timezone: settings.timezone });
}

/**
 * An effect that may go out and whose event came from a dry source: it is never attempted. The run goes on as if it had been
 * done, with a result as `heyrules test` gives one.
 */
function keepIn({ run }: RunView, effect: Effect, context: GateContext): ChangeSet {
  const { event, rule, now } = context;
  const reason = `nothing leaves because of the source ${event.source}, which is dry; it would have gone out now`;
  const instruction = rule.program[run.cursor];
  const stepId = instruction?.op === "effect" ? instruction.stepId : null;
  const result = assumedResult(actionOf(effect.action).results);
  const steps = stepId === null ? run.steps : { ...run.steps, [stepId]: result };
  const trace = tracedOnce(run, { at: now, path: effect.path, kind: "gate", text: `dry: ${reason}` });
  const kept = { ...effect, status: "blocked", guard: "dry", reason, result, dueAt: null, settledAt: now } as const;
  return recordOf({ run: { ...passStep(run, now), steps, trace }, effects: [kept] }, context);
}

/** What a step answers that nobody was asked to do: 200 and an empty object. */
function assumedResult(names: readonly string[] | null): JsonObject | null {
  if (names === null) return null;
  return Object.fromEntries(names.map((name) => [name, Object.hasOwn(ASSUMED, name) ? (ASSUMED[name] ?? null) : null]));
}

const ASSUMED: JsonObject = { status: 200, json: {}, headers: {} };

/** The trace with an entry, unless it says the same at its end: what is paused is looked at again and again. */
export function tracedOnce({ trace }: Run, entry: TraceEntry): readonly TraceEntry[] {
  const last = trace.at(-1);
  return last?.path === entry.path && last.text === entry.text ? trace : [...trace, entry];
}

function pauseDecision({ destination }: Run, effect: Effect, { now, pauses }: GateContext): GateDecision | null {
  const pause = pauseOf(pauses, { destination, ...effect });
  if (pause === null) return null;
  const why = pause.reason === null ? "" : `: ${pause.reason}`;
  const reason = `${pauseKey(pause)} was paused by ${pause.by}${why}; it waits until a person resumes it`;
  return { kind: "defer", until: (Math.floor(now / PAUSE_LOOK_MS) + 1) * PAUSE_LOOK_MS, guard: "paused", reason };
}

/** Whether the zone of the contact may decide when an effect goes out; a reply that comes late counts as service. */
export function gateAsksZone(
  { phone, purpose, goesOutAt }: Pick<Effect, "phone" | "purpose" | "goesOutAt">,
  contact: Contact,
  { event, settings, now }: Pick<RunContext, "event" | "settings" | "now">,
): boolean {
  const { quietHours, replyWindowMs } = settings.sending;
  if (phone === null || phone !== contact.phone || purpose === null || quietHours?.zone !== "contact") return false;
  const isAnswer = goesOutAt === undefined && event.type === "message_recieved" && now - event.at <= replyWindowMs;
  return quietHours.appliesTo.includes(purpose === "reply" && !isAnswer ? "service" : purpose);
}

function gateDecision(view: RunView, effect: Effect, context: GateContext): GateDecision {
  const { run } = view;
  const contact = { ...view.contact, timezone: knownOf(view.contact).timezone };
  const { event, settings, now, recipient, meanwhile } = context;
  if (actionOf(effect.action).texts === undefined) {
    // On trial nobody was opted out, and nothing leaves.
    return isDry(event, settings) ? { kind: "allow" } : optOutDecision(effect, recipient.optState);
  }
  const { phone } = effect;
  if (phone === null) throw new Error(`text ${effect.id} names no number; it cannot pass the send gate`);
  const { optState, texts } = recipient;
  const inbound = inboundTexts([event, ...recipient.inbound], phone);
  const withdrawn = meanwhile === null ? null : withdrawal(view, meanwhile, context);
  const known = { effect, event, runCreatedAt: run.createdAt, phone, contact, optState, texts, inbound, withdrawn };
  return checkScheduledText({ ...known, heldUpBy: slowestStep(view, context), settings, now });
}

/** An opt-out that is told late must not undo the opt-in that came before it. What opts nobody out passes. */
function optOutDecision(effect: Effect, optState: OptState | null): GateDecision {
  if (phoneOptedOutBy(effect) === null || optState?.state === "out") return { kind: "allow" };
  const why = optState === null ? "" : ` (${optState.reason})`;
  const reason = `the contact is not opted out any more${why}; Heymarket is not told that they are`;
  return { kind: "block", guard: "opt_out", reason };
}

/** The number that an effect opts out in Heymarket, or null. */
export function phoneOptedOutBy<Name extends ActionName>({ action, request }: Effect<Name>): string | null {
  return actionOf(action).optsOut?.(request) ?? null;
}
