import type { Tally } from "../../core/model/tally.ts";
import { addTally, mergedTallies } from "../../core/model/tally.ts";
import type { TallyOptions } from "../../ports/store/lists.ts";
import type { State } from "./file/state.ts";

/** Counts something. */
export function count({ tallies }: State, counted: readonly Tally[]): void {
  for (const tally of counted) addTally(tallies, tally);
}

/** The tallies asked for, oldest first. */
export function talliesIn({ tallies }: State, options: TallyOptions): readonly Tally[] {
  return mergedTallies([...tallies.values()].filter((tally) => isAsked(tally, options)));
}

function isAsked({ hourAt, what, subject }: Tally, options: TallyOptions): boolean {
  if (hourAt < options.since || hourAt >= options.until) return false;
  return (options.what?.includes(what) ?? true) && (options.subject ?? subject) === subject;
}
