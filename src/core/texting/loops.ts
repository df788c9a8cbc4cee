import { formatDuration } from "../base/duration.ts";
import { isoInZone } from "../time/calendar.ts";
import type { Effect, SentText } from "../model/run/effect.ts";
import { countsWithin } from "../model/run/effect.ts";
import type { Settings } from "../model/ruleset/settings.ts";
import type { InboundText } from "./reply-window.ts";

/** A text about to be sent, and what went to and fro between us and its number. */
export interface LoopInput {
  readonly effect: Pick<Effect, "textDigest">;
  /** Whose number it is, for a sentence. */
  readonly whose: string;
  /** Other texts to that number, oldest first. */
  readonly texts: readonly SentText[];
  /** Texts from that number, newest first. */
  readonly inbound: readonly InboundText[];
  readonly settings: Settings;
  readonly now: number;
}

/**
 * Why a text would be one of a machine to a machine, or null. What tripped is worked out from the texts alone: too many at
 * once, the same again, too many a day, or texts answered within seconds by the same words again and again.
 */
export function loopObjection(input: LoopInput): string | null {
  const { texts, whose, now, effect, settings } = input;
  const { autoReplies } = settings.sending.loops;
  const until = trippedUntil(input);
  if (until > now) {
    const within = formatDuration(autoReplies.windowMs);
    const stops = `automation stops until ${isoInZone(until, settings.timezone)}`;
    return `${autoReplies.count} automatic texts went out within ${within}; ${stops}`;
  }
  const isSame = (text: SentText): boolean =>
    text.textDigest !== null && text.textDigest === effect.textDigest && countsWithin(text, SAME_TEXT_WINDOW_MS, now);
  if (texts.some(isSame)) return `the same text went to ${whose} within ${formatDuration(SAME_TEXT_WINDOW_MS)}`;
  if (texts.filter((text) => countsWithin(text, DAY_MS, now)).length >= TEXTS_A_DAY) {
    const within = formatDuration(DAY_MS);
    return `${TEXTS_A_DAY} automatic texts went out within ${within}; a person has to look at it`;
  }
  if (echoes(input) < ECHOES) return null;
  return `${whose} answers within seconds and always in the same words, as a machine does; a person has to look at it`;
}

const DAY_MS = 86_400_000;
const SAME_TEXT_WINDOW_MS = 600_000;
const TEXTS_A_DAY = 10;
/** So many answers in the same words are those of a machine; the third text of ours was the last. */
const ECHOES = 3;
const ECHO_WITHIN_MS = 30_000;

function trippedUntil({ texts, settings, now }: LoopInput): number {
  const { autoReplies, tripForMs } = settings.sending.loops;
  let until = now;
  // What goes out later trips nothing before.
  const out = texts.map(({ goesOutAt }) => goesOutAt).filter((at) => at <= now);
  for (const instants of [texts.map(({ at }) => at), out]) {
    for (const [index, at] of instants.sort((one, other) => one - other).entries()) {
      const first = instants[index - autoReplies.count + 1];
      if (first === undefined || at - first >= autoReplies.windowMs) continue;
      until = Math.max(until, at + tripForMs, first + autoReplies.windowMs);
    }
  }
  return until;
}

/** How many of the newest texts from the number have the same words and came within seconds after one of ours, each after another one. */
function echoes({ texts, inbound }: LoopInput): number {
  const [newest] = inbound;
  const answered = new Set<string>();
  const out = texts.toSorted((one, other) => one.goesOutAt - other.goesOutAt);
  for (const { at, text } of inbound) {
    const ours = out.findLast((sent) => sent.goesOutAt <= at);
    if (text === null || asRead(text) !== asRead(newest?.text ?? "")) break;
    if (ours === undefined || at - ours.goesOutAt > ECHO_WITHIN_MS) break;
    answered.add(ours.effectId);
  }
  return answered.size;
}

/** A text as its reader takes it: the same whatever its case, its blanks and its forms of a letter. */
export function asRead(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}
