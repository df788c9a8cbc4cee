/** A number with its noun, such as `1 rule` or `2 rules`; for nouns that only take an s. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
