import { formatDuration } from "../base/duration.ts";
import { maskPhone, readOtherwise } from "../base/phone.ts";
import { isoInZone } from "../time/calendar.ts";
import type { Contact } from "../model/contact.ts";
import type { Event, OptState } from "../model/event.ts";
import { optObjection } from "./opt-state.ts";
import { formatWindow, quietHoursEndAt, quietZones } from "./hours/quiet-hours.ts";
import { loopObjection } from "./loops.ts";
import type { InboundText } from "./reply-window.ts";
import type { Effect, GuardName, SentText } from "../model/run/effect.ts";
import { countedPurpose, countsWithin, wantedAt } from "../model/run/effect.ts";
import type { FrequencyCap, Purpose, SendingPolicy, Settings } from "../model/ruleset/settings.ts";

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
  /** Texts from that number, newest first, as far back as `inboundLookbackMs`. */
  readonly inbound: readonly InboundText[];
  /** Why the rule itself would not send it any more, as a sentence, or null: its `if` no longer holds. */
  readonly withdrawn: string | null;
  /** What has held its run up longest, as the end of a sentence; null when that was no step of it. */
  readonly heldUpBy: string | null;
  readonly settings: Settings;
  readonly now: number;
}

/** May the text go out now, later, or never? The reason is a sentence for the operator, without text and number. */
export type GateDecision =
  | { readonly kind: "allow" }
  | { readonly kind: "defer"; readonly until: number; readonly guard: GuardName; readonly reason: string }
  | { readonly kind: "block"; readonly guard: GuardName; readonly reason: string };

/**
 * Asks the guards in order: opt-out, hold, number in doubt, staff list, old event, the rule's `if`, loop, frequency, quiet hours; the first that objects
 * decides. To be asked right before the text goes out. The opt-out guard cannot be switched off.
 */
export function checkSendGate(input: GateInput): GateDecision {
  const { countedAs } = input.effect;
  const purpose = countedPurpose(input.effect);
  const others = input.texts.filter(({ effectId }) => effectId !== input.effect.id);
  // What staff gets is no text to a customer, also when one person is both.
  const isInternal = purpose === "internal";
  const asked: Asked = {
    ...input,
    purpose,
    because: countedAs === undefined ? "" : `; ${countedAs.reason}`,
    whose: input.phone === input.contact.phone ? "the contact" : maskPhone(input.phone),
    texts: others.filter((text) => (text.purpose === "internal") === isInternal),
  };
  return (
    checkOptState(asked) ??
    checkNumber(asked) ??
    checkListed(asked) ??
    checkAge(asked) ??
    checkWithdrawn(asked) ??
    checkLoops(asked) ??
    checkFrequency(asked) ??
    checkQuietHours(asked) ??
    ALLOW
  );
}

/** What the guards are asked. */
interface Asked extends GateInput {
  /** What it counts as. */
  readonly purpose: Purpose | null;
  /** Why it counts as something else than the rule says, to be added to a reason; empty when it does not. */
  readonly because: string;
  /** Whose number it is, for a sentence. */
  readonly whose: string;
}

/** How far back the guards look at texts, in milliseconds. */
export function textsLookbackMs({ frequency, loops, internal }: SendingPolicy): number {
  const windows = frequency.map((cap) => cap.windowMs);
  return Math.max(DAY_MS, loops.autoReplies.windowMs + loops.tripForMs, internal.cap.windowMs, ...windows);
}

const ALLOW: GateDecision = { kind: "allow" };
const DAY_MS = 86_400_000;

function checkOptState({ optState, runCreatedAt, whose }: Asked): GateDecision | null {
  const objection = optObjection(optState, runCreatedAt, whose);
  return objection === null ? null : block(objection.guard, objection.reason);
}

/** What is known of one number says nothing of the other that Heymarket may read in the same digits; a conversation is named by its id. */
function checkNumber({ effect: { request }, phone, settings }: Asked): GateDecision | null {
  if ("chat_id" in request && request.chat_id !== null) return null;
  const other = readOtherwise(phone, settings.country);
  if (other === null) return null;
  const digits = `Heymarket is given digits without +, and those of ${maskPhone(phone)} are a number of ${settings.country} too, ${maskPhone(other)}`;
  return block("number_in_doubt", `${digits}; write a number of ${settings.country} with its country code`);
}

function checkListed({ purpose, phone, whose, settings }: Asked): GateDecision | null {
  if (purpose !== "internal" || Object.values(settings.sending.internal.numbers).includes(phone)) return null;
  const reason = `an internal text goes to numbers of own staff only, and that of ${whose} is not among them`;
  return block("not_listed", `${reason} (sending.internal.numbers)`);
}

/**
 * After an outage texts of hours ago are delivered: "we are closed" is no answer to them any more. The same holds for a reply
 * that would have been in time had nothing held its run up, but for quiet hours, whose end it was to wait for, and for
 * attempts, which have a deadline of their own.
 */
