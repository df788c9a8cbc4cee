import { ownText } from "../base/json.ts";
import type { JsonObject } from "../base/json.ts";
import { wordlessEvent } from "../model/event.ts";
import type { Event } from "../model/event.ts";
import { SCHEDULE_TYPE } from "../model/ruleset/rule.ts";
import type { MadeEvent } from "./normalise.ts";
import { parseVendorTime } from "./vendor-time.ts";

/**
 * An occurrence of a rule's schedule, on its way into the inbox; `due` is the instant in ISO 8601, in UTC. The same instant of the
 * same rule is one event, whoever finds it due.
 */
export function occurrenceOf(ruleId: string, due: string): MadeEvent {
  return {
    kind: "made",
    id: null,
    origin: "schedule",
    source: SCHEDULE_TYPE,
    dry: false,
    type: SCHEDULE_TYPE,
    data: { rule: ruleId, due_at: due },
    author: null,
    dedupe: { key: `${SCHEDULE_TYPE}:${ruleId}:${due}`, value: "", windowMs: null },
  };
}

/** The event of an occurrence: it is of no contact, and each rule has a lane of its own. It happened when it was due. */
export function occurrenceEvent(given: {
  readonly id: string;
  readonly data: JsonObject;
  readonly receivedAt: number;
}): Event {
  const { id, data, receivedAt } = given;
  return wordlessEvent({
    ...{ id, data, receivedAt, type: SCHEDULE_TYPE, origin: "schedule", source: SCHEDULE_TYPE },
    at: Math.min(parseVendorTime(data["due_at"] ?? null) ?? receivedAt, receivedAt),
    lane: `${SCHEDULE_TYPE}:${ownText(data, "rule") ?? ""}`,
    phone: null,
    inboxId: null,
  });
}
