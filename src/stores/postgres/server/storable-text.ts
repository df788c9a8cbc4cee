/** Stands before the four hex digits of what a text in PostgreSQL cannot hold, and of itself. */
const MARK = "\u2400";
const NOT_STORABLE = /[\0\u2400\p{Surrogate}]/gu;
const MARKED = /\u2400([0-9a-f]{4})/g;

/**
 * A text as PostgreSQL can hold it, another one for every other: `\u0000` and halves of a surrogate pair, which a text of
 * UTF-8 cannot hold, are written in hex behind `␀`. Almost every text is its own form.
 */
export function storableText(text: string): string {
  return text.replace(NOT_STORABLE, (unit) => MARK + unit.charCodeAt(0).toString(16).padStart(4, "0"));
}

/** The text that has a form. */
export function textOfStorable(form: string): string {
  if (!form.includes(MARK)) return form;
  return form.replace(MARKED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
