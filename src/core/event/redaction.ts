import type { ActionName, EffectRequests, Named } from "../model/ruleset/action.ts";
import type { Event } from "../model/event.ts";
import type { Effect } from "../model/run/effect.ts";
import type { Run } from "../model/run/run.ts";
import { withoutKey } from "../model/key-words.ts";
import type { ConditionTrace, Evaluation, TraceEntry, Verdict } from "../model/trace.ts";

/** What stands where a sentence stood that may have held words of a customer. */
export const REDACTED = "(removed because it is old)";

/** What stands where a body stood: JSON, as every body. */
export const REDACTED_BODY = "{}";

/**
 * A finished event without its words and payload. What it was, whose, when and by whom stays, so that caps, order and
 * `history` count as before.
 */
export function redactedEvent(event: Event, redactedAt: number): Event {
  const reaction = event.reaction === undefined ? {} : { reaction: { ...event.reaction, quoted: null } };
  return { ...event, ...reaction, text: null, media: [], data: {}, redactedAt };
}

/** What was decided about an event, without the values it was decided by. */
export function redactedEvaluation(evaluation: Evaluation): Evaluation {
  return { ...evaluation, verdicts: evaluation.verdicts.map(redactedVerdict) };
}

/** A run that is final without words and values; each step it took stays. */
export function redactedRun(run: Run, redactedAt: number): Run {
  return {
    ...run,
    vars: {},
    steps: {},
    key: null,
    loop: null,
    error: run.error === null ? null : { step: run.error.step, code: run.error.code, message: REDACTED },
    trace: run.trace.map(redactedEntry),
    redactedAt,
  };
}

/**
 * An effect of a run that is final without words and values. The number a text went to, its purpose and its attempts stay:
 * caps go by them.
 */
export function redactedEffect(effect: Effect, redactedAt: number): Effect {
  return {
    ...effect,
    request: redactedRequest(effect),
    textDigest: null,
    attempts: effect.attempts.map((attempt) => ({ ...attempt, error: attempt.error === null ? null : REDACTED })),
    delivery: effect.delivery === null ? null : { ...effect.delivery, reason: redactedReason(effect.delivery.reason) },
    result: null,
    // The sentence of a guard holds neither text nor number.
    reason: effect.reason === null || effect.guard !== null ? effect.reason : REDACTED,
    redactedAt,
  };
}

function redactedReason(reason: string | null): string | null {
  return reason === null ? null : REDACTED;
}

function redactedVerdict(verdict: Verdict): Verdict {
  const { outcome, reason, condition } = verdict;
  const isOwnSentence = outcome !== "not_matched" && outcome !== "error";
  return {
    ...verdict,
    reason: isOwnSentence ? withoutKey(reason) : REDACTED,
    condition: condition === null ? null : redactedCondition(condition),
  };
}

/** The tree with what was written and what came of it. */
function redactedCondition({ path, place, result, written, children }: ConditionTrace): ConditionTrace {
  return {
    path,
    place,
    result,
    ...(written === undefined ? {} : { written }),
    ...(children === undefined ? {} : { children: children.map(redactedCondition) }),
  };
}

/** Kinds of entries whose text is the engine's or a colleague's. */
const OWN_WORDS: readonly TraceEntry["kind"][] = ["gate", "wait", "for_each", "cancel", "look", "person"];

function redactedEntry({ at, path, kind, text, condition, asks, approval, item }: TraceEntry): TraceEntry {
  return {
    at,
    path,
    kind,
    text: OWN_WORDS.includes(kind) ? text : REDACTED,
    ...(condition === undefined ? {} : { condition: redactedCondition(condition) }),
    ...(asks === undefined ? {} : { asks }),
    ...(approval === undefined ? {} : { approval }),
    ...(item === undefined ? {} : { item }),
  };
}

/** What stays of a request: whom it was for, and how. A new action says it here. */
const KEPT: { readonly [Name in ActionName]: (request: EffectRequests[Name]) => EffectRequests[Name] } = {
  send_message: (request) => ({ ...request, text: null, media_url: null }),
  note: (request) => ({ ...request, text: REDACTED }),
  tag: ({ phone }) => ({ phone, add: [], remove: [] }),
  send_survey: (request) => ({ ...request, survey: keptName(request.survey) }),
  schedule_message: (request) => ({ ...request, text: null }),
  send_email: (request) => ({ ...request, to: [], cc: [], subject: REDACTED, text: REDACTED }),
  contact: ({ phone }) => ({ phone, first: null, last: null, email: null, custom: {}, assignee: null }),
  list: ({ phone, add, remove }) => ({ phone, add: add.map(keptName), remove: remove.map(keptName) }),
  opt_out: (request) => request,
  assign: (request) => ({ ...request, user: keptName(request.user) }),
  transfer: (request) => request,
  open: (request) => request,
  close: (request) => request,
  http: ({ connection, method }) => ({ connection, method, path: REDACTED, headers: {} }),
  emit: ({ event }) => ({ event, data: {} }),
  notify: ({ connection }) => ({ connection, text: REDACTED }),
  crm: (request) => ({ ...request, set: {}, tags: { add: [], remove: [] }, note: null }),
};

/** A name may have come from a text. */
function keptName(name: Named): Named {
  return typeof name === "number" ? name : REDACTED;
}

function redactedRequest<Name extends ActionName>({ action, request }: Effect<Name>): EffectRequests[Name] {
  // Erased already.
  return Object.keys(request).length === 0 ? request : KEPT[action](request);
}
