import type { NewEvent, OptState } from "../model/event.ts";

/** What a store remembers of the delivery that last took a dedupe key. */
export interface DedupeRow {
  readonly value: string;
  readonly digest: string;
  readonly eventId: string;
  /** When that delivery was received; epoch milliseconds. */
  readonly at: number;
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
