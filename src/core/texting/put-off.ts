import { formatDuration } from "../base/duration.ts";
import type { Effect } from "../model/run/effect.ts";
import { isoInZone } from "../time/calendar.ts";
import type { GateDecision } from "./send-gate.ts";

/**
 * The end of a text that is put off beyond the deadline its rule gives it, or null. It counts from when the text was planned, or
 * from its last attempt; behind what put it off its attempts have the whole time anew.
 */
export function pastDeadline(
  asked: GateDecision,
  {
    effect,
    limitMs,
    now,
    timezone,
  }: { readonly effect: Effect; readonly limitMs: number; readonly now: number; readonly timezone: string },
): GateDecision | null {
  if (effect.phone === null || asked.kind === "block") return null;
  if (asked.kind === "allow" && effect.attempts.length > 0) return null;
  const since = effect.attempts.at(-1)?.startedAt ?? effect.plannedAt;
  const goesAt = asked.kind === "defer" ? asked.until : now;
  if (goesAt <= since + limitMs) return null;
  const late = `it was to go out within ${formatDuration(limitMs)} (deadline), until ${isoInZone(since + limitMs, timezone)}`;
  const why = asked.kind === "defer" ? `; ${asked.reason}` : "; it is later now";
  return { kind: "block", guard: "deadline", reason: late + why };
}
