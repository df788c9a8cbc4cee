/** How a text travels by SMS. */
export interface Segments {
  /** `unicode` as soon as one character is not in the alphabet of GSM. */
  readonly encoding: "gsm" | "unicode";
  readonly count: number;
}

/** How many segments a text takes: 160 characters of GSM or 70 of Unicode in one, 153 or 67 in each of several (3GPP TS 23.038, 23.040). */
export function segmentsOf(text: string): Segments {
  const isGsm = Array.from(text).every((sign) => BASIC.has(sign) || EXTENSION.has(sign));
  const length = isGsm ? text.length + Array.from(text).filter((sign) => EXTENSION.has(sign)).length : text.length;
  const [alone, joined] = isGsm ? [160, 153] : [70, 67];
  const count = length <= alone ? 1 : Math.ceil(length / joined);
  return { encoding: isGsm ? "gsm" : "unicode", count };
}

/** The characters of a text that make it Unicode, each once and in order, with what says the same in GSM; null for one that nothing replaces. */
export function foreignSigns(text: string): readonly { readonly sign: string; readonly instead: string | null }[] {
  const foreign = Array.from(text).filter((sign) => !BASIC.has(sign) && !EXTENSION.has(sign));
  return [...new Set(foreign)].map((sign) => ({ sign, instead: REPLACEMENTS[sign] ?? null }));
}

/** A text with every character replaced that GSM has another for. */
export function inGsm(text: string): string {
  return Array.from(text, (sign) => (BASIC.has(sign) ? sign : (REPLACEMENTS[sign] ?? sign))).join("");
}

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** Each takes the place of two. */
const EXTENSION = new Set("\f^{}\\[~]|€");

/** What word processors and phones write by themselves. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  "‘": "'",
  "’": "'",
  "‚": "'",
  "‛": "'",
  "´": "'",
  "`": "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "«": '"',
  "»": '"',
  "–": "-",
  "—": "-",
  "‐": "-",
  "‑": "-",
  "−": "-",
  "…": "...",
  "•": "-",
  "·": "-",
  "\t": " ",
  "\u00a0": " ",
  "\u202f": " ",
  "\u2009": " ",
  "\u200b": "",
  "\u200d": "",
  "\ufeff": "",
};
