import { memoized } from "./memo.ts";

/**
 * The lines of a text without their ends. Those of the texts asked for last are kept: every rule of a file, and every finding in it,
 * asks for its own.
 */
export const linesOf = memoized((text: string): readonly string[] => text.split(/\r?\n/), 4);
