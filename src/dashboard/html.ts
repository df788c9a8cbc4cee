import type { Child } from "hono/jsx";

/** What is drawn inside of something. */
export type Content = Child;

/** A whole page as HTML text. Whatever it shows was escaped when it was put in. */
export function documentOf(page: unknown): string {
  return `<!doctype html>${String(page)}\n`;
}

/** A part of a page as HTML text. */
export function partOf(part: unknown): string {
  return String(part);
}
