import { isoInZone } from "../time/calendar.ts";
import type { Contact } from "../model/contact.ts";
import { formatDuration } from "../base/duration.ts";
import type { Event, OptState } from "../model/event.ts";
import { optObjection } from "./opt-state.ts";
import { formatWindow, quietHoursEndAt, quietZones } from "./quiet-hours.ts";
import type { Effect, GuardName, SentText } from "../model/run.ts";
import type { FrequencyCap, SendingPolicy, Settings } from "../model/ruleset/settings.ts";

/** A text about to be sent and what is known of its recipient; times are epoch milliseconds. */
export interface GateInput {
  readonly effect: Effect;
  /** The event that started the run. */
  readonly event: Event;
  /** When the run was created that wants to send it. */
  readonly runCreatedAt: number;
  /** The number to be texted, E.164 with plus sign. */
  readonly phone: string;
  readonly contact: Contact;
  readonly optState: OptState | null;
  /** Texts to that number, whatever rule or lane they came from, from {@link textsLookbackMs} ago on, oldest first; the effect itself may be among them. */
  readonly texts: readonly SentText[];
  readonly settings: Settings;
  readonly now: number;
}

/** May the text go out now, later, or never? The reason is a sentence for the operator, without text and number. */
export type GateDecision =
  | { readonly kind: "allow" }
  | { readonly kind: "defer"; readonly until: number; readonly guard: GuardName; readonly reason: string }
  | { readonly kind: "block"; readonly guard: GuardName; readonly reason: string };

/**
 * Asks the guards in order: opt-out, hold, old event, loop, frequency, quiet hours; the first that objects decides. To be asked right before the text goes out. The opt-out guard cannot be switched off.
 */
export function checkSendGate(input: GateInput): GateDecision {
  const others = { ...input, texts: input.texts.filter(({ effectId }) => effectId !== input.effect.id) };
  return (
    checkOptState(input) ??
    checkAge(input) ??
    checkLoops(others) ??
    checkFrequency(others) ??
    checkQuietHours(input) ??
    ALLOW
  );
}

/** How far back the guards look at texts, in milliseconds. */
export function textsLookbackMs({ frequency, loops }: SendingPolicy): number {
  const windows = frequency.map((cap) => cap.windowMs);
  return Math.max(DAY_MS, loops.autoReplies.windowMs + loops.tripForMs, ...windows);
}

const ALLOW: GateDecision = { kind: "allow" };
const DAY_MS = 86_400_000;
const SAME_TEXT_WINDOW_MS = 600_000;
const TEXTS_A_DAY = 10;

function checkOptState({ optState, runCreatedAt }: GateInput): GateDecision | null {
  const objection = optObjection(optState, runCreatedAt);
  return objection === null ? null : block(objection.guard, objection.reason);
}

/** After an outage texts of hours ago are delivered: "we are closed" is no answer to them any more. */
function checkAge({ effect, event, settings }: GateInput): GateDecision | null {
  const { replyWithinMs } = settings.sending;
  const ageMs = event.receivedAt - event.at;
  if (effect.purpose !== "reply" || ageMs <= replyWithinMs) return null;
  const what = event.type === "message_recieved" ? "text" : "event";
  return block(
    "old_event",
    `the ${what} it answers is dated ${isoInZone(event.at, settings.timezone)}, it was delivered ` +
      `${formatDuration(ageMs)} later; replies are sent when that is ${formatDuration(replyWithinMs)} at most ` +
      "(sending.reply_within)",
  );
}

/** Stops two machines from texting each other; what tripped is worked out from the texts alone. */
function checkLoops({ effect, texts, settings, now }: GateInput): GateDecision | null {
  const { autoReplies, tripForMs } = settings.sending.loops;
  const within = formatDuration(autoReplies.windowMs);
  let trippedUntil = now;
  for (const [index, { at }] of texts.entries()) {
    const first = texts[index - autoReplies.count + 1];
    if (first === undefined || at - first.at >= autoReplies.windowMs) continue;
    trippedUntil = Math.max(trippedUntil, at + tripForMs, first.at + autoReplies.windowMs);
  }
  if (trippedUntil > now) {
    const until = isoInZone(trippedUntil, settings.timezone);
    return block(
      "loop",
      `${autoReplies.count} automatic texts went out within ${within}; automation stops until ${until}`,
    );
  }
  const { textDigest } = effect;
  if (
    textDigest !== null &&
    texts.some((text) => text.textDigest === textDigest && now - text.at < SAME_TEXT_WINDOW_MS)
  ) {
    return block("loop", `the same text went to the contact within ${formatDuration(SAME_TEXT_WINDOW_MS)}`);
  }
  if (texts.filter(({ at }) => now - at < DAY_MS).length >= TEXTS_A_DAY) {
    return block(
      "loop",
      `${TEXTS_A_DAY} automatic texts went out within ${formatDuration(DAY_MS)}; a person has to look at it`,
    );
  }
  return null;
}

function checkFrequency({ effect, texts, settings, now }: GateInput): GateDecision | null {
  const isUsedUp = ({ purpose, count, windowMs }: FrequencyCap): boolean => {
    if (purpose !== "any" && purpose !== effect.purpose) return false;
    const recent = texts.filter((text) => now - text.at < windowMs && (purpose === "any" || text.purpose === purpose));
    return recent.length >= count;
  };
  const cap = settings.sending.frequency.find(isUsedUp);
  if (cap === undefined) return null;
  const kind = cap.purpose === "any" ? "of any purpose" : `with purpose ${cap.purpose}`;
  const window = formatDuration(cap.windowMs);
  return block(
    "frequency",
    `the cap of ${cap.count} texts ${kind} in ${window} is used up (sending.frequency.${cap.purpose})`,
  );
}

function checkQuietHours({ effect, phone, contact, settings, now }: GateInput): GateDecision | null {
  const { quietHours } = settings.sending;
  if (quietHours === null || effect.purpose === null || !quietHours.appliesTo.includes(effect.purpose)) return null;
  const timezone = phone === contact.phone ? contact.timezone : null;
  const zones = quietZones({ quietHours, phone, timezone, orgTimezone: settings.timezone });
  const until = quietHoursEndAt(quietHours.window, zones, now);
  if (until === now) return null;
  const where = `it is within quiet hours ${formatWindow(quietHours.window)} of ${zones.join(", ")}`;
  if (until === null) return block("quiet_hours", `${where}, which never end in all of them at once`);
  switch (quietHours.onHit) {
    case "defer":
      return {
        kind: "defer",
        until,
        guard: "quiet_hours",
        reason: `${where}; the text waits until ${isoInZone(until, settings.timezone)}`,
      };
    case "drop":
      return block("quiet_hours", `${where}; the text is dropped`);
    case "hold":
      return block("quiet_hours", `${where}; the text is held for a person`);
  }
}

function block(guard: GuardName, reason: string): GateDecision {
  return { kind: "block", guard, reason };
}
