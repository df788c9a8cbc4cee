import type { Context, SpanContext, Tracer } from "@opentelemetry/api";
import type { ChangeSet } from "../core/model/changes.ts";
import type { Event } from "../core/model/event.ts";
import type { Outcome } from "../core/model/outcome.ts";
import type { Effect } from "../core/model/run/effect.ts";
import type { Clock } from "../ports/system.ts";
import type { AttemptWatch } from "./watched-actions.ts";
import { createRecent } from "./recent.ts";

/** Spans of one engine: receive, and below it evaluate, and below that each attempt. */
export interface Spans {
  /** An event became durable; `startedAt`: when the write was asked for, epoch milliseconds. */
  readonly received: (event: Event, startedAt: number) => void;
  /** Its evaluation did; `startedAt`: when the lane was looked at. */
  readonly evaluated: (event: Event, changes: ChangeSet, startedAt: number) => void;
  /** Makes an attempt as the active span, so that instrumented calls below it are its children. */
  readonly attempt: (effect: Effect | null, ...attempt: Parameters<AttemptWatch>) => Promise<Outcome>;
}

type Api = typeof import("@opentelemetry/api");

/** Later spans of an event find the earlier ones among so many; those of a run that waited longer begin a trace of their own. */
const RECENT_EVENTS = 10_000;

/**
 * Spans, when an OpenTelemetry SDK was loaded before the engine (`node --import ./otel.mjs …`); null when there is none, or
 * nobody has installed its API: then nothing is spent.
 */
export async function openSpans(
  { clock, version }: { readonly clock: Clock; readonly version: string },
  load: () => Promise<Api> = () => import("@opentelemetry/api"),
): Promise<Spans | null> {
  if (!isSdkLoaded()) return null;
  const api = await load().catch(() => null);
  if (api === null) return null;
  const tracer = api.trace.getTracer("heyrules", version);
  // The API alone gives spans that are none.
  const probe = tracer.startSpan("start");
  probe.end();
  return api.isSpanContextValid(probe.spanContext()) ? createSpans(api, { tracer, clock }) : null;
}

/** Whether somebody has registered: what the copies of the API share stands in the global object, for each major version. */
function isSdkLoaded(): boolean {
  return Object.getOwnPropertySymbols(globalThis).some((symbol) =>
    Symbol.keyFor(symbol)?.startsWith("opentelemetry.js.api."),
  );
}

function createSpans(api: Api, { tracer, clock }: { readonly tracer: Tracer; readonly clock: Clock }): Spans {
  const { context, trace, SpanKind, SpanStatusCode } = api;
  const last = createRecent<SpanContext>(RECENT_EVENTS);

  /** Below the last span of the event; else, of what is active now. */
  const contextOf = (eventId: string): Context => {
    const parent = last.get(eventId);
    return parent === undefined ? context.active() : trace.setSpanContext(context.active(), parent);
  };

  return {
    received: (event, startedAt) => {
      const attributes = attributesOf(event);
      const options = { startTime: startedAt, kind: SpanKind.CONSUMER, attributes };
      const span = tracer.startSpan(`receive ${event.origin}`, options, contextOf(event.raised?.cause ?? event.id));
      span.end(clock.now());
      last.set(event.id, span.spanContext());
    },
    evaluated: (event, { evaluation, runs }, startedAt) => {
      const fired = evaluation?.verdicts.filter(({ outcome }) => outcome === "fired").map(({ ruleId }) => ruleId) ?? [];
      const ids = { "heyrules.rules_fired": fired, "heyrules.runs": runs.map(({ id }) => id) };
      const options = { startTime: startedAt, attributes: { ...attributesOf(event), ...ids } };
      const span = tracer.startSpan("evaluate", options, contextOf(event.id));
      span.end(clock.now());
      last.set(event.id, span.spanContext());
    },
    attempt: (effect, { action, effectId, attempt }, perform) => {
      const attributes = {
        "heyrules.action": action,
        "heyrules.effect": effectId,
        "heyrules.attempt": attempt,
        ...(effect === null ? {} : idsOf(effect)),
      };
      const parent = effect === null ? context.active() : contextOf(effect.eventId);
      const span = tracer.startSpan(`attempt ${action}`, { startTime: clock.now(), attributes }, parent);
      return context.with(trace.setSpan(parent, span), async () => {
        try {
          const outcome = await perform();
          span.setAttribute("heyrules.outcome", outcome.kind);
          // Without its message, which may hold words of the remote.
          if (outcome.kind !== "done") span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.kind });
          return outcome;
        } finally {
          span.end(clock.now());
        }
      });
    },
  };
}

/** Neither text nor number. */
function attributesOf({ id, type, source }: Event): Readonly<Record<string, string>> {
  return { "heyrules.event": id, "heyrules.event_type": type, "heyrules.source": source };
}

function idsOf({ eventId, runId, ruleId }: Effect): Readonly<Record<string, string>> {
  return { "heyrules.event": eventId, "heyrules.run": runId, "heyrules.rule": ruleId };
}
