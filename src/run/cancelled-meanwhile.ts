import type { ChangeSet } from "../core/model/changes.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { Event } from "../core/model/event.ts";
import { cancelledRun, isCancelledBy } from "../core/run/cancel.ts";
import type { EngineParts } from "./engine-parts.ts";
import type { RunRecord } from "../ports/store.ts";

/**
 * The end of a run in line for its destination, when an event has come that ends it: the lane ends what waits, and leaves a run
 * that may have its turn at this moment to its turn. Null when none has come.
 */
export async function cancelledMeanwhile(
  { store, activeRules, clock }: Pick<EngineParts, "store" | "activeRules" | "clock">,
  { view, rule, event: start }: { readonly view: RunRecord; readonly rule: Rule; readonly event: Event },
): Promise<ChangeSet | null> {
  const { cancelOn = [] } = rule;
  if (cancelOn.length === 0) return null;
  const { settings } = activeRules();
  const types = [...new Set([start.type, ...cancelOn.map(({ eventType }) => eventType)])];
  const since = await store.history(view.run.lane, types, start.at);
  // Newest first, also of those of one instant: what stands behind the start came before it.
  const place = since.findIndex(({ id }) => id === start.id);
  const later = place === -1 ? since : since.slice(0, place);
  const event = later.findLast((one) => isCancelledBy(view.run, rule, { event: one, settings }));
  if (event === undefined) return null;
  return cancelledRun(view, `ended by ${event.type} (${event.id})`, { rule, settings, now: clock.now() });
}
