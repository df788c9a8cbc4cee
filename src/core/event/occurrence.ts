import { ownText } from "../base/json.ts";
import type { JsonObject } from "../base/json.ts";
import { wordlessEvent } from "../model/event.ts";
import type { Event } from "../model/event.ts";
import { SCHEDULE_TYPE } from "../model/ruleset/rule.ts";
import { parseVendorTime } from "./vendor/vendor-time.ts";

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
