import type { Event } from "../core/model/event.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { EngineParts } from "./engine-parts.ts";

/** Evaluated events of the contact, as far as an `await` of some rules may look back in runs that `start` started, newest first. */
export async function earlierEvents(
  { store }: Pick<EngineParts, "store">,
  rules: readonly Rule[],
  start: Event,
): Promise<readonly Event[]> {
  const instructions = rules.flatMap(({ program }) => program);
  const awaits = instructions.flatMap((instruction) => (instruction.op === "await" ? [instruction] : []));
  if (awaits.length === 0) return [];
  const types = new Set(awaits.flatMap(({ events }) => events.map(({ eventType }) => eventType)));
  const lookbackMs = Math.max(...awaits.map((instruction) => instruction.lookbackMs ?? 0));
  return store.history(start.lane, [...types], start.at - lookbackMs);
}
