import type { NewEvent, OptChange, OptState } from "../core/event.ts";

/** What a store remembers of the delivery that last took a dedupe key. */
export interface DedupeRow {
  readonly value: string;
  readonly digest: string;
  readonly eventId: string;
  /** When that delivery was received; epoch milliseconds. */
  readonly at: number;
}

/** An opt state with what is needed to judge the next change. */
export interface StoredOptState extends OptState {
  /** The newest opt-out by the vendor's clock, epoch milliseconds, or null; an older `in` changes nothing. */
  readonly outAt: number | null;
}

/**
 * Judges a delivery by the row that holds its dedupe key: `new` takes the key over, `repeat` is the same event again,
 * `variant` is the same event with other bytes (only for keys without a window). An opt-out that names no time is no
 * repeat once it is not in force any more: somebody who opted in meanwhile may have opted out anew in the same bytes.
 */
export function judgeDelivery(input: {
  readonly known: DedupeRow | null;
  readonly delivery: NewEvent;
  readonly optStateOf: (phone: string) => Pick<OptState, "state"> | null;
}): "new" | "repeat" | "variant" {
  const { known, delivery } = input;
  const { event, dedupe, digest, optChange } = delivery;
  if (known === null || known.value !== dedupe.value) return "new";
  if (dedupe.windowMs === null) return known.digest === digest ? "repeat" : "variant";
  if (event.receivedAt - known.at >= dedupe.windowMs) return "new";
  const isLifted = optChange?.state === "out" && input.optStateOf(optChange.phone)?.state !== "out";
  return isLifted ? "new" : "repeat";
}

/**
 * The opt state after a change, or null when it changes nothing. `out` always counts; `in` counts unless it is older
 * than the last opt-out; `held` counts unless the contact has opted out.
 */
export function changeOptState(
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

/** Whether an opt state forbids a text planned at an instant: opted out or held now, or opted out since it was planned. */
export function forbidsText(optState: OptState | null, plannedAt: number): boolean {
  if (optState === null) return false;
  return optState.state !== "in" || (optState.optedOutAt !== null && optState.optedOutAt >= plannedAt);
}
