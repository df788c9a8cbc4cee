import type { SendIntent } from "../model/changes.ts";
import type { OptState } from "../model/event.ts";
import { optObjection } from "./opt-state.ts";
import type { SentText } from "../model/run/effect.ts";

/**
 * Why an effect may not be moved to `sending` now, though the gate let it go, or null: `opted_out` when the opt state has
 * something against it, `stale` when the texts to its number are not those the gate counted. An opt-in has something against
 * word of an opt-out that came before it.
 */
export function intentRefusal(
  intent: SendIntent,
  stored: { readonly optState: OptState | null; readonly texts: readonly SentText[] },
): "opted_out" | "stale" | null {
  if (intent.kind === "opt_out") return stored.optState?.state === "out" ? null : "opted_out";
  if (optObjection(stored.optState, intent.runCreatedAt) !== null) return "opted_out";
  return isSame(intent.textsSeen, stored.texts) ? null : "stale";
}

/** By what they are and not by their number: one may have come while another turned out not to have been sent. */
function isSame(seen: readonly SentText[], stored: readonly SentText[]): boolean {
  return (
    seen.length === stored.length &&
    stored.every(({ effectId, at }, index) => seen[index]?.effectId === effectId && seen[index].at === at)
  );
}
