import type { ChangeSet } from "../core/model/changes.ts";
import type { Event } from "../core/model/event.ts";
import type { AlarmKind } from "../core/alarm/alarm.ts";
import type { Outcome } from "../core/model/outcome.ts";
import type { DeliveryObserver } from "../ports/delivery.ts";
import type { CallObserver, CommitObserver } from "../ports/measures.ts";
import { createBoundedLabel } from "./bounded-label.ts";
import { countChanges } from "./count-changes.ts";
import type { Late } from "./late.ts";
import type { Metrics } from "./metrics.ts";
import type { AttemptWatch } from "./watched-actions.ts";

/** Counts what happens in an engine, each with labels that are bounded. */
export interface Counts {
  readonly delivery: DeliveryObserver;
  readonly call: CallObserver;
  readonly commit: CommitObserver;
  readonly event: (event: Event) => void;
  readonly changes: (changes: ChangeSet) => void;
  readonly attempt: (attempt: Parameters<AttemptWatch>[0], outcome: Outcome) => void;
  readonly alarm: (kind: AlarmKind) => void;
}

/** Rules and types of events that are told apart; what comes on top is `other`. */
const RULES = 500;
const EVENT_TYPES = 100;
const SOURCES = 100;
const DESTINATIONS = 100;

/** Counts into metrics, as soon as they are there. */
export function createCounts({ use }: Pick<Late<Metrics>, "use">): Counts {
  const [rule, eventType] = [createBoundedLabel(RULES), createBoundedLabel(EVENT_TYPES)];
  const [source, destination] = [createBoundedLabel(SOURCES), createBoundedLabel(DESTINATIONS)];

  return {
    delivery: ({ source: name, outcome, ms }) => {
      use(({ deliveries, deliverySeconds }) => {
        deliveries.inc({ source: name === null ? "none" : source(name), outcome });
        deliverySeconds.observe(ms / 1_000);
      });
    },
    call: ({ destination: name, method, outcome, seconds }) => {
      use(({ remoteSeconds }) => {
        remoteSeconds.observe({ destination: destination(name), method, outcome }, seconds);
      });
    },
    commit: ({ writes, seconds }) => {
      use(({ commitWrites, commitSeconds }) => {
        commitWrites.observe(writes);
        commitSeconds.observe(seconds);
      });
    },
    event: ({ source: name, type, receivedAt }) => {
      use(({ events, lastEventAt }) => {
        const label = source(name);
        events.inc({ source: label, type: eventType(type) });
        lastEventAt.set({ source: label }, receivedAt / 1_000);
      });
    },
    changes: (changes) => {
      use((metrics) => {
        countChanges(metrics, changes, rule);
      });
    },
    attempt: ({ action, attempt }, { kind }) => {
      use(({ attempts, retries }) => {
        attempts.inc({ action, outcome: kind });
        if (attempt > 1) retries.inc({ action });
      });
    },
    alarm: (kind) => {
      use(({ alarms }) => {
        alarms.inc({ kind });
      });
    },
  };
}
