/** A moment as a clock on the wall shows it. */
export interface WallClock {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** ISO 8601: 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
  /** 1 to 366. */
  readonly dayOfYear: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** Minutes east of UTC. */
  readonly offsetMinutes: number;
}

/** Why a format cannot be used, as the end of a sentence, or null when it can. */
export function checkFormat(format: string): string | null {
  for (const [directive, , , letter = ""] of format.matchAll(DIRECTIVE)) {
    if (!Object.hasOwn(PARTS, letter)) return `"${directive}" is not a part of a date`;
  }
  return null;
}

/**
 * A moment written after a format of strftime as Liquid has it, in English: `%A at %-I:%M %p` is `Monday at 8:00 AM`.
 * `-` before the letter leaves padding out, `_` pads with spaces, `0` with zeros, `^` writes capitals. Liquid's own
 * filter is not used because it reads the time zone and the language of the machine it runs on. Parts that
 * {@link checkFormat} refuses stay as they are.
 */
export function formatWallClock(clock: WallClock, format: string): string {
  return format.replace(DIRECTIVE, (directive: string, flag: string, colon: string, letter: string) => {
    const part = Object.hasOwn(PARTS, letter) ? PARTS[letter] : undefined;
    if (part === undefined) return directive;
    const value = part(clock, colon);
    if (typeof value === "string") return flag === "^" ? value.toUpperCase() : value;
    return pad(value, flag);
  });
}

/** A number with its usual width and padding. */
interface Padded {
  readonly number: number;
  readonly width: number;
  readonly fill: "0" | " ";
}

const DIRECTIVE = /%([-_0^]?)(:?)([a-zA-Z%])/g;

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

const PARTS: Readonly<Record<string, (clock: WallClock, colon: string) => string | Padded>> = {
  A: (clock) => dayName(clock),
  a: (clock) => dayName(clock).slice(0, 3),
  B: (clock) => monthName(clock),
  b: (clock) => monthName(clock).slice(0, 3),
  h: (clock) => monthName(clock).slice(0, 3),
  D: (clock) => formatWallClock(clock, "%m/%d/%y"),
  d: (clock) => padded(clock.day, 2),
  e: (clock) => padded(clock.day, 2, " "),
  F: (clock) => formatWallClock(clock, "%Y-%m-%d"),
  H: (clock) => padded(clock.hour, 2),
  I: (clock) => padded(hourOfTwelve(clock), 2),
  j: (clock) => padded(clock.dayOfYear, 3),
  k: (clock) => padded(clock.hour, 2, " "),
  L: (clock) => padded(clock.millisecond, 3),
  l: (clock) => padded(hourOfTwelve(clock), 2, " "),
  M: (clock) => padded(clock.minute, 2),
  m: (clock) => padded(clock.month, 2),
  P: (clock) => (clock.hour < 12 ? "am" : "pm"),
  p: (clock) => (clock.hour < 12 ? "AM" : "PM"),
  R: (clock) => formatWallClock(clock, "%H:%M"),
  S: (clock) => padded(clock.second, 2),
  T: (clock) => formatWallClock(clock, "%H:%M:%S"),
  u: (clock) => String(clock.weekday),
  Y: (clock) => padded(clock.year, 4),
  y: (clock) => padded(clock.year % 100, 2),
  z: (clock, colon) => offset(clock, colon),
  "%": () => "%",
};

function dayName(clock: WallClock): string {
  return DAYS[clock.weekday - 1] ?? "";
}

function monthName(clock: WallClock): string {
  return MONTHS[clock.month - 1] ?? "";
}

function hourOfTwelve(clock: WallClock): number {
  return clock.hour % 12 === 0 ? 12 : clock.hour % 12;
}

function offset({ offsetMinutes }: WallClock, colon: string): string {
  const minutes = Math.abs(offsetMinutes);
  const hours = String(Math.floor(minutes / 60)).padStart(2, "0");
  return `${offsetMinutes < 0 ? "-" : "+"}${hours}${colon}${String(minutes % 60).padStart(2, "0")}`;
}

function padded(number: number, width: number, fill: "0" | " " = "0"): Padded {
  return { number, width, fill };
}

function pad({ number, width, fill }: Padded, flag: string): string {
  if (flag === "-") return String(number);
  return String(number).padStart(width, flag === "_" ? " " : flag === "0" ? "0" : fill);
}
