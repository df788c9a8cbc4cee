import { rowsOf } from "../../core/base/pages.ts";
import type { Event } from "../../core/model/event.ts";
import { isTerminal } from "../../core/model/run/run.ts";
import type { Store } from "../../ports/store/store.ts";
import { familyOf } from "./texts-before.ts";

/**
 * Why an event is not evaluated again by rules, as the end of a sentence: one of them still has a run on it, or on a replay of it,
 * which goes on by itself and would do the same; null when none has. One that is parked waits for a person, who sees both.
 */
export async function openRunOf(store: Store, event: Event, ruleIds: readonly string[]): Promise<string | null> {
  if (ruleIds.length === 0) return null;
  for (const eventId of await familyOf(store, event)) {
    for await (const { run } of rowsOf((page) => store.listRuns({ eventId, ...page }))) {
      const { id, ruleId, status, continuedAs } = run;
      if (isTerminal(status) || status === "parked" || continuedAs !== null || !ruleIds.includes(ruleId)) continue;
      return `has the run ${id} of the rule ${ruleId}, which is not over (${status}) and goes on; look what comes of that first`;
    }
  }
  return null;
}
