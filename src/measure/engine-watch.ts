import type { Effect } from "../core/model/run/effect.ts";
import type { Actions } from "../ports/outside/action.ts";
import type { Alarms } from "../ports/alarm.ts";
import type { DeliveryObserver } from "../ports/delivery.ts";
import type { CallObserver, CommitObserver } from "../ports/measures.ts";
import type { Store } from "../ports/store/store.ts";
import type { Clock } from "../ports/system.ts";
import { createBoundedLabel } from "./bounded-label.ts";
import { countChanges } from "./count-changes.ts";
import type { Metrics } from "./metrics.ts";
import { createRecent } from "./recent.ts";
import type { Spans } from "./spans.ts";
import { createWatchedActions } from "./watched-actions.ts";
import { createWatchedStore } from "./watched-store.ts";

/** Looks at an engine from the places where its parts meet, and counts. */
export interface EngineWatch {
  readonly onDelivery: DeliveryObserver;
  readonly onCall: CallObserver;
  readonly onCommit: CommitObserver;
  readonly storeWatched: (store: Store) => Store;
  readonly actionsWatched: (actions: Actions) => Actions;
  readonly alarmsWatched: <Desk extends Alarms>(alarms: Desk) => Desk;
}

/** Rules and types of events that are told apart; what comes on top is `other`. */
const RULES = 500;
const EVENT_TYPES = 100;
const SOURCES = 100;
const DESTINATIONS = 100;
/** Attempts on the wire whose effect is known: more than all destinations take at once. */
const ATTEMPTS = 4_096;

/** A watch that counts into metrics and draws spans. */
export function createEngineWatch({
  metrics,
  spans,
  clock,
}: {
  readonly metrics: Metrics;
  /** Null: nobody has asked for spans. */
  readonly spans: Spans | null;
  readonly clock: Clock;
}): EngineWatch {
  const [rule, eventType] = [createBoundedLabel(RULES), createBoundedLabel(EVENT_TYPES)];
  const [source, destination] = [createBoundedLabel(SOURCES), createBoundedLabel(DESTINATIONS)];
  const onTheWire = createRecent<Effect>(ATTEMPTS);

  return {
    onDelivery: ({ source: name, outcome, ms }) => {
      metrics.deliveries.inc({ source: name === null ? "none" : source(name), outcome });
      metrics.deliverySeconds.observe(ms / 1_000);
    },
    onCall: ({ destination: name, method, outcome, seconds }) => {
      metrics.remoteSeconds.observe({ destination: destination(name), method, outcome }, seconds);
    },
    onCommit: ({ writes, seconds }) => {
      metrics.commitWrites.observe(writes);
      metrics.commitSeconds.observe(seconds);
    },
    storeWatched: (store) =>
      createWatchedStore(
        store,
        {
          onEvent: (event, startedAt) => {
            const label = source(event.source);
            metrics.events.inc({ source: label, type: eventType(event.type) });
            metrics.lastEventAt.set({ source: label }, event.receivedAt / 1_000);
            spans?.received(event, startedAt);
          },
          onChanges: (changes, evaluated) => {
            countChanges(metrics, changes, rule);
            const begun = changes.effects.find(({ status }) => changes.attempt !== null && status === "sending");
            if (begun !== undefined) onTheWire.set(begun.id, begun);
            if (evaluated !== null) spans?.evaluated(evaluated.event, changes, evaluated.startedAt);
          },
        },
        clock,
      ),
    actionsWatched: (actions) =>
      createWatchedActions(actions, async (attempt, perform) => {
        const effect = onTheWire.take(attempt.effectId) ?? null;
        const outcome = await (spans === null ? perform() : spans.attempt(effect, attempt, perform));
        metrics.attempts.inc({ action: attempt.action, outcome: outcome.kind });
        if (attempt.attempt > 1) metrics.retries.inc({ action: attempt.action });
        return outcome;
      }),
    alarmsWatched: (alarms) => ({
      ...alarms,
      raise: (alarm) => {
        metrics.alarms.inc({ kind: alarm.kind });
        alarms.raise(alarm);
      },
    }),
  };
}
