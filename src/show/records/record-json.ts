import { droppedAttempts } from "../../core/model/run/effect.ts";
import type { RunError } from "../../core/model/run/answer.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import type { EventRecord, RunRecord } from "../../ports/store/store.ts";
import type { ReplayShown } from "./replays.ts";
import { toIso } from "../text/instants.ts";
import { withoutSecrets } from "../text/redact.ts";

/** A stored event as `--json` shows it: instants in ISO 8601, the rest as stored. */
export function eventJson(record: EventRecord): object {
  const { event, evaluation, variants, ...rest } = record;
  return {
    ...event,
    at: toIso(event.at),
    receivedAt: toIso(event.receivedAt),
    ...(event.redactedAt === undefined ? {} : { redactedAt: toIso(event.redactedAt) }),
    ...rest,
    variants: variants.map((variant) => ({ ...variant, receivedAt: toIso(variant.receivedAt) })),
    evaluation: evaluation === null ? null : { ...evaluation, at: toIso(evaluation.at) },
  };
}

/** The replays of an event, with their instants in ISO 8601. */
export function replaysJson(replays: readonly ReplayShown[]): readonly object[] {
  return replays.map((one) => ({ ...one, receivedAt: toIso(one.receivedAt) }));
}

/** A stored run with its effects as `--json` shows it: instants in ISO 8601, secrets of requests and answers hidden. */
export function runJson({ run, effects }: RunRecord): object {
  return {
    ...run,
    slot: run.slot ?? null,
    vars: withoutSecrets(run.vars),
    steps: withoutSecrets(run.steps),
    error: run.error && errorJson(run.error),
    dueAt: toIso(run.dueAt),
    approval: run.approval === undefined ? null : { ...run.approval, askedAt: toIso(run.approval.askedAt) },
    awaitsSince: toIso(run.awaitsSince),
    restedAt: toIso(run.restedAt),
    stepsOverAt: toIso(run.stepsOverAt),
    createdAt: toIso(run.createdAt),
    updatedAt: toIso(run.updatedAt),
    ...redaction(run),
    trace: run.trace.map((entry) => ({ ...entry, at: toIso(entry.at) })),
    effects: effects.map(effectJson),
  };
}

function errorJson({ answer, ...error }: RunError): object {
  return answer === undefined ? error : { ...error, answer: withoutSecrets({ ...answer }) };
}

function effectJson(effect: Effect): object {
  return {
    ...effect,
    request: withoutSecrets(effect.request),
    result: withoutSecrets(effect.result),
    plannedAt: toIso(effect.plannedAt),
    deadlineAt: toIso(effect.deadlineAt),
    delivery: effect.delivery && { ...effect.delivery, at: toIso(effect.delivery.at) },
    search: effect.search && { ...effect.search, since: toIso(effect.search.since) },
    dueAt: toIso(effect.dueAt),
    settledAt: toIso(effect.settledAt),
    ...redaction(effect),
    attemptsDropped: droppedAttempts(effect),
    attempts: effect.attempts.map((attempt) => ({
      ...attempt,
      startedAt: toIso(attempt.startedAt),
      endedAt: toIso(attempt.endedAt),
    })),
  };
}

/** When words and values were taken out; null while they are there. */
function redaction({ redactedAt }: { readonly redactedAt?: number }): object {
  return { redactedAt: toIso(redactedAt ?? null) };
}
