/** What a contact's text says about being texted. */
export interface OptKeyword {
  readonly state: "out" | "in" | "held";
  /** Sentence for traces; quotes nothing but words of our own lists. */
  readonly reason: string;
}

const MAXIMUM_TEXT = 4_096;
const MAXIMUM_SIGNATURE = 40;
const MAXIMUM_KEYWORD_WORDS = 12;
const MAXIMUM_KEYWORD_CLAUSE = 60;

const ASCII = /^[\0-\x7f]*$/;

const OPT_IN: ReadonlySet<string> = new Set(["start", "unstop"]);

// Mean nothing but "no more texts", common slips of the thumb included.
const STRONG = ["stop", "stopall", "unsubscribe", "optout", "opt out", "remove me", "dont text", "dont contact"];
const SLIPS = ["sotp", "stpo", "st0p", "unsubcribe", "unsuscribe", "unsubscibe", "unsubscrib", "un subscribe"];
// May also be about something else, such as an appointment.
const PLAIN = ["cancel", "end", "quit", "revoke"];
const STRONG_KEYWORDS = byBareForm([...STRONG, ...SLIPS]);
const PLAIN_KEYWORDS = byBareForm(PLAIN);
const MOST_WORDS_OF_A_KEYWORD = Math.max(
  ...[...STRONG, ...SLIPS, ...PLAIN].map((keyword) => keyword.split(" ").length),
);

const POLITE = setOf("please pls plz thanks thank you thx ty now kindly ok okay immediately asap sir");
/** Said after a strong keyword: "stop it", "unsubscribe me". */
const LOOSE = setOf("it all me");
/** Naming the texts makes the case for any keyword: "quit texting me", "cancel all messages". */
const TEXTS = setOf("texting messaging text texts message messages msg msgs sms txt txts txting");
const ABOUT_TEXTS = new Set([...TEXTS, ...LOOSE, ...setOf("this that the these those your my sending")]);

const CONTACTING = ["texting", "txting", "messaging", "contacting", "bothering", "spamming", "harassing"];
const MESSAGES = [
  "text",
  "texts",
  "texting",
  "txt",
  "txts",
  "message",
  "messages",
  "messaging",
  "msgs",
  "sms",
  "spam",
  "communications",
];
const HELD_PHRASES: readonly string[] = [
  ...combine(["stop", "quit"], [...CONTACTING, "sending me", "sending these", "receiving", ...MESSAGES]),
  ...combine(["stop all", "stop the", "stop these", "stop with the", "stop your", "stop sending", "no more"], MESSAGES),
  ...combine(
    ["dont", "never", "dont ever", "dont call or"],
    ["text me", "message me", "contact me", "text us", "contact us", "text my", "contact my", "text again"],
  ),
  ...combine(["dont", "never"], ["text this", "message this", "contact this", "text anymore", "text any more"]),
  ...combine(["dont send", "dont send me"], ["any", "anymore", "these", ...MESSAGES]),
  ...combine(
    ["dont want", "dont wish", "no longer want", "no longer wish"],
    ["to receive", "to get", "to be contacted", "to be texted", "these", "your", "any more", ...MESSAGES],
  ),
  ...combine(["remove", "delete", "take", "get"], ["me from", "us from", "me off", "us off"]),
  ...combine(["remove", "delete", "take", "lose"], ["my number", "this number", "my phone number", "my cell"]),
  ...combine(["off", "from"], ["your list", "this list", "the list", "your text list", "your texting list"]),
  ...combine(["revoke", "withdraw"], ["consent", "my consent"]),
  ...["remove me", "opt out", "opt me out", "opting out", "optout", "unsubscribe", "leave me alone"],
  ...["said stop", "stop wrong number"],
];
const HELD_BY_FIRST_WORD = byFirstWord(HELD_PHRASES);

/**
 * What a text says about being texted, or null when it is about something else. `out`: the whole text is an opt-out
 * keyword, polite words aside; `in`: it is START or UNSTOP; `held`: it reads like an opt-out, so a person decides.
 * YES is an answer, never an opt-in. Keywords: docs/heymarket.md and the lists of FCC (47 CFR 64.1200(a)(10)) and CTIA.
 */
export function readOptKeyword(text: string): OptKeyword | null {
  const plain = text.slice(0, MAXIMUM_TEXT).normalize("NFKC").toLowerCase();
  const words = wordsOf(withoutSignature(plain));
  const whole = words.join(" ");
  if (OPT_IN.has(whole)) return { state: "in", reason: `text was ${whole.toUpperCase()}` };
  const keyword = words.length <= MAXIMUM_KEYWORD_WORDS ? keywordOf(words) : null;
  if (keyword !== null) return { state: "out", reason: `text was ${keyword.toUpperCase()}` };
  if (hasHeldPhrase(words) || hasKeywordClause(plain)) return { state: "held", reason: "text reads like an opt-out" };
  return null;
}

