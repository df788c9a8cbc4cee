import { isJsonObject } from "../core/base/json.ts";
import type { JsonValue } from "../core/base/json.ts";
import type { Event } from "../core/model/event.ts";
import { parseInstant } from "../core/time/calendar.ts";

/** The event that `events show --json` told, as far as a simulation looks at it; null when it is none. */
export function readEventJson(value: JsonValue): Event | null {
  if (!isJsonObject(value) || !isJsonObject(value["data"])) return null;
  const { id, type, origin, source, lane } = value;
  const areTexts = [id, type, origin, source, lane].every((one) => typeof one === "string");
  const [at, receivedAt, redactedAt] = ["at", "receivedAt", "redactedAt"].map((name) => instantOf(value[name]));
  if (!areTexts || at == null || receivedAt == null) return null;
  // The status it has there is that of its evaluation; what Heymarket said stands in the data.
  const event = { ...value, status: null, at, receivedAt } as unknown as Event;
  return redactedAt == null ? event : { ...event, redactedAt };
}

function instantOf(value: JsonValue | undefined): number | null {
  return typeof value === "string" ? parseInstant(value) : null;
}
