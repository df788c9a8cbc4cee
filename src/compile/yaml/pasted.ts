import type { Diagnostic } from "../../core/base/diagnostic.ts";

type Found = Pick<Diagnostic, "code" | "severity" | "message" | "hint">;

/** Characters that look like a space or like nothing, and are neither to YAML. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  "\u00A0": "a no-break space",
  "\u2007": "a figure space",
  "\u200B": "a zero-width space",
  "\u202F": "a narrow no-break space",
  "\u2060": "a word joiner",
  "\u3000": "an ideographic space",
  "\uFEFF": "a zero-width no-break space",
};
const ANY = `[${Object.keys(LOOKALIKES).join("")}]`;

/** A character that looks like a space or like nothing, and is neither to YAML. */
export const LOOKALIKE = new RegExp(ANY, "u");

/** Around a word, behind the colon of a key, or behind the dash of a list. */
const MISPLACED = new RegExp(`^\\s*${ANY}|${ANY}\\s*$|^[\\w-]+:${ANY}|^-${ANY}`, "u");

const QUOTED = /^[“”„«‘‚][^]*[“”»’]$/u;

/** What stands in a key or value without quotes that only looks like the syntax it was meant to be; null when all is as it seems. */
export function findPasted(written: string): Found | null {
  if (MISPLACED.test(written)) return lookalikeIn(written);
  if (!QUOTED.test(written)) return null;
  return {
    code: "pasted-quotes",
    severity: "warning",
    message: `the curly quotes of ${written.slice(0, 40)} are part of the text`,
    hint: `write straight quotes ("), or put them around the curly ones if those belong there`,
  };
}

/** The first character in a line that only looks like a space; null when there is none. */
export function lookalikeIn(line: string): Found | null {
  const character = LOOKALIKE.exec(line)?.[0];
  if (character === undefined) return null;
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  return {
    code: "pasted-character",
    severity: "error",
    message: `${LOOKALIKES[character] ?? "a sign"} (U+${code}) stands where a space is meant`,
    hint: "type the spaces of this line again: text copied from a web page or a chat often has such characters",
  };
}