function checkAge({ effect, event, heldUpBy, settings, now }: Asked): GateDecision | null {
  const { replyWithinMs, replyWindowMs } = settings.sending;
  if (effect.purpose !== "reply" || effect.goesOutAt !== undefined) return null;
  const what = event.type === "message_recieved" ? "text" : "event";
  const wasAnswer = what === "text" && wantedAt(effect) - event.receivedAt <= replyWindowMs;
  const isNew = effect.guard !== "quiet_hours" && effect.attempts.length === 0;
  const isHeldUp = wasAnswer && isNew && now - event.at > replyWithinMs;
  const lateMs = event.receivedAt - event.at;
  if (!isHeldUp && lateMs <= replyWithinMs) return null;
  const because = heldUpBy === null ? "" : `, of which ${heldUpBy}`;
  const dated = `the ${what} it answers is dated ${isoInZone(event.at, settings.timezone)}`;
  const then =
    lateMs > replyWithinMs
      ? `it was delivered ${formatDuration(lateMs)} later; replies are sent when that is`
      : `it is ${formatDuration(now - event.at)} later now${because}; replies are sent within`;
  const atMost = lateMs > replyWithinMs ? " at most" : "";
  const within = `${formatDuration(replyWithinMs)}${atMost} (sending.reply_within)`;
  return block("old_event", `${dated}, ${then} ${within}, a text with purpose: service later, too`);
}

function checkWithdrawn({ withdrawn, effect, settings }: Asked): GateDecision | null {
  if (withdrawn === null) return null;
  return block(
    "if_no_longer_holds",
    `held up since ${isoInZone(effect.plannedAt, settings.timezone)}; now ${withdrawn}`,
  );
}

function checkLoops(asked: Asked): GateDecision | null {
  const { purpose, event, phone } = asked;
  // An alarm about others is no answer; one to whoever wrote may be, and so may one about a text of ours.
  if (purpose === "internal" && event.author !== "automation" && event.phone !== phone) return null;
  const objection = loopObjection(asked);
  return objection === null ? null : block("loop", objection);
}

function checkFrequency({ purpose, because, texts, settings, now }: Asked): GateDecision | null {
  const { frequency, internal } = settings.sending;
  const isUsedUp = (cap: FrequencyCap): boolean => {
    if (cap.purpose !== "any" && cap.purpose !== purpose) return false;
    const fits = (text: SentText): boolean => cap.purpose === "any" || text.purpose === cap.purpose;
    return texts.filter((text) => countsWithin(text, cap.windowMs, now) && fits(text)).length >= cap.count;
  };
  if (purpose === "internal") {
    if (!isUsedUp({ purpose, ...internal.cap })) return null;
    const window = formatDuration(internal.cap.windowMs);
    return block(
      "frequency",
      `the cap of ${internal.cap.count} internal texts to one number in ${window} is used up (sending.internal.cap)`,
    );
  }
  const cap = frequency.find(isUsedUp);
  if (cap === undefined) return null;
  const kind = cap.purpose === "any" ? "of any purpose" : `with purpose ${cap.purpose}`;
  const window = formatDuration(cap.windowMs);
  return block(
    "frequency",
    `the cap of ${cap.count} texts ${kind} in ${window} is used up (sending.frequency.${cap.purpose})${because}`,
  );
}

function checkQuietHours({ purpose, because, phone, contact, settings, now }: Asked): GateDecision | null {
  const { quietHours } = settings.sending;
  if (quietHours === null || purpose === null || !quietHours.appliesTo.includes(purpose)) return null;
  const timezone = phone === contact.phone ? contact.timezone : null;
  const { known, ofNumber } = quietZones({ quietHours, phone, timezone, orgTimezone: settings.timezone });
  const zones = known === null ? ofNumber : [known, ...ofNumber];
  const until = quietHoursEndAt(quietHours.window, zones, now);
  if (until === now) return null;
  const both =
    known === null || ofNumber.length === 0 ? "" : ` (of the contact: ${known}; of the number: ${ofNumber.join(", ")})`;
  const where = `it is within quiet hours ${formatWindow(quietHours.window)} of ${zones.join(", ")}${both}`;
  if (until === null) return block("quiet_hours", `${where}, which never end in all of them at once${because}`);
  switch (quietHours.onHit) {
    case "defer":
      return {
        kind: "defer",
        until,
        guard: "quiet_hours",
        reason: `${where}; the text waits until ${isoInZone(until, settings.timezone)}${because}`,
      };
    case "drop":
      return block("quiet_hours", `${where}; the text is dropped${because}`);
    case "hold":
      return block("quiet_hours", `${where}; the text is held for a person${because}`);
  }
}

function block(guard: GuardName, reason: string): GateDecision {
  return { kind: "block", guard, reason };
}
