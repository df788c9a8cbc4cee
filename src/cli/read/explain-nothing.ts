import { isOutsideType, isRaisedType } from "../../core/event/vocabulary.ts";
import { eventTypesOf } from "../../core/model/ruleset/rule.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { nextOccurrence } from "../../core/time/occurrences.ts";
import type { ReadStore } from "../../ports/store/record-questions.ts";
import { toSecond } from "../../show/text/instants.ts";
import { printable } from "../../show/text/printable.ts";

/** How many of the newest events are searched for others of the same source. */
const SEARCHED = 1_000;

/** Lines on a rule for which no event is stored: what it listens to, what came in its place, and when a schedule is due next. */
export async function whyNoEvents(
  store: Pick<ReadStore, "listEvents">,
  rule: Rule,
  { zone, now }: { readonly zone: string; readonly now: number },
): Promise<readonly string[]> {
  const types = eventTypesOf(rule.triggers);
  const { rows } = await store.listEvents({ limit: SEARCHED });
  const came = [...new Set(rows.map(({ event }) => event.type))];
  const sources = types
    .filter((type) => isOutsideType(type) && !isRaisedType(type))
    .map((type) => type.slice(0, type.indexOf(".")));
  const others = [...new Set(sources)].map((source) => {
    const known = came.filter((type) => type.startsWith(`${source}.`));
    return `of ${source} there ${known.length === 0 ? "was nothing" : `were ${known.join(", ")}`}`;
  });
  const due = rule.triggers
    .flatMap((trigger) => (trigger.kind === "schedule" ? (nextOccurrence(trigger, now) ?? []) : []))
    .map((at) => `its schedule is due next at ${toSecond(at, zone)}`);
  const none = "none of the newest 1,000 events is one of these";
  return [printable(`${rule.id} listens to ${types.join(", ")}; ${[none, ...others, ...due].join("; ")}.`)];
}
