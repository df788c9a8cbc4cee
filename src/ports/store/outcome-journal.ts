import type { Outcome } from "../../core/model/outcome.ts";

/** How one attempt ended, as far as the process knows that made it. */
export interface KnownOutcome {
  readonly runId: string;
  readonly effectId: string;
  /** Counted from 1. */
  readonly attempt: number;
  readonly outcome: Outcome;
}

/** Keeps outcomes that the store cannot take, for when it is back, or for the next start of the process. */
export interface OutcomeJournal {
  /** Keeps an outcome: it is on disk, synced, when this returns. Never throws: what cannot be kept is logged. */
  readonly keep: (known: KnownOutcome) => void;
  /** Forgets an outcome that the store has, or has no use for. Nothing, when it was not kept. */
  readonly forget: (known: KnownOutcome) => void;
  /** What an earlier process kept and nobody forgot, oldest first. */
  readonly left: readonly KnownOutcome[];
}
