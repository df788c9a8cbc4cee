import { looksAt } from "../../../core/match/trigger.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import type { EventKind, Tally, TallyKind } from "../../../core/model/tally.ts";
import { kindCounted } from "../../../core/model/tally.ts";

/** The verdicts a rule comes to, of which there is none for what the index passes over. */
const VERDICTS: readonly TallyKind[] = ["fired", "shadow", "limited", "skipped", "not_matched", "error"];

/** How many events of each kind came, by the hour. */
export interface Came {
  readonly kind: EventKind;
  readonly perHour: ReadonlyMap<number, number>;
}

/** What came, by kind. */
export function cameByKind(tallies: readonly Tally[]): readonly Came[] {
  const found = new Map<string, { readonly kind: EventKind; readonly perHour: Map<number, number> }>();
  for (const tally of tallies) {
    if (tally.what !== "came") continue;
    const key = `${tally.subject} ${tally.detail}`;
    const known = found.get(key) ?? { kind: kindCounted(tally), perHour: new Map<number, number>() };
    known.perHour.set(tally.hourAt, (known.perHour.get(tally.hourAt) ?? 0) + tally.count);
    found.set(key, known);
  }
  return [...found.values()];
}

/**
 * How many events a rule looked at: those of the kinds it listens to, of which the index may have passed over most. In an hour of which that is
 * not counted, since it was before this release, and of what a schedule starts, those with a verdict.
 */
export function lookedCount(
  rule: Rule,
  {
    came,
    tallies,
    settings,
  }: { readonly came: readonly Came[]; readonly tallies: readonly Tally[]; readonly settings: Settings },
): number {
  const [passed, verdicts] = [new Map<number, number>(), new Map<number, number>()];
  for (const { kind, perHour } of came)
    if (looksAt(rule, kind, settings)) for (const [hourAt, count] of perHour) add(passed, hourAt, count);
  for (const { what, hourAt, count } of tallies) if (VERDICTS.includes(what)) add(verdicts, hourAt, count);
  const hours = new Set([...passed.keys(), ...verdicts.keys()]);
  return [...hours].reduce((sum, hour) => sum + Math.max(passed.get(hour) ?? 0, verdicts.get(hour) ?? 0), 0);
}

function add(counts: Map<number, number>, hourAt: number, count: number): void {
  counts.set(hourAt, (counts.get(hourAt) ?? 0) + count);
}
