import type { ChangeSet } from "../core/model/changes.ts";
import type { Event } from "../core/model/event.ts";
import type { Claim, Store } from "../ports/store/store.ts";
import type { Clock } from "../ports/system.ts";

/** Told what a store has taken; it must not throw. */
export interface StoreWitness {
  /** An event is durable that was not known; `startedAt`: when the write was asked for, epoch milliseconds. */
  readonly onEvent: (event: Event, startedAt: number) => void;
  /** A change set is durable. `evaluated`: the event that it settles, and when its lane was looked at, epoch milliseconds. */
  readonly onChanges: (
    changes: ChangeSet,
    evaluated: { readonly event: Event; readonly startedAt: number } | null,
  ) => void;
}

/** The same store, telling a witness what it has taken: stages that write need not know that anybody counts. */
export function createWatchedStore(store: Store, witness: StoreWitness, clock: Clock): Store {
  const looks = new WeakMap<Claim, { readonly event: Event; readonly startedAt: number }>();
  return {
    ...store,
    accept: async (deliveries) => {
      const startedAt = clock.now();
      const acceptances = await store.accept(deliveries);
      deliveries.forEach(({ event }, index) => {
        if (acceptances[index]?.outcome === "accepted") witness.onEvent(event, startedAt);
      });
      return acceptances;
    },
    viewLane: async (claim, now) => {
      const startedAt = clock.now();
      const view = await store.viewLane(claim, now);
      if (view.nextEvent !== null) looks.set(claim, { event: view.nextEvent, startedAt });
      return view;
    },
    commit: async (claim, changes) => {
      const startedAt = clock.now();
      const outcome = await store.commit(claim, changes);
      if (outcome !== "committed") return outcome;
      const look = looks.get(claim);
      witness.onChanges(changes, look !== undefined && look.event.id === changes.event?.id ? look : null);
      for (const { event } of changes.raised) witness.onEvent(event, startedAt);
      return outcome;
    },
    decide: async (decision) => {
      const outcome = await store.decide(decision);
      if (outcome === "committed") witness.onChanges(decision.changes, null);
      return outcome;
    },
  };
}
