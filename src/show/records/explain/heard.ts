import type { Heard } from "../../../core/model/trace.ts";
import type { EventRecord } from "../../../ports/store/store.ts";

/** Lines that say what an event did to runs that waited; none when it did nothing to any. */
export function heardLines({ evaluation }: Pick<EventRecord, "evaluation">): readonly string[] {
  return (evaluation?.heard ?? []).map(({ runId, ruleId, outcome }) => `${DEEDS[outcome]} ${runId} of ${ruleId}`);
}

const DEEDS: Readonly<Record<Heard["outcome"], string>> = {
  went_on: "ended the wait of",
  cancelled: "ended",
  restarted: "started anew, instead of",
};
