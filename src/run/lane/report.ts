import type { JsonObject } from "../../core/base/json.ts";
import { patternFailure } from "../../core/language/event-pattern.ts";
import { isNews } from "../../core/language/history.ts";
import { eventRuleData } from "../../core/language/rule-data.ts";
import type { Event } from "../../core/model/event.ts";
import type { EventPattern } from "../../core/model/ruleset/rule.ts";
import type { Run } from "../../core/model/run/run.ts";
import type { EventRecord } from "../../ports/store/store.ts";
import type { Cause } from "../cause.ts";
import type { EngineParts } from "../engine-parts.ts";

/** Events that are read at once: other work goes on in between. */
const PAGE = 500;

/** What the `report` a run stands at counts, over all contacts; nothing when it stands at another step. */
export async function countReport(
  parts: Pick<EngineParts, "store" | "clock" | "activeRules">,
  run: Run,
  { rule, event }: Cause,
): Promise<{ readonly reported?: { readonly cursor: number; readonly counts: JsonObject } }> {
  const instruction = rule.program[run.cursor];
  if (instruction?.op !== "report") return {};
  const since = parts.clock.now() - instruction.lastMs;
  const counts: Record<string, number> = {};
  for (const { name, pattern } of instruction.counts) {
    counts[name] = await countEvents(parts, { pattern, since, of: event });
  }
  return { reported: { cursor: run.cursor, counts } };
}

async function countEvents(
  { store, activeRules }: Pick<EngineParts, "store" | "activeRules">,
  { pattern, since, of }: { readonly pattern: EventPattern; readonly since: number; readonly of: Event },
): Promise<number> {
  const { settings } = activeRules();
  const counts = ({ event, status }: EventRecord): boolean =>
    status === "done" &&
    event.id !== of.id &&
    event.origin !== "replay" &&
    isOfSameTrial(event, of) &&
    isNews(event, pattern) &&
    patternFailure(pattern, event, {
      base: { event: eventRuleData(event, settings), event_data: event.data },
      settings,
    }) === null;
  let count = 0;
  let after: string | null = null;
  do {
    const page = await store.listEvents({
      ...{ type: pattern.eventType, since, limit: PAGE, damaged: "left_out" },
      ...(after === null ? {} : { after }),
    });
    count += page.rows.filter(counts).length;
    after = page.next;
  } while (after !== null);
  return count;
}

/** What is tried out at a dry source is counted apart. */
function isOfSameTrial(one: Event, other: Event): boolean {
  return one.dry === true ? other.dry === true && one.source === other.source : other.dry !== true;
}
