import { isoInZone } from "./calendar.ts";
import type { Contact } from "./contact.ts";
import { formatDuration } from "./duration.ts";
import type { OptState } from "./event.ts";
import { optObjection } from "./opt-state.ts";
import { formatWindow, quietHoursEndAt, quietZones } from "./quiet-hours.ts";
import type { Effect, EffectStatus, GuardName } from "./run.ts";
import type { FrequencyCap, SendingPolicy, Settings } from "./settings.ts";

/** A text about to be sent and what is known of its recipient; times are epoch milliseconds. */
export interface GateInput {
  readonly effect: Effect;
  /** When the run was created that wants to send it. */
  readonly runCreatedAt: number;
  /** The number to be texted, E.164 with plus sign. */
  readonly phone: string;
  readonly contact: Contact;
  readonly optState: OptState | null;
  /** `send_message` effects of the lane, planned from {@link sendsLookbackMs} ago on; the effect itself may be among them. */
  readonly sends: readonly Effect[];
  readonly settings: Settings;
  readonly now: number;
}

/** May the text go out now, later, or never? The reason is a sentence for the operator, without text and number. */
export type GateDecision =
  | { readonly kind: "allow" }
  | { readonly kind: "defer"; readonly until: number; readonly guard: GuardName; readonly reason: string }
  | { readonly kind: "block"; readonly guard: GuardName; readonly reason: string };

/**
 * Asks the guards in order: opt-out, hold, loop, frequency, quiet hours; the first that
 * objects decides. To be asked right before the text goes out. The opt-out guard cannot be switched off.
 */
export function checkSendGate(input: GateInput): GateDecision {
  const checked = { ...input, sends: countedSends(input) };
  return checkOptState(input) ?? checkLoops(checked) ?? checkFrequency(checked) ?? checkQuietHours(input) ?? ALLOW;
}

/** How far back the guards look at sends, in milliseconds, with a day on top for texts that waited before they went out. */
export function sendsLookbackMs({ frequency, loops }: SendingPolicy): number {
  const windows = frequency.map((cap) => cap.windowMs);
  return Math.max(DAY_MS, loops.autoReplies.windowMs + loops.tripForMs, ...windows) + DAY_MS;
}

const ALLOW: GateDecision = { kind: "allow" };
const DAY_MS = 86_400_000;
const SAME_TEXT_WINDOW_MS = 600_000;
const REPLIES_A_DAY = 10;
const COUNTED: readonly EffectStatus[] = ["sending", "done", "unknown"];

/** A text that went out, or may have. */
interface Send {
  readonly at: number;
  readonly purpose: Effect["purpose"];
  readonly textDigest: string | null;
}

type CheckedInput = Omit<GateInput, "sends"> & { readonly sends: readonly Send[] };

/** Texts to this number that went out or may have, oldest first. */
function countedSends({ sends, effect, phone }: GateInput): readonly Send[] {
  return sends
    .filter((send) => send.id !== effect.id && COUNTED.includes(send.status) && send.request["phone"] === phone)
    .map((send) => ({
      at: send.attempts.at(-1)?.startedAt ?? send.plannedAt,
      purpose: send.purpose,
      textDigest: send.textDigest,
    }))
    .sort((a, b) => a.at - b.at);
}

function checkOptState({ optState, runCreatedAt }: GateInput): GateDecision | null {
  const objection = optObjection(optState, runCreatedAt);
  return objection === null ? null : block(objection.guard, objection.reason);
}

/** Stops two machines from texting each other; what tripped is worked out from the sends alone. */
function checkLoops({ effect, sends, settings, now }: CheckedInput): GateDecision | null {
  const { autoReplies, tripForMs } = settings.sending.loops;
  const replies = sends.filter((send) => send.purpose === "reply").map((send) => send.at);
  const within = formatDuration(autoReplies.windowMs);
  let trippedUntil = now;
  for (const [index, at] of replies.entries()) {
    const first = replies[index - autoReplies.count + 1];
    if (first === undefined || at - first >= autoReplies.windowMs) continue;
    trippedUntil = Math.max(trippedUntil, at + tripForMs, first + autoReplies.windowMs);
  }
  if (trippedUntil > now) {
    const until = isoInZone(trippedUntil, settings.timezone);
    return block(
      "loop",
      `${autoReplies.count} automatic replies went out within ${within}; automation stops until ${until}`,
    );
  }
  const { textDigest } = effect;
  if (
    textDigest !== null &&
    sends.some((send) => send.textDigest === textDigest && now - send.at < SAME_TEXT_WINDOW_MS)
  ) {
    return block("loop", `the same text went to the contact within ${formatDuration(SAME_TEXT_WINDOW_MS)}`);
  }
  if (replies.filter((at) => now - at < DAY_MS).length >= REPLIES_A_DAY) {
    return block(
      "loop",
      `${REPLIES_A_DAY} automatic replies went out within ${formatDuration(DAY_MS)}; a person has to look at it`,
    );
  }
  return null;
}

function checkFrequency({ effect, sends, settings, now }: CheckedInput): GateDecision | null {
  const isUsedUp = ({ purpose, count, windowMs }: FrequencyCap): boolean => {
    if (purpose !== "any" && purpose !== effect.purpose) return false;
    const recent = sends.filter((send) => now - send.at < windowMs && (purpose === "any" || send.purpose === purpose));
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
