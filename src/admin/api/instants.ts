import { parseDuration } from "../../core/base/duration.ts";
import { EngineError } from "../../core/base/errors.ts";
import { parseInstant } from "../../core/time/calendar.ts";

/** The instant that a value names: one with its zone, or a length of time before now. @throws EngineError USAGE for anything else. */
export function parseInstantOrAge(value: string, name: string, now: number): number {
  const ageMs = parseDuration(value);
  const at = ageMs === null ? parseInstant(value) : now - ageMs;
  if (at !== null) return at;
  const message = `${name} must be an instant with its zone, such as 2026-03-01T09:00:00Z, or a length of time such as 2h.`;
  throw new EngineError("USAGE", message);
}
