import type { Reaction, ReactionKind } from "../../model/event.ts";

/**
 * The words of a text that are its sender's own, lower-cased to nothing and in their order: without what phones quote when
 * somebody reacts to a text, without quoted lines and sentences, links, mail addresses and a phone's signature.
 */
export function ownWords(text: string): string {
  const withoutLines = ONE_WORD.test(text) ? text : text.replace(QUOTED_LINE, "").replace(QUOTED_MAIL, "");
  const own = isReaction(withoutLines) ? "" : withoutLines.replace(QUOTED_SENTENCE, " ");
  return own.replace(LINK, " ").replace(SIGNATURE, " ");
}

/**
 * Whether a text is what a phone sends when its owner reacts to a text: `Loved “See you at 3”`, `👍 to “See you at 3”`. The
 * quotation marks are those a phone sets; people who type use straight ones.
 */
export function isReaction(text: string): boolean {
  return REACTION.test(text) || REACTION_TO_A_PICTURE.test(text);
}

/** All kinds of reactions. */
export const REACTION_KINDS: readonly ReactionKind[] = [
  "liked",
  "loved",
  "disliked",
  "laughed",
  "emphasized",
  "questioned",
  "emoji",
  "removed",
  "emoji_text",
];

/** By what a reaction begins with, the first that fits. */
const KINDS: readonly (readonly [ReactionKind, RegExp])[] = [
  ["removed", /^(?:removed|eliminó|quitó|borró|retiró|a (?:supprimé|retiré|enlevé))/iu],
  ["disliked", /^(?:disliked|no le gustó|n['’]a pas aimé)/iu],
  ["liked", /^(?:liked|le gustó|me gustó|a aimé)/iu],
  ["loved", /^(?:loved|le encantó|me encantó|a adoré)/iu],
  ["laughed", /^(?:laughed|se rio|se rió|a ri)/iu],
  ["emphasized", /^(?:emphasi[sz]ed|enfatizó|exclamó|a mis l|a souligné)/iu],
  ["questioned", /^(?:questioned|cuestionó|a posé)/iu],
];

/** A text as the reaction that it is, with the words it quotes; null when it is none. */
export function readReaction(text: string): Reaction | null {
  const start = text.slice(0, MAXIMUM_TEXT);
  if (!isReaction(start)) return null;
  const words = start.replace(/^[\s\u200a-\u200f]+/u, "");
  const [kind] = KINDS.find(([, pattern]) => pattern.test(words)) ?? ["emoji" as const];
  // The last that opens: what was taken back may stand in quotes of its own before it.
  const opening = words.search(/[“«„][^“«„]*$/u);
  const quoted =
    opening < 0 ? "" : words.slice(opening).replace(/^[“«„\s\u200a-\u200f\u2068]+|[”»“\s\u200a-\u200f\u2069]+$/gu, "");
  return { kind, quoted: quoted === "" ? null : quoted };
}

const MAXIMUM_TEXT = 4_096;

const VERBS = [
  "(?:liked|loved|disliked|emphasi[sz]ed|laughed at|questioned|reacted [^“«„]{1,40} to)",
  "removed an? (?:like|heart|dislike|exclamation mark|laugh|question mark|exclamation) from",
  "removed [^“«„]{1,20} from",
  "(?:eliminó|quitó|borró|retiró) .{1,40}? de",
  "a (?:supprimé|retiré|enlevé) .{1,40}? (?:de|du|sur)(?: message)?",
  "(?:le gustó|me gustó|le encantó|me encantó|no le gustó|enfatizó|exclamó|se rio de|se rió de|cuestionó|reaccionó con [^“«„]{1,40} a)",
  "(?:a aimé|a adoré|n[’']a pas aimé|a ri à|a ri de|a mis l[’']accent sur|a souligné|a réagi avec [^“«„]{1,40} à|a posé une question sur)",
  // Android: an emoji, then "to" in the language of the phone.
  "[^\\p{L}\\p{N}“«„]{1,20}\\s?(?:to|a|à|en)",
].join("|");
const OPENING = "[“«„\u200a\u200b\u2068\\s]{0,8}[“«„]";
const REACTION = new RegExp(`^[\\s\u200a-\u200f]*(?:${VERBS})\\s{0,8}${OPENING}[^]*[”»“]\\s*$`, "iu");
const REACTION_TO_A_PICTURE =
  /^\s*(?:liked|loved|disliked|emphasi[sz]ed|laughed at|questioned) an? (?:image|video|photo|picture|message|attachment|sticker|link|movie|contact)\s*$/iu;

/** ">STOP" quotes nothing. */
const ONE_WORD = /^\s*>?\s*\S+\s*$/u;
const QUOTED_LINE = /^[ \t]*>.*$/gmu;
const QUOTED_MAIL = /^[ \t]*(?:on|el|le) .{1,120}(?:wrote|escribió|a écrit)\s*:[^]*$/imu;
/** More than a keyword between quotation marks that open and close is somebody else's. */
const QUOTED_SENTENCE = /“[^“”]{16,}”|«[^«»]{16,}»|"[^"]{24,}"/gu;
const LINK =
  /\b(?:https?:\/\/|www\.)\S+|[^\s@]{1,64}@[^\s@]{1,190}|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:(?:com|net|org|io|co|info|app|ly|link|biz|ca|mx|es|fr)(?:\/\S*)?|(?:me|us)\/\S*)(?![\w.])/giu;
const SIGNATURE = /\b(?:sent from my|enviado desde mi|envoyé de mon|get outlook for) [^\n]{1,40}$/iu;
