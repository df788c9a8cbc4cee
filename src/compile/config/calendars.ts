import { suggest } from "../yaml/findings.ts";
import type { Calendar, CalendarDate, Span } from "../../core/model/ruleset/settings.ts";
import type { Path } from "../yaml/document.ts";
import type { Findings } from "../yaml/findings.ts";
import type { WrittenCalendar, WrittenCalendarDate } from "../generated/written-config.ts";

/** The calendars of a configuration, ready for the core. */
export function compileCalendars(input: {
  readonly calendars: Readonly<Record<string, WrittenCalendar>>;
  /** Zone of calendars that name none. */
  readonly timezone: string;
  readonly findings: Findings;
}): Readonly<Record<string, Calendar>> {
  const { calendars, timezone, findings } = input;
  const compiled = Object.entries(calendars).map(([name, written]): [string, Calendar] => {
    const path = ["calendars", name];
    if (written.timezone !== undefined) checkZone(written.timezone, [...path, "timezone"], findings);
    return [
      name,
      {
        name,
        timezone: written.timezone ?? timezone,
        weekly: compileWeek(written.weekly, [...path, "weekly"], findings),
        dates: compileDates(written.dates ?? {}, [...path, "dates"], findings),
      },
    ];
  });
  return Object.fromEntries(compiled);
}

/** Zones without summer time whose names people take for that of a place which has it, and one such place. */
const FIXED_ZONES: Readonly<Record<string, string>> = {
  EST: "America/New_York",
  MST: "America/Denver",
  GMT: "Europe/London",
};

/** Reports a name that is no IANA time zone, an abbreviation, or a zone of a fixed offset that hardly anyone means. */
export function checkZone(zone: string, path: Path, findings: Findings): void {
  if (isAbbreviation(zone)) {
    const message = `"${zone}" is an abbreviation, which does not say for sure which time zone is meant`;
    const hint = "write an IANA name, such as Europe/London or America/New_York";
    findings.error({ code: "unknown-timezone", path, message, hint });
    return;
  }
  if (isZone(zone)) {
    const meant = FIXED_ZONES[zone.toUpperCase()] ?? (/^Etc[/]GMT[+-]/i.test(zone) ? "America/New_York" : undefined);
    if (meant === undefined) return;
    const message = `"${zone}" is the same offset all the year, also in summer`;
    findings.warning({ code: "fixed-zone", path, message, hint: `write the zone of a place, such as ${meant}` });
    return;
  }
  const hint = suggest(zone, Intl.supportedValuesOf("timeZone")) ?? "write an IANA name, such as America/New_York";
  findings.error({ code: "unknown-timezone", path, message: `"${zone}" is not a time zone`, hint });
}

/** Minutes of a span such as `21:00-08:00`, whose form the schema has checked; an earlier end is on the next day. */
export function parseSpan(text: string, path: Path, findings: Findings): Span {
  const [from = 0, end = 0] = text.split("-").map((clock) => {
    const [hours, minutes] = clock.split(":").map(Number);
    return (hours ?? 0) * 60 + (minutes ?? 0);
  });
  if (from === end) {
    const hint = "write 00:00-24:00 for a whole day";
    findings.error({ code: "empty-span", path, message: `the span ${text} ends when it starts`, hint });
  }
  return { from, to: end > from ? end : end + MINUTES_A_DAY };
}

const MINUTES_A_DAY = 1440;

const DATE_HINT = 'write it as "2026-12-25"';
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Short names that IANA itself has (the file `backward` of its database): each means one place, or time that is kept alike in many. */
const SHORT_ZONES = "CET EET EST GB GMT HST MET MST NZ PRC ROC ROK UCT UTC WET".split(" ");

/** Machines take `BST` for Dhaka and `AST` for Anchorage. */
function isAbbreviation(zone: string): boolean {
  return /^[a-z]{2,3}$/i.test(zone) && !SHORT_ZONES.includes(zone.toUpperCase());
}

function isZone(zone: string): boolean {
  // Newer versions of Node take offsets such as +05:00 for zones; they know no daylight saving time.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone }).format(0) !== "";
  } catch {
    return false;
  }
}

function compileWeek(weekly: WrittenCalendar["weekly"], path: Path, findings: Findings): Calendar["weekly"] {
  const week: (readonly Span[])[] = DAYS.map(() => []);
  const givenBy = new Map<number, string>();
  for (const [key, hours] of Object.entries(weekly)) {
    const spans = compileSpans(hours, [...path, key], findings);
    for (const day of daysOf(key, [...path, key], findings)) {
      const earlier = givenBy.get(day);
      if (earlier !== undefined) {
        const message = `${DAYS[day] ?? ""} is in "${earlier}" and in "${key}"`;
        findings.error({ code: "day-twice", path: [...path, key], message, hint: "name each day once", which: "key" });
      }
      givenBy.set(day, key);
      week[day] = spans;
    }
  }
  return week;
}

/** Days of `sat` or `mon-fri`, Monday as 0; a range may pass Sunday. */
function daysOf(key: string, path: Path, findings: Findings): readonly number[] {
  const [first, last = first] = key.split("-").map((day) => DAYS.indexOf(day));
  if (first === undefined || last === undefined || first < 0 || last < 0 || key.split("-").length > 2) {
    const short = key
      .toLowerCase()
      .split("-")
      .map((day) => day.trim().slice(0, 3));
    const isMeant = short.length <= 2 && short.every((day) => DAYS.includes(day));
    const hint = isMeant ? `write "${short.join("-")}"` : `days are ${DAYS.join(" ")}, or a range such as mon-fri`;
    findings.error({ code: "unknown-day", path, message: `"${key}" is not a day of the week`, hint, which: "key" });
    return [];
  }
  const count = ((last - first + DAYS.length) % DAYS.length) + 1;
  return Array.from({ length: count }, (_, index) => (first + index) % DAYS.length);
}

function compileSpans(hours: readonly string[], path: Path, findings: Findings): readonly Span[] {
  const spans = hours
    .map((text, index) => ({ text, at: [...path, index], ...parseSpan(text, [...path, index], findings) }))
    .sort((a, b) => a.from - b.from);
  for (const [index, span] of spans.entries()) {
    const before = spans[index - 1];
    if (before !== undefined && span.from < before.to) {
      const message = `${span.text} overlaps ${before.text}`;
      findings.error({ code: "overlapping-spans", path: span.at, message, hint: "make them one span" });
    }
  }
  return spans.map(({ from, to }) => ({ from, to }));
}

function compileDates(
  dates: Readonly<Record<string, WrittenCalendarDate>>,
  path: Path,
  findings: Findings,
): Readonly<Record<string, CalendarDate>> {
  const compiled = Object.entries(dates).map(([date, written]): [string, CalendarDate] => {
    const at = [...path, date];
    if (!isDate(date)) {
      const message = `"${date}" is not a date`;
      const isWritten = /^\d{4}-\d{2}-\d{2}$/.test(date);
      const hint = isWritten ? "there is no such day" : DATE_HINT;
      findings.error({ code: "invalid-date", path: at, message, hint, which: "key" });
    }
    if ((written.closed === undefined) === (written.hours === undefined)) {
      const message = `the date ${date} needs either closed: true or hours`;
      findings.error({ code: "invalid-date", path: at, message, which: "key" });
    }
    const spans = compileSpans(written.hours ?? [], [...at, "hours"], findings);
    return [date, { spans, reason: written.reason ?? null }];
  });
  return Object.fromEntries(compiled);
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  // A day beyond the end of its month is read as one of the next month.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
