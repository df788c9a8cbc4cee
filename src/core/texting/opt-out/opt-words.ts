/** How people of one language say that they want no more texts. Words are lower-case, without accents and apostrophes. */
export interface OptWords {
  /** Mean nothing but "no more texts", also as one clause of a text. */
  readonly strong: readonly string[];
  /** Common misspellings of these. */
  readonly slips?: readonly string[];
  /** Mean it when they are all the text has to say. */
  readonly plain: readonly string[];
  /** Whole texts that most likely mean it: a person decides. */
  readonly likely: readonly string[];
  /** Said around a keyword without changing it. */
  readonly polite: string;
  /** What a phrase cannot do without, as alternatives of a regular expression: most texts hold none of it. */
  readonly about: string;
  /** Words as they are heard or shortened, with what is meant: `k` for `que`. */
  readonly spellings: Readonly<Record<string, string>>;
  /** Words of phrases by name: alternatives of a regular expression. */
  readonly names: Readonly<Record<string, string>>;
  /** Most likely mean it when one stands in a clause: a person decides. See `phrasePattern`. */
  readonly phrases: readonly Phrases[];
}

/** Phrases, and what takes their meaning away: in the same clause, or anywhere in the text. */
export interface Phrases {
  readonly say: readonly string[];
  readonly unless?: readonly string[];
  readonly unlessAnywhere?: readonly string[];
}

/** Phrases as patterns over words each of which is followed by one space. */
export interface PhrasePattern {
  readonly say: RegExp;
  readonly unless: RegExp;
  readonly unlessAnywhere: RegExp;
}

/** The phrases of a language, and what a text must hold to be worth a look for them. */
export interface LanguagePatterns {
  /** Words, each followed by one space, in the spelling that the patterns know. */
  readonly spelled: (words: string) => string;
  readonly about: RegExp;
  readonly patterns: readonly PhrasePattern[];
}

/** The patterns of a language. The engine compiles them when the first text needs them, which takes a tenth of a second. */
export function languagePatterns({ about, phrases, names, spellings }: OptWords): LanguagePatterns {
  const patterns = phrases.map(({ say, unless = [], unlessAnywhere = [] }) => ({
    say: phrasePattern(say, names),
    unless: phrasePattern(unless, names),
    unlessAnywhere: phrasePattern(unlessAnywhere, names),
  }));
  const written = new RegExp(`(?<![^ ])(?:${Object.keys(spellings).join("|")})(?= )`, "g");
  const spelled = (words: string): string => words.replace(written, (word) => spellings[word] ?? word);
  return { spelled, about: new RegExp(about), patterns };
}

const NOTHING = /(?!)/;

/**
 * A pattern for any of the phrases, over words each of which is followed by one space. `<name>` stands for the words of that name,
 * `<name>*` for up to six of them, `^` and `$` for the ends of a clause; the rest is a regular expression.
 */
function phrasePattern(phrases: readonly string[], names: Readonly<Record<string, string>>): RegExp {
  const wordsOf = (name: string): string => {
    const words = names[name];
    if (words === undefined) throw new Error(`no words named ${name}`);
    return `(?:${inNames(words)})`;
  };
  const inNames = (source: string): string =>
    source
      .replace(/<(\w+)>\* /g, (_, name: string) => `(?:${wordsOf(name)} ){0,6}`)
      .replace(/<(\w+)>/g, (_, name: string) => wordsOf(name));
  const sources = phrases.map(inNames).map((source) => `(?:${source})(?:(?<= )| )`);
  return sources.length === 0 ? NOTHING : new RegExp(`(?<![^ ])(?:${sources.join("|")})`);
}
