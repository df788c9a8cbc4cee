import type { OptChange, OptState } from "../model/event.ts";
import type { GuardName } from "../model/run.ts";

/** An opt state with what is needed to judge the next change. */
export interface StoredOptState extends OptState {
  /** The newest opt-out by the vendor's clock, epoch milliseconds, or null; an older `in` changes nothing. */
  readonly outAt: number | null;
}

/** Why a text must not go to a number, as the send gate says it. */
export interface OptObjection {
  readonly guard: Extract<GuardName, "opt_out" | "held">;
  readonly reason: string;
}

/**
 * What an opt state has against a text of a run created at an instant, or null: opted out or held now, or opted out
 * since the run was created. The send gate asks it to decide, a store in the transaction that moves a text to `sending`.
 */
export function optObjection(optState: OptState | null, runCreatedAt: number): OptObjection | null {
  if (optState === null) return null;
  const { state, reason, optedOutAt } = optState;
  if (state === "out") {
    return {
      guard: "opt_out",
      reason: `the contact opted out (${reason}); nothing is sent until they opt in again`,
    };
  }
  if (optedOutAt !== null && optedOutAt >= runCreatedAt) {
    return {
      guard: "opt_out",
      reason: "the contact opted out after this text was planned; it is not sent, though they opted in again",
    };
  }
  if (state === "held") {
    return {
      guard: "held",
      reason: `automation is held for this contact (${reason}); a person has to look at it`,
    };
  }
  return null;
}

/**
 * The opt state after a change, or null when it changes nothing. `out` always counts; `in` counts unless it is older
 * than the last opt-out; `held` counts unless the contact has opted out.
 */
export function optStateAfter(
  stored: StoredOptState | null,
  { change, receivedAt }: { readonly change: OptChange; readonly receivedAt: number },
): StoredOptState | null {
  const { phone, state, at, reason } = change;
  const outAt = stored?.outAt ?? null;
  const optedOutAt = stored?.optedOutAt ?? null;
  switch (state) {
    case "out":
      return {
        phone,
        state,
        reason,
        changedAt: at,
        outAt: Math.max(outAt ?? at, at),
        optedOutAt: Math.max(optedOutAt ?? at, at, receivedAt),
      };
    case "in":
      return outAt !== null && at < outAt ? null : { phone, state, reason, changedAt: at, outAt, optedOutAt };
    case "held":
      return stored?.state === "out" ? null : { phone, state, reason, changedAt: at, outAt, optedOutAt };
  }
}
