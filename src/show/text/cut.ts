/** The start of a text for a page, which says how much of it is left out; the whole of one that is no longer than that. */
export function cutTo(text: string, length: number): string {
  if (text.length <= length) return text;
  // No half of a character.
  const start = text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
  return `${start}… (${(text.length - start.length).toLocaleString("en")} more characters)`;
}
