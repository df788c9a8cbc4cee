import { withoutLinks } from "../../core/run/link/link-token.ts";

/**
 * A text on one line of a terminal: line breaks and tabs become spaces, other control characters and marks that turn the
 * direction of writing are dropped. What a customer or a remote wrote can then neither move the cursor nor pose as ours. Whoever
 * reads it can call no link.
 */
export function printable(text: string): string {
  return withoutLinks(text)
    .replace(/[\s\u0085]+/g, " ")
    .replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, "");
}

/** The start of a text for a table, printable; `…` stands for what was cut off beyond `length` characters. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(printable(text));
  return characters.length <= length ? characters.join("") : `${characters.slice(0, length - 1).join("")}…`;
}

/** A value as JSON with nothing lost but who may call a link; what a terminal might act on is written as `\uXXXX`. On one line unless indented. */
export function printableJson(value: unknown, indent?: number): string {
  return withoutLinks(JSON.stringify(value, null, indent)).replace(
    /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
