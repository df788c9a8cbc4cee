import type { ActionName, EffectRequests } from "../core/model/action.ts";
import type { Outcome } from "../core/model/outcome.ts";

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

/** A kind of effect on the outside. */
export interface Action<Name extends ActionName = ActionName> {
  /**
   * Resolves when an attempt may start: a slot of the destination's rate is taken and it is not paused. Called before
   * the intent is written, so that waiting in line is never mistaken for being on the wire. Rejects when `signal` aborts.
   */
  takeSlot(request: EffectRequests[Name], signal: AbortSignal): Promise<void>;
  /** Makes one attempt. Never rejects: every ending is an outcome. */
  perform(attempt: ActionRequest<Name>): Promise<Outcome>;
}

/** Every action by name. */
export type Actions = { readonly [Name in ActionName]: Action<Name> };
