import type { JsonObject } from "../base/json.ts";
import { StepError } from "../base/step-error.ts";
import type { Instruction } from "../model/ruleset/rule.ts";
import type { Settings } from "../model/ruleset/settings.ts";
import { calendarAt, isoInZone, parseInstant } from "../time/calendar.ts";
import { openTimeEnd } from "../time/open-time.ts";
import { renderText } from "./template.ts";

/** What a wait of a rule is for. */
type Wait = Extract<Instruction, { op: "wait" }>["wait"];

/**
 * When a wait that begins now ends, epoch milliseconds; now when there is nothing to wait for.
 *
 * @throws StepError with a sentence for the operator when that cannot be told.
 */
export function waitEnd(
  wait: Wait,
  {
    now,
    settings,
    ruleData,
  }: { readonly now: number; readonly settings: Settings; readonly ruleData: () => JsonObject },
): number {
  switch (wait.kind) {
    case "duration":
      return now + wait.ms;
    case "open": {
      const calendar = settings.calendars[wait.calendar];
      if (calendar === undefined) throw new StepError(`calendar ${wait.calendar} is not in heyrules.yaml any more`);
      const state = calendarAt(calendar, now);
      if (state.open) return now;
      if (state.nextOpenAt === null) throw new StepError(`calendar ${wait.calendar} never opens again`);
      return state.nextOpenAt;
    }
    case "instant": {
      const text = renderText(wait.at, ruleData(), settings.timezone);
      const instant = parseInstant(text);
      if (instant === null)
        throw new StepError(`"${text}" is not an instant with a zone, such as 2026-03-09T08:00:00-05:00`);
      return instant;
    }
  }
}

/**
 * When a wait for an event ends in which none comes, epoch milliseconds, counted from `start` on.
 *
 * @throws StepError when its calendar is not there any more, or never open so long.
 */
export function awaitEnd(
  { timeoutMs, clock }: Pick<Extract<Instruction, { op: "await" }>, "timeoutMs" | "clock">,
  start: number,
  { calendars }: Pick<Settings, "calendars">,
): number {
  if (clock === null) return start + timeoutMs;
  const calendar = calendars[clock];
  if (calendar === undefined) throw new StepError(`calendar ${clock} is not in heyrules.yaml any more`);
  const end = openTimeEnd(calendar, start, timeoutMs);
  if (end === null) throw new StepError(`calendar ${clock} is never open for so long`);
  return end;
}

/** The sentence on until when a run waits. */
export function describeWait(dueAt: number, { timezone }: Settings): string {
  return `waits until ${isoInZone(dueAt, timezone)}`;
}
