import { isoInZone } from "../time/calendar.ts";
import type { GateDecision, GateInput } from "./send-gate.ts";
import { checkSendGate } from "./send-gate.ts";

/**
 * What the send gate says to a text that is handed over now and goes out at an instant. It is judged twice: now, like any
 * text, but for the hour; and for that instant, by what is known now. Its hour is part of its request, so where it would have
 * to wait it is blocked.
 */
export function checkScheduledText(input: GateInput): GateDecision {
  const { goesOutAt } = input.effect;
  if (goesOutAt === undefined || goesOutAt <= input.now) return checkSendGate(input);
  const { settings } = input;
  const atAnyHour = { ...settings, sending: { ...settings.sending, quietHours: null } };
  const handedOver = checkSendGate({ ...input, settings: atAnyHour });
  if (handedOver.kind !== "allow") return handedOver;
  const decision = checkSendGate({ ...input, now: goesOutAt });
  if (decision.kind !== "defer") return decision;
  const { guard, reason } = decision;
  return {
    kind: "block",
    guard,
    reason: `at ${isoInZone(goesOutAt, settings.timezone)} ${reason}; it was not scheduled`,
  };
}
