import type { JsonObject } from "../core/base/json.ts";
import type { Outcome } from "../core/model/outcome.ts";
import type { ActionName } from "../core/model/rule.ts";

export type { Outcome } from "../core/model/outcome.ts";

/** One attempt to make. */
export interface ActionRequest {
  readonly effectId: string;
  /** Rendered request, as stored in the ledger. */
  readonly request: JsonObject;
  readonly localId: string | null;
  /** Counted from 1. */
  readonly attempt: number;
  readonly timeoutMs: number;
}

/** A kind of effect on the outside. */
export interface Action {
  /** Whether the same request may be sent again when the outcome is unclear: `safe`, or `never` for texts. */
  readonly repeat: "safe" | "never";
  /**
   * Resolves when an attempt may start: a slot of the destination's rate is taken and it is not paused. Called before
   * the intent is written, so that waiting in line is never mistaken for being on the wire. Rejects when `signal` aborts.
   */
  takeSlot(request: JsonObject, signal: AbortSignal): Promise<void>;
  /** Makes one attempt. Never rejects: every ending is an outcome. */
  perform(attempt: ActionRequest): Promise<Outcome>;
}

/** Every action by name. */
export type Actions = Readonly<Record<ActionName, Action>>;
