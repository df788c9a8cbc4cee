import type { JsonObject, JsonValue } from "../../base/json.ts";
import type { TraceEntry } from "../trace.ts";
import type { RunError } from "./answer.ts";

/**
 * `ready` has work of its own now, `waiting` until `dueAt`, `queued` stands in line for the destination of an effect,
 * `sending` has that effect on the wire, `parked` needs a person, the others are final.
 */
export type RunStatus = "ready" | "waiting" | "queued" | "sending" | "parked" | "done" | "failed" | "stopped";

/** A destination at which later runs of the same contact wait for a run. */
export interface Hold {
  /** `heymarket` or the name of a connection. */
  readonly destination: string;
  /** When they wait no longer, epoch milliseconds; null while it is the run's own turn there. */
  readonly until: number | null;
}

/** One rule firing on one event; or the steps of it behind a text in doubt that was stepped over. */
export interface Run {
  /** `run_…`, a hash of event, rule and rule version: the same event cannot start the same version twice. */
  readonly id: string;
  readonly eventId: string;
  readonly ruleId: string;
  readonly ruleVersion: string;
  readonly lane: string;
  readonly status: RunStatus;
  /** Index of the next instruction of the rule's program. */
  readonly cursor: number;
  readonly vars: JsonObject;
  /** Results of named steps, by step id. */
  readonly steps: JsonObject;
  /** Why it failed or is in its error handler; `{ message, step, code }`. */
  readonly error: RunError | null;
  /** When it goes on by itself, epoch milliseconds; of a `queued` run when its next attempt may start, null for at once. */
  readonly dueAt: number | null;
  /** From when on events of the contact end its wait, by their own time, epoch milliseconds; null when it waits for none. */
  readonly awaitsSince: number | null;
  /** When its last wait ended, epoch milliseconds; null before. What came earlier is news only to a wait that looks back. */
  readonly restedAt: number | null;
  /**
   * When it was to go on after its last wait, or a person had it go on, epoch milliseconds; absent before. Later than that it
   * was held up: by a pause, an outage, a queue.
   */
  readonly readySince?: number;
  /** What a person is asked to approve; absent while it waits for none. */
  readonly approval?: Approval;
  /** The events that ended waits of it, by id, which are no news to it again; absent while none did. */
  readonly heardEvents?: readonly string[];
  /** Whether later events of the contact may end it or its wait, or keep to it by the `mode` of its rule, so that they look at it. */
  readonly isWatched: boolean;
  /** By which key the `mode` of its rule tells runs apart; null when it lets them go on beside each other. */
  readonly key: string | null;
  /**
   * What `dueAt` is the end of: a length of time, which holds when the clock is set, or an instant, or a moment for what
   * Heymarket was asked for to be evaluated; else null.
   */
  readonly waitsFor: "elapsed" | "instant" | "answer" | null;
  /** Where the effect goes that it stands at; null unless `queued` or `sending`. */
  readonly destination: string | null;
  /** Where later runs of the contact wait for it: what it stands at, and what it may come to before its next wait. */
  readonly holds: readonly Hold[];
  /** When the steps behind its effect in doubt go on without it, epoch milliseconds; null when it stands at none. */
  readonly stepsOverAt: number | null;
  /** The run that went on with the steps behind its effect in doubt, by id; this one ends when that is settled. */
  readonly continuedAs: string | null;
  /** Of whose steps this run is the rest, and from which instruction on; null when it began with its rule. */
  readonly continues: Continued | null;
  /** The list it goes over; null while it is in none. */
  readonly loop: Loop | null;
  /** The inbox to which a step of it has moved the conversation; absent while that is where the event found it. */
  readonly inboxId?: string;
  /** Reservation it holds for `limits.once_per`, or null. */
  readonly reservation: string | null;
  /** Reservation it holds for `limits.max`; absent when it holds none. */
  readonly slot?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly trace: readonly TraceEntry[];
  /** When words and values were taken out because they were old, epoch milliseconds; absent while they are there. */
  readonly redactedAt?: number;
}

/** A text that waits for a person. */
export interface Approval {
  /** By which people name it. */
  readonly code: string;
  /** Epoch milliseconds. */
  readonly askedAt: number;
}

/** Where a run is in a list that it goes over. */
export interface Loop {
  /** Index of the `each` that began it. */
  readonly at: number;
  /** The list as it was then. */
  readonly items: readonly JsonValue[];
  /** Of the item at hand; as many as there are at the end. */
  readonly index: number;
}

/** Where a run left off that another went on with. */
export interface Continued {
  readonly runId: string;
  /** The first instruction that is not its own any more. */
  readonly cursor: number;
  /** Up to which item of a list that holds, counted from 0; absent when it left off in none. */
  readonly item?: number;
}

/** A run that holds no reservation of its rule's limits any more. */
export function withoutReservations(run: Run): Run {
  const { slot, ...rest } = run;
  return slot === undefined ? { ...run, reservation: null } : { ...rest, reservation: null };
}

/** Statuses a run does not leave. */
export function isTerminal(status: RunStatus): boolean {
  return status === "done" || status === "failed" || status === "stopped";
}

/** Whether later events of its contact look at a run: what stores find without a look at the others. */
export function isHeeded({ isWatched, status }: Pick<Run, "isWatched" | "status">): boolean {
  return isWatched && !isTerminal(status);
}

/** When its lane has to look at a run, epoch milliseconds, 0 for at once; null when that is not by itself. */
export function laneDueAt({
  status,
  dueAt,
  stepsOverAt,
}: Pick<Run, "status" | "dueAt" | "stepsOverAt">): number | null {
  switch (status) {
    case "ready":
      return 0;
    case "waiting":
      return dueAt;
    case "queued":
    case "parked":
      return stepsOverAt;
    case "sending":
    case "done":
    case "failed":
    case "stopped":
      return null;
  }
}

/** Whether a run goes on at an instant, or with the help of a person, if at all. */
export function isAtRest({ status, dueAt }: Pick<Run, "status" | "dueAt">): boolean {
  return isTerminal(status) || status === "waiting" || status === "parked" || (status === "queued" && dueAt !== null);
}