/** The opt-out keyword these words come down to, or null. */
function keywordOf(words: readonly string[]): string | null {
  const isSpelled = words.length > 1 && words.every((word) => word.length === 1);
  const core = withoutEchoes(without(isSpelled ? [words.join("")] : plainNegation(words), POLITE));
  const exact = findKeyword(core, [STRONG_KEYWORDS, PLAIN_KEYWORDS]);
  if (exact !== null) return exact;
  return core.some((word) => TEXTS.has(word))
    ? findKeyword(without(core, ABOUT_TEXTS), [STRONG_KEYWORDS, PLAIN_KEYWORDS])
    : findKeyword(withoutTail(core), [STRONG_KEYWORDS]);
}

function findKeyword(words: readonly string[], lists: readonly ReadonlyMap<string, string>[]): string | null {
  if (words.length > MOST_WORDS_OF_A_KEYWORD) return null;
  const bare = withoutRepeats(words.join(" "));
  return lists.map((list) => list.get(bare)).find((keyword) => keyword !== undefined) ?? null;
}

function without(words: readonly string[], dropped: ReadonlySet<string>): readonly string[] {
  return words.filter((word) => !dropped.has(word));
}

function withoutTail(words: readonly string[]): readonly string[] {
  return words.slice(0, words.findLastIndex((word) => !LOOSE.has(word)) + 1);
}

/** `stop stop` as `stop`. */
function withoutEchoes(words: readonly string[]): readonly string[] {
  return words.filter((word, index) => word !== words[index - 1]);
}

/** `do not` as `dont`, which is also what an apostrophe leaves of "don't". */
function plainNegation(words: readonly string[]): readonly string[] {
  return words.join(" ").replaceAll("do not ", "dont ").split(" ");
}

function hasHeldPhrase(words: readonly string[]): boolean {
  const plain = plainNegation(words);
  return plain.some((word, index) =>
    HELD_BY_FIRST_WORD.get(word)?.some((phrase) => phrase.every((part, offset) => plain[index + offset] === part)),
  );
}

/** Whether a sentence, line or clause of it is a strong keyword: "STOP. Wrong number!", "Stop, who is this", "Hello - stop". */
function hasKeywordClause(text: string): boolean {
  const clauses = text.split(/[.!?,;\n]|\s[-–—]\s/);
  return (
    clauses.length > 1 &&
    clauses.some((clause) => clause.length <= MAXIMUM_KEYWORD_CLAUSE && keywordOfClause(wordsOf(clause)) !== null)
  );
}

function keywordOfClause(words: readonly string[]): string | null {
  return findKeyword(withoutTail(withoutEchoes(without(words, POLITE))), [STRONG_KEYWORDS]);
}

/** The words of a lower-case text: letters and digits; invisible characters, accents and apostrophes drop out. */
function wordsOf(text: string): readonly string[] {
  // Most texts are plain ASCII, and this runs for every one of them.
  if (ASCII.test(text)) return text.replace(/['`]/g, "").match(/[a-z0-9]+/g) ?? [];
  const bare = text.normalize("NFKD").replace(/[\p{Cf}\p{M}'’‘ʼ`´]/gu, "");
  return bare.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function withoutSignature(text: string): string {
  const start = text.lastIndexOf("sent from my ");
  return start !== -1 && text.length - start <= MAXIMUM_SIGNATURE ? text.slice(0, start) : text;
}

/** `stoppp` as `stop`; both sides of a comparison go through it. */
function withoutRepeats(text: string): string {
  return text.replace(/(.)\1+/g, "$1");
}

function combine(starts: readonly string[], ends: readonly string[]): readonly string[] {
  return starts.flatMap((start) => ends.map((end) => `${start} ${end}`));
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}

function byBareForm(keywords: readonly string[]): ReadonlyMap<string, string> {
  return new Map(keywords.map((keyword) => [withoutRepeats(keyword), keyword]));
}

function byFirstWord(phrases: readonly string[]): ReadonlyMap<string, readonly (readonly string[])[]> {
  const map = new Map<string, (readonly string[])[]>();
  for (const phrase of phrases) {
    const words = phrase.split(" ");
    const first = words[0] ?? "";
    map.set(first, [...(map.get(first) ?? []), words]);
  }
  return map;
}
