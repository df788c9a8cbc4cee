import { hash } from "node:crypto";
import type { Clock, Random } from "./ports/system.ts";

/** The clock of the machine. */
export const SYSTEM_CLOCK: Clock = { now: () => Date.now() };

/** Randomness of the machine; not for secrets. */
export const SYSTEM_RANDOM: Random = { next: () => Math.random() };

/** SHA-256 of a text, hex. */
export function digest(text: string): string {
  return hash("sha256", text);
}
