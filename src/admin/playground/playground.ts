import type { Logger } from "../../ports/system.ts";
import type { BacktestView } from "../../show/views/playground/backtest.ts";
import type { Draft } from "../../show/views/playground/draft.ts";
import type { TrialView } from "../../show/views/playground/trial.ts";
import type { Visitor } from "../door/sessions.ts";
import { ForbiddenError } from "../door/visitors.ts";

/** Tries drafts of rules in a process of its own, within limits: nothing leaves, and nothing is kept. */
export interface Playground {
  /** Tries a draft on one event. @throws EngineError NOT_FOUND for an event that is not stored; USAGE for one that is none. */
  tryDraft(draft: Draft, event: TriedEvent): Promise<TrialView>;
  /** Runs a draft over stored events. `signal` ends it; `told` hears how many of how many events are done. */
  backtest(
    draft: Draft,
    asked: BacktestAsked,
    parts: { readonly signal: AbortSignal; readonly told: (done: number, total: number) => void },
  ): Promise<BacktestView>;
  /** Names of the rule files that there are, and what stands in them. */
  ruleFiles(): Promise<readonly { readonly file: string; readonly text: string }[]>;
}

/** On which event a draft is tried. */
export type TriedEvent =
  | { readonly kind: "stored"; readonly id: string }
  | { readonly kind: "example"; readonly type: string; readonly text: string; readonly at: number | null }
  /** JSON of a webhook, or of `events show --json`. */
  | { readonly kind: "pasted"; readonly json: string; readonly at: number | null };

/** Over which events a draft is run. */
export interface BacktestAsked {
  /** 1 to 90. */
  readonly days: number;
  /** At most so many of them, the newest; 1 to 10,000. */
  readonly events: number;
}

/**
 * Refuses who may only look to try a draft on what customers wrote: whoever writes a template can have it spell a masked number.
 *
 * @throws ForbiddenError.
 */
export function requireOperateFor(event: TriedEvent, { role }: Pick<Visitor, "role">): void {
  if (event.kind === "stored" && role === "read") throw new ForbiddenError(STORED_IS_FOR_OPERATORS);
}

/** Notes in the log who tried a draft on what a customer wrote, once it was tried: the event, and none of its words. */
export function logTried(logger: Logger, event: TriedEvent, { name }: Pick<Visitor, "name">): void {
  if (event.kind === "stored")
    logger.info({ event: event.id, events: 1, by: name }, "a draft was tried on a stored event");
}

/** What a login that may only look is told. */
export const STORED_IS_FOR_OPERATORS =
  "A stored event, and a backtest, need a login that may operate, since a draft can be written to tell a contact's number: take an example.";

/** Longest draft that is tried, in characters. */
export const LONGEST_DRAFT = 262_144;
/** Longest JSON of an event that is read, in characters. */
export const LONGEST_EVENT = 65_536;
/** Most days of a backtest. */
export const MOST_DAYS = 90;
/** Most events of a backtest. */
export const MOST_EVENTS = 10_000;
