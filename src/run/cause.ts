import type { Event } from "../core/model/event.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { Run } from "../core/model/run/run.ts";
import type { EngineParts } from "./engine-parts.ts";

/** Why a run exists. */
export interface Cause {
  readonly event: Event;
  /** The version of the rule the run started with. */
  readonly rule: Rule;
}

/** The event and the rule of a stored run. @throws Error when one is not stored any more. */
export async function readCause({ store }: Pick<EngineParts, "store">, run: Run): Promise<Cause> {
  const [record, rule] = await Promise.all([store.getEvent(run.eventId), store.getRule(run.ruleVersion)]);
  if (record === null) throw new Error(`event ${run.eventId} of this run is not stored any more`);
  if (rule === null) throw new Error(`version ${run.ruleVersion} of rule ${run.ruleId} is not stored`);
  return { event: record.event, rule };
}
