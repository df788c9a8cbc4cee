import { escapeSteering } from "../../core/base/json.ts";
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

/** A line of a file, printable, with its spaces as they stand. */
export function printableLine(line: string): string {
  return line.replace(/ +|[^ ]+/g, (part) => (part.startsWith(" ") ? part : printable(part)));
}

/** The start of a text for a table, printable; `…` stands for what was cut off beyond `length` characters. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(printable(text));
  return characters.length <= length ? characters.join("") : `${characters.slice(0, length - 1).join("")}…`;
}

/** A value as JSON with nothing lost but who may call a link, on one line unless indented; see {@link quietJson}. */
export function printableJson(value: unknown, indent?: number): string {
  return quietJson(JSON.stringify(value, null, indent));
}

/** JSON that says the same to a program, does nothing to a terminal, and tells nobody who may call a link. */
export function quietJson(json: string): string {
  return escapeSteering(withoutLinks(json));
}
