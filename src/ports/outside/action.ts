import type { ActionName, EffectRequests } from "../../core/model/ruleset/action.ts";
import type { Outcome, Sighting } from "../../core/model/outcome.ts";

/** One attempt to make. */
export interface ActionRequest<Name extends ActionName = ActionName> {
  readonly effectId: string;
  /** Rendered request, as stored in the ledger. */
  readonly request: EffectRequests[Name];
  readonly localId: string | null;
  /** Counted from 1. */
  readonly attempt: number;
  readonly timeoutMs: number;
}

/** An effect to look for, of which nobody knows whether it was done. */
export interface Sought<Name extends ActionName = ActionName> {
  /** As it was attempted. */
  readonly request: EffectRequests[Name];
  /** Inbox of the contact's conversation as last heard of, which may have moved since; null when none was. */
  readonly chatInboxId: string | null;
  readonly localId: string | null;
  /** When the vendor may have done it, epoch milliseconds, both inclusive. */
  readonly from: number;
  readonly until: number;
  /** Other texts of ours in that time with the same words to the same number. */
  readonly alike: number;
  readonly timeoutMs: number;
}

/** A kind of effect on the outside. */
export interface Action<Name extends ActionName = ActionName> {
  /** Makes one attempt, for which there was room at its destination. Never rejects: every ending is an outcome. */
  perform(attempt: ActionRequest<Name>): Promise<Outcome>;
  /**
   * Looks for an effect in the vendor's records, for which there was room at its destination; absent where these cannot be
   * asked. Changes nothing there. Never rejects.
   */
  lookUp?(sought: Sought<Name>): Promise<Sighting>;
}

/** Every action by name. */
export type Actions = { readonly [Name in ActionName]: Action<Name> };

/**
 * How many attempts each destination takes: `heymarket`, or a connection by name. One that is not configured has no rate:
 * its attempts end at once.
 */
export interface Destinations {
  /** How many attempts may start now; none while it is paused. */
  roomAt(destination: string): number;
  /** Takes room for one attempt; null when there is none. */
  enter(destination: string): Room | null;
  /** Has `listener` called whenever there may be room again at a destination that had none; one at a time. */
  onRoom(listener: () => void): void;
}

/** Room for one attempt. */
export interface Room {
  /** Gives it back after the attempt. */
  leave(): void;
  /** Gives it back when there was no attempt. */
  turnBack(): void;
}

/** What effects are made with. */
export interface Outside {
  readonly actions: Actions;
  readonly destinations: Destinations;
}
