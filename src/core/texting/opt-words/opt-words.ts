/** What words mean where somebody says whether they want texts. */
export const MEANINGS = [
  // What is asked for.
  ...[
    "stop",
    "halt",
    "cancel",
    "turn",
    "ended",
    "unsubscribe",
    "unsubscribed",
    "baja",
    "opt",
    "remove",
    "removed",
    "removal",
    "clear",
    "take",
    "lose",
    "leave",
    "alone",
    "off",
    "out",
    "down",
    "add",
    "keep",
    "use",
    "waste",
    "refuse",
    "revoke",
    "count",
    "honor",
  ],
  // Texting somebody.
  ...[
    "reach",
    "reaching",
    "reached",
    "write",
    "text",
    "annoy",
    "calling",
    "dealings",
    "nagging",
    "send",
    "sending",
    "hear",
    "get",
    "getting",
    "got",
  ],
  // What is sent, and from which list.
  ...[
    "texts",
    "notice",
    "these",
    "it",
    "anything",
    "list",
    "otherlist",
    "goods",
    "topic",
    "number",
    "digits",
    "name",
    "kind",
    "unwanted",
  ],
  // Who.
  ...["me", "mine", "my", "i", "you", "them", "who", "person", "else"],
  // No.
  ...["no", "not", "nor", "never", "dont", "nomore", "more", "again"],
  // Wanting.
  ...[
    "want",
    "interest",
    "like",
    "rather",
    "need",
    "must",
    "better",
    "can",
    "have",
    "has",
    "trying",
    "dare",
    "even",
    "bother",
    "allowed",
  ],
  // Saying.
  ...[
    "said",
    "say",
    "ask",
    "request",
    "sign",
    "signup",
    "give",
    "consent",
    "see",
    "sure",
    "think",
    "understand",
    "means",
    "made",
  ],
  // Complaints.
  ...["fedup", "spam", "threat", "regulator", "law", "insult", "wrong", "belong", "many", "times", "daily", "too"],
  ...["part", "useless", "privacy", "bye"],
  // Between the others.
  ...[
    "to",
    "of",
    "from",
    "in",
    "for",
    "as",
    "by",
    "with",
    "up",
    "the",
    "all",
    "and",
    "or",
    "but",
    "so",
    "be",
    "did",
    "how",
    "why",
    "if",
    "please",
    "break",
  ],
  // Somebody else is meant.
  ...[
    "named",
    "know",
    "at",
    "lives",
    "meant",
    "right",
    "customer",
    "stranger",
    "relative",
    "ties",
    "day",
    "moved",
    "died",
    "reassigned",
    "visit",
    "only",
    "last",
  ],
  // Between clauses.
  "next",
  // What takes the meaning away.
  ...["later", "instead", "changed", "joke", "mistake"],
] as const;

/** One meaning of a word. */
export type Meaning = (typeof MEANINGS)[number];
/** Words of one language by meaning, parted by spaces: `text*` is how a word begins, `opt_out` two words, `my/our_number` two pairs. */
export type Meanings = Readonly<Partial<Record<Meaning, string>>>;

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
  /** Forms by which people ask somebody to do or not to do something, by kind of verb: `mand~ar` in `meanings` is `mandar`, `mande`... */
  readonly endings?: Readonly<Record<string, string>>;
  /** What words mean in sentences. */
  readonly meanings: Meanings;
}

/** Words and phrases parted by commas, one by one. */
export function listed(words: string): readonly string[] {
  return words.split(", ");
}
