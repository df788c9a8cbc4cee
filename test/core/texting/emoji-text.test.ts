import { expect, test } from "vitest";
import { isEmojiText } from "../../../src/core/texting/emoji-text.ts";

test.each([
  ["a thumb", "👍"],
  ["a thumb with a skin tone", "👍🏽"],
  ["praying hands with a skin tone, twice", "🙏🏿🙏🏻"],
  ["a heart with a variation selector", "❤️"],
  ["a heart without one", "❤"],
  ["a heart of two characters by a joiner", "❤️‍🔥"],
  ["a family by joiners", "👨‍👩‍👧‍👦"],
  ["a person with hair by a joiner", "👩🏽‍🦰"],
  ["a flag of two letters", "🇲🇽"],
  ["a flag by tags", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"],
  ["several with spaces and lines", " 👍 ❤️\n🙏 "],
  ["one and an exclamation mark", "🎉!!"],
  ["one and dots", "😅..."],
  ["a tick", "✅"],
  ["stars for a rating", "⭐⭐⭐⭐"],
  ["a hundred", "💯"],
  ["a stop sign, whose meaning the reader of opt-outs knows", "🛑"],
  ["a new one of Unicode 15", "🫨"],
])("%s is nothing but emoji", (_, text) => {
  expect(isEmojiText(text)).toBe(true);
});

test.each([
  ["nothing", ""],
  ["spaces", "  \n"],
  ["signs", "..!"],
  ["a keycap, which answers a question", "1️⃣"],
  ["a keycap of ten", "🔟"],
  ["a keycap beside an emoji", "👍 5️⃣"],
  ["a number", "5"],
  ["a letter in a picture", "🅱️"],
  ["OK in a picture", "🆗"],
  ["a call for help", "🆘"],
  ["a question mark", "❓"],
  ["a question by an emoji", "👍?"],
  ["a word and an emoji", "ok 👍"],
  ["an emoji and a word", "👍 thanks"],
  ["a word of another script", "👍 да"],
  ["a skin tone alone", "🏽"],
  ["a selector alone", "\ufe0f"],
  ["half a pair", "\ud83d"],
  ["a smiley of signs, which is also an end of a list", ":)"],
  ["a hash keycap", "#️⃣"],
  ["a trademark", "™"],
])("%s is a text", (_, text) => {
  expect(isEmojiText(text)).toBe(false);
});

test("a long text of emoji is read in one pass", () => {
  expect(isEmojiText("👍🏽 ".repeat(20_000))).toBe(true);
  expect(isEmojiText(`${"👍🏽 ".repeat(20_000)}x`)).toBe(false);
});
