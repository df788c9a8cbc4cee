import type { ActionName, EffectRequests } from "../model/ruleset/action.ts";
import type { Event } from "../model/event.ts";
import type { Effect, Run } from "../model/run.ts";
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
  return { ...event, text: null, media: [], data: {}, redactedAt };
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
    error: run.error === null ? null : { ...run.error, message: REDACTED },
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
    result: null,
    // The sentence of a guard holds neither text nor number.
    reason: effect.reason === null || effect.guard !== null ? effect.reason : REDACTED,
    redactedAt,
  };
}

function redactedVerdict(verdict: Verdict): Verdict {
  const { outcome, reason, condition } = verdict;
  const isOwnSentence = outcome === "fired" || outcome === "limited" || outcome === "shadow";
  return {
    ...verdict,
    reason: isOwnSentence ? reason : REDACTED,
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
const OWN_WORDS: readonly TraceEntry["kind"][] = ["gate", "wait", "look", "person"];

function redactedEntry({ at, path, kind, text, condition }: TraceEntry): TraceEntry {
  return {
    at,
    path,
    kind,
    text: OWN_WORDS.includes(kind) ? text : REDACTED,
    ...(condition === undefined ? {} : { condition: redactedCondition(condition) }),
  };
}

/** What stays of a request: whom it was for, and how. A new action says it here. */
const KEPT: { readonly [Name in ActionName]: (request: EffectRequests[Name]) => EffectRequests[Name] } = {
  send_message: (request) => ({ ...request, text: null, media_url: null }),
  note: (request) => ({ ...request, text: REDACTED }),
  tag: ({ phone }) => ({ phone, add: [], remove: [] }),
  http: ({ connection, method }) => ({ connection, method, path: REDACTED, headers: {} }),
  notify: ({ connection }) => ({ connection, text: REDACTED }),
  crm: (request) => ({ ...request, set: {}, tags: { add: [], remove: [] }, note: null }),
};

function redactedRequest<Name extends ActionName>({ action, request }: Effect<Name>): EffectRequests[Name] {
  // Erased already.
  return Object.keys(request).length === 0 ? request : KEPT[action](request);
}
