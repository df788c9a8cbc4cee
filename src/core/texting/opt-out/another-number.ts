import { NAMES } from "../opt-words/names.ts";

/** Between the digits of a number. */
const GAP = "[\\s.\\p{Pd}\\p{Cf}()/]{0,3}";
/** A day is no number, nor is what follows it. */
const NO_DAY = "(?!\\d{1,2}[\\s./\\p{Pd}]\\d{1,2}[\\s./\\p{Pd}](?:19|20)\\d\\d(?!\\d))";
const SHAPES = [
  // North America, whole or within one town.
  `(?:\\+?1${GAP})?\\(?[2-9]\\d{2}\\)?${GAP}[2-9]\\d{2}${GAP}\\d{4}`,
  "[2-9]\\d{2}[\\s.\\p{Pd}]\\d{4}",
  // With a country code.
  `(?:\\+|00|011${GAP})[1-9](?:${GAP}\\d){6,14}`,
  // With the zero that people dial first in France and Britain.
  `${NO_DAY}0[1-9](?:${GAP}\\d){8,9}`,
  // Spain and Mexico: a mobile number in one run, any in groups.
  "[67]\\d{8}",
  `${NO_DAY}(?=(?:\\d[\\s.\\p{Pd}]?){9,10}(?!\\d))[2-9]\\d{1,2}(?:[\\s.\\p{Pd}]\\d{2,4}){2,3}`,
];
const PHONE_NUMBER = new RegExp(
  `(?<![\\p{L}\\p{N}#$€]|\\p{N}[./:\\p{Pd}])(?:${SHAPES.join("|")})(?:\\s?(?:ext|x)\\.?\\s?\\d{1,6})?(?![\\p{L}\\p{N}:]|[./\\p{Pd}]\\p{N})`,
  "giu",
);
/** "stop5105550100" */
const GLUED = /(?<=^\s*\p{L}{3,})(?=\d{10,11}\s*$)|(?<=^\s*\d{10,11})(?=\p{L}{3,}\s*$)/u;

/**
 * A text without the phone numbers in it, as people of the countries write them whose languages are read here. Whose they are, the
 * text alone does not tell, and digits that may be an order, a day or a time are none.
 */
export function withoutPhoneNumbers(text: string): string {
  return text.replace(GLUED, " ").replace(PHONE_NUMBER, " ");
}

/** A number that somebody is reached at, with what leads to it: "calling me at 510-555-0100". */
const AT_NUMBER = new RegExp(`(?:\\s+(?:at|on|to|al|el|au|le|sur))*\\s+${PHONE_NUMBER.source}(?!\\s+off)`, "giu");
const TAKEN_OFF = new RegExp(
  `${PHONE_NUMBER.source}(?=\\s+off(?:\\s+(?:your|ur|the|this)(?!\\p{L})|[\\s.!]*$))`,
  "giu",
);
/** "at all", "at this number" */
const AT_ALL = /\s+(?:at|on|to)\s+(?:all|(?:this|that|my)\s+(?:number|phone|cell|line))(?!\p{L})/giu;

/** What something is ended with, or not wanted. */
const ENDS =
  /(?<!\p{L})(?:stop|quit|cease|end|don['’]?t|not|never|no|off|out|opt|unsub\p{L}*|unenroll|remove|delete|dej[ae]\p{L}*|baja|n['’]|ne|plus|arr[eê]t\p{L}*|retire\p{L}*)(?!\p{L})/iu;

/** A text without where somebody is reached, and with "my number" for one that is to be taken off: what is left says whether that is to end. */
export function withoutPlaces(text: string): string {
  if (!ENDS.test(text)) return text;
  return text.replace(TAKEN_OFF, "my number").replace(AT_NUMBER, " ").replace(AT_ALL, " ").trim();
}

/** Said before a number or between two, in lower case and without accents. */
export const BESIDE_NUMBERS: ReadonlySet<string> = new Set(
  "and or for from to on at this my both number numbers phone phones cell tel mobile y e o a al el para por mi numero telefono cel celular et ou pour au le mon du de portable".split(
    " ",
  ),
);

const BEFORE = "(?:(?:to|for|from|on|a|al|para|pour|au|aux|de) )*";
const MINE = "(?:my|our|his|her|mi|mis|nuestr[oa]|mon|ma|mes|notre|nos)";
const RELATIVES =
  "(?:wife|husband|spouse|partner|mom|mother|mum|dad|father|son|daughter|kid|child|brother|sister|grandma|grandmother|grandpa|grandfather|aunt|uncle|parent|boyfriend|girlfriend|" +
  "espos[oa]|marido|mujer|mama|madre|papa|padre|hij[oa]|herman[oa]|abuel[oa]|ti[oa]|femme|mari|mere|pere|fils|fille|frere|soeur)s?";
const PHONES =
  "(?:phone|number|cell|line|mobile|cellphone|telefono|numero|celular|movil|moviles|telephone|portable|cellulaire)s?";
const BOTH = "(?:both|two|ambos|dos|deux)";
const ALSO = "(?: (?:too|also|as well|tambien|aussi|egalement))*";
const ANOTHER = new RegExp(
  `^${BEFORE}(?:${[
    `${MINE} ${RELATIVES}(?: ${PHONES})?`,
    `${MINE} (?:other|second|work|otro|segundo|autre|deuxieme) ${PHONES}`,
    `(?:the |my |our |los |mis |les |mes )?${BOTH}(?: of)?(?: (?:the|my|our|these))? ${PHONES}`,
    `(?:both of us|us both)`,
  ].join("|")})${ALSO}$`,
);
const TITLES: ReadonlySet<string> = new Set("mr mrs ms miss dr sr sra mme mlle".split(" "));
const MOST_NAMES = 3;

/** The words of a text without accents, in the letters they are written in: names are known by their first. */
export function wordsAsWritten(text: string): readonly string[] {
  const bare = text.normalize("NFKD").replace(/[\p{M}'’]/gu, "");
  return bare.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Whether words that follow a keyword name somebody else, another phone or two of them, and nothing more. They are as written. */
export function namesAnother(words: readonly string[]): boolean {
  const lower = words.map((word) => word.toLowerCase());
  return ANOTHER.test(lower.join(" ")) || isName(words, lower);
}

/** "John", "JOHN SMITH", "Dr. Lee"; in small letters only frequent first names are known from other words. */
function isName(words: readonly string[], lower: readonly string[]): boolean {
  const [first = "", ...more] = lower;
  if (words.length > MOST_NAMES) return false;
  const isNamed = TITLES.has(first) ? more.length > 0 : NAMES.has(first);
  return isNamed && words.slice(1).every((word, at) => /^\p{Lu}/u.test(word) || NAMES.has(more[at] ?? ""));
}
