import { isoInZone, localInstant, localMinuteAt } from "../../core/time/calendar.ts";
import type { Tally, TallyKind } from "../../core/model/tally.ts";
import { hourOf } from "../../core/model/tally.ts";
import type { Records } from "../../ports/store/store.ts";
import type { ViewLook } from "./view-look.ts";

/** One figure over some days. */
export interface Figure {
  readonly what: FigureKind;
  /** On the last of the days. */
  readonly today: number;
  /** One for each of the days, in their order. */
  readonly perDay: readonly number[];
}

/** What is drawn over days. */
export type FigureKind =
  | "text_sent"
  | "answered_out_of_hours"
  | "opt_out"
  | "text_blocked"
  | "run_failed"
  | "effect_failed";

/** What one rule did. */
export interface RuleFigure {
  readonly ruleId: string;
  readonly fired: number;
  readonly sent: number;
  readonly firedPerDay: readonly number[];
}

/** What happened on the last days. */
export interface FiguresView {
  /** Dates in the zone of the page, oldest first, `YYYY-MM-DD`; today is the last. */
  readonly days: readonly string[];
  /** When the last of them begins for what is counted: with the first full hour of it, epoch milliseconds. */
  readonly todayAt: number;
  /** Before when things are counted that go out later, too: the end of this hour, epoch milliseconds. */
  readonly countedUntilAt: number;
  readonly figures: readonly Figure[];
  /** Those that fired at all, most often first, at most {@link MOST_RULES}. */
  readonly rules: readonly RuleFigure[];
  /** How many fired that are not among them. */
  readonly otherRules: number;
}

/** So many days are looked at. */
const DAYS = 14;
const MOST_RULES = 20;
const MINUTES_A_DAY = 1_440;
const HOUR_MS = 3_600_000;

const FIGURES: readonly FigureKind[] = [
  "text_sent",
  "answered_out_of_hours",
  "opt_out",
  "text_blocked",
  "run_failed",
  "effect_failed",
];

/** What happened on the last {@link DAYS} days, by days as they begin in the zone. An hour belongs to the day in which it begins. */
export async function figuresView(
  store: Pick<Records, "tallies">,
  { now, zone }: ViewLook,
  days = DAYS,
): Promise<FiguresView> {
  const today = dayOf(now, zone);
  const first = today - days + 1;
  const what: readonly TallyKind[] = [...FIGURES, "fired"];
  const since = localInstant(first * MINUTES_A_DAY, zone);
  // The hour in which the first day begins may begin before it, in zones that are no whole hours from UTC.
  const tallies = await store.tallies({ since, until: hourOf(now) + HOUR_MS, what });
  const dayIndex = (hourAt: number): number => Math.min(days - 1, dayOf(hourAt, zone) - first);
  const rules = rulesOf(tallies, days, dayIndex);
  return {
    todayAt: Math.ceil(localInstant(today * MINUTES_A_DAY, zone) / HOUR_MS) * HOUR_MS,
    countedUntilAt: hourOf(now) + HOUR_MS,
    days: Array.from({ length: days }, (_, index) => dateOf(first + index)),
    figures: FIGURES.map((kind) => {
      const perDay = summed(
        tallies.filter((tally) => tally.what === kind),
        days,
        dayIndex,
      );
      return { what: kind, today: perDay.at(-1) ?? 0, perDay };
    }),
    rules: rules.slice(0, MOST_RULES),
    otherRules: Math.max(0, rules.length - MOST_RULES),
  };
}

function rulesOf(tallies: readonly Tally[], days: number, dayIndex: (hourAt: number) => number): readonly RuleFigure[] {
  const ofRule = new Map<string, Tally[]>();
  for (const tally of tallies) {
    if (tally.what !== "fired" && tally.what !== "text_sent") continue;
    ofRule.set(tally.subject, [...(ofRule.get(tally.subject) ?? []), tally]);
  }
  const rules = [...ofRule].map(([ruleId, counted]) => {
    const firedPerDay = summed(
      counted.filter(({ what }) => what === "fired"),
      days,
      dayIndex,
    );
    const sent = counted.reduce((sum, { what, count }) => (what === "text_sent" ? sum + count : sum), 0);
    return { ruleId, fired: firedPerDay.reduce((sum, count) => sum + count, 0), sent, firedPerDay };
  });
  const fired = rules.filter((rule) => rule.fired > 0);
  return fired.toSorted((one, other) => other.fired - one.fired || (one.ruleId < other.ruleId ? -1 : 1));
}

/** Counts by place: how many of them fall to each. */
export function summed(
  tallies: readonly Tally[],
  places: number,
  placeOf: (hourAt: number) => number,
): readonly number[] {
  const sums = Array.from({ length: places }, () => 0);
  for (const { hourAt, count } of tallies) {
    const place = placeOf(hourAt);
    sums[place] = (sums[place] ?? 0) + count;
  }
  return sums;
}

/** Days since 1970 by the clock of a zone. */
function dayOf(at: number, zone: string): number {
  return Math.floor(localMinuteAt(at, zone) / MINUTES_A_DAY);
}

function dateOf(day: number): string {
  return isoInZone(day * MINUTES_A_DAY * 60_000, "UTC").slice(0, 10);
}
