import type { Effect } from "../core/model/run/effect.ts";
import type { Actions } from "../ports/outside/action.ts";
import type { Alarms } from "../ports/alarm.ts";
import type { DeliveryObserver } from "../ports/delivery.ts";
import type { CallObserver, CommitObserver } from "../ports/measures.ts";
import type { Store } from "../ports/store/store.ts";
import type { Clock } from "../ports/system.ts";
import { createCounts } from "./counts.ts";
import type { Late } from "./late.ts";
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

/** Attempts on the wire whose effect is known: more than all destinations take at once. */
const ATTEMPTS = 4_096;

/** A watch that counts into metrics and draws spans. */
export function createEngineWatch({
  metrics,
  spans,
  clock,
}: {
  readonly metrics: Pick<Late<Metrics>, "use">;
  /** Null: nobody has asked for spans. */
  readonly spans: Spans | null;
  readonly clock: Clock;
}): EngineWatch {
  const count = createCounts(metrics);
  const onTheWire = createRecent<Effect>(ATTEMPTS);

  return {
    onDelivery: count.delivery,
    onCall: count.call,
    onCommit: count.commit,
    storeWatched: (store) =>
      createWatchedStore(
        store,
        {
          onEvent: (event, startedAt) => {
            count.event(event);
            spans?.received(event, startedAt);
          },
          onChanges: (changes, evaluated) => {
            count.changes(changes);
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
        count.attempt(attempt, outcome);
        return outcome;
      }),
    alarmsWatched: (alarms) => ({
      ...alarms,
      raise: (alarm) => {
        count.alarm(alarm.kind);
        alarms.raise(alarm);
      },
    }),
  };
}
