import type { Outcome } from "../core/model/outcome.ts";

/** One call to a remote, as it ended. */
export interface CallReport {
  /** `heymarket`, or a connection by name. */
  readonly destination: string;
  readonly method: string;
  readonly outcome: Exclude<Outcome["kind"], "done"> | "answered";
  readonly seconds: number;
}

/** Told of each call when it has ended; it must not throw. */
export type CallObserver = (report: CallReport) => void;

/** One transaction of a store with all that waited for it. */
export interface CommitReport {
  /** Writes it holds. */
  readonly writes: number;
  readonly seconds: number;
}

/** Told of each transaction that was written; it must not throw. */
export type CommitObserver = (report: CommitReport) => void;

/** How a destination stands with this process. */
export interface DestinationState {
  /** `heymarket`, or a connection by name. */
  readonly name: string;
  /** `open`: nothing is called; `probing`: one call looks whether it answers again. */
  readonly breaker: "closed" | "open" | "probing";
  /** Why nothing is called there though it answers, as the end of a sentence: it refuses our credentials; null while that is not so. */
  readonly shutOut: string | null;
  /** How the newest call of this process has ended; null before the first one has. */
  readonly newestCall: "answered" | "failed" | null;
  /** How long ago it has ended, milliseconds; null before the first one has. */
  readonly newestCallMsAgo: number | null;
  /** Attempts that its rate lets start now. */
  readonly callsLeft: number;
}

/** What of the work stands in a store and is not done. */
export interface Backlog {
  /** Contacts with an event that is not yet evaluated. */
  readonly lanesWaiting: number;
  /** When the oldest event that is not yet evaluated was received, epoch milliseconds; null when there is none. */
  readonly oldestNewAt: number | null;
  /** Events that could not be evaluated. */
  readonly eventsParked: number;
  /** Runs that are not over, by status. */
  readonly runs: Readonly<Record<"ready" | "waiting" | "queued" | "sending" | "parked", number>>;
}

/** Room for a store, bytes. */
export interface StoreRoom {
  /** Of its file and the log beside it. */
  readonly stored: number;
  /** Left on its disk. */
  readonly free: number;
}
