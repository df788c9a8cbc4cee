import { formatDuration } from "../base/duration.ts";
import type { Event } from "../model/event.ts";
import type { CountedAs, Effect } from "../model/run/effect.ts";
import type { SendingPolicy } from "../model/ruleset/settings.ts";

/** A text that came from a number. */
export interface InboundText {
  /** When it was received; epoch milliseconds. */
  readonly at: number;
  readonly text: string | null;
}

/** A text about to be sent and what its recipient wrote. */
export interface ReplyInput {
  readonly effect: Pick<Effect, "purpose" | "goesOutAt">;
  /** Texts from the number to be texted, newest first, as far back as {@link inboundLookbackMs}. */
  readonly inbound: readonly InboundText[];
  readonly now: number;
}

/** How far back it is looked for what the recipient wrote, in milliseconds. */
export function inboundLookbackMs({ replyWindowMs, replyWithinMs }: SendingPolicy): number {
  return replyWindowMs + replyWithinMs;
}

/**
 * As what a text counts that says to be a reply and is none: one answers a text that its recipient wrote in the last minutes,
 * by our own clock, and at once. Null when it counts as what it says.
 */
export function countedAs({ effect, inbound, now }: ReplyInput, { replyWindowMs }: SendingPolicy): CountedAs | null {
  if (effect.purpose !== "reply") return null;
  if (effect.goesOutAt !== undefined) return { purpose: "service", reason: SCHEDULED };
  const [newest] = inbound;
  const ageMs = newest === undefined ? null : now - newest.at;
  if (ageMs !== null && ageMs <= replyWindowMs) return null;
  const window = formatDuration(replyWindowMs);
  const what =
    ageMs === null
      ? `no text of the contact came in the last ${window}`
      : `the last text of the contact is ${formatDuration(ageMs)} old, and a reply answers one of the last ${window}`;
  return { purpose: "service", reason: `counted as service: ${what} (sending.reply_window)` };
}

const SCHEDULED = "counted as service: what goes out later answers nothing any more";

/** Texts from a number among events, newest first. What a person ran again was not written again. */
export function inboundTexts(events: readonly Event[], phone: string): readonly InboundText[] {
  const texts = new Map<string, Event>();
  for (const event of events) if (isInbound(event, phone)) texts.set(event.id, event);
  return [...texts.values()].map(({ receivedAt, text }) => ({ at: receivedAt, text })).sort((a, b) => b.at - a.at);
}

/** A reaction to a text is no text: nobody waits for an answer to a heart. */
function isInbound({ type, phone, author, origin, reaction }: Event, from: string): boolean {
  const isText = type === "message_recieved" && (reaction === undefined || reaction.kind === "emoji_text");
  return isText && phone === from && author === "contact" && origin !== "replay";
}
