/**
 * Whether a text is nothing but emoji, in any number, skin and joining, with spaces and signs that ask nothing: `👍`, `❤️ 🙏🏽!`.
 * What is said by letters, digits or a question is a text, also in a picture of them: `1️⃣`, `🅱️`, `🆗`, `❓`, `👍?`.
 */
export function isEmojiText(text: string): boolean {
  return EMOJI_TEXT.test(text) && !SAYS_MORE.test(text);
}

const EMOJI = "\\p{Extended_Pictographic}|\\p{Regional_Indicator}";
/** What belongs to them (skins, joiners, selectors, the tags of flags), spaces, and signs that ask nothing. */
const BESIDE = "\\p{Emoji_Modifier}|[\\p{Cf}\\ufe0e\\ufe0f\\s!¡.,…~*()]";
const EMOJI_TEXT = new RegExp(`^(?:${BESIDE})*(?:${EMOJI})(?:${EMOJI}|${BESIDE})*$`, "u");
/** Pictures of letters, numbers and questions. */
const SAYS_MORE = /[\p{L}\p{N}\u{1f100}-\u{1f1e5}\u{1f201}-\u{1f251}🔟🔠-🔤❓❔⁉©®™]/u;
