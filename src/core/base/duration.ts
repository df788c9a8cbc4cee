const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const UNIT_MS: Readonly<Record<string, number>> = {
  s: SECOND_MS,
  m: MINUTE_MS,
  min: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
};

/** At most `count` in each interval of `windowMs` milliseconds. */
export interface Rate {
  readonly count: number;
  readonly windowMs: number;
}

/** Milliseconds of a duration such as `30s`, `15m`, `12h`, `7d` or `2w`; null for anything else. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,6})(s|m|min|h|d|w)$/.exec(text);
  if (match === null) return null;
  return Number(match[1]) * (UNIT_MS[match[2] ?? ""] ?? Number.NaN);
}

/** A rate such as `5/24h`, `5/s` or `450/min` (a unit alone is one of it); null for anything else, or for none at all. */
export function parseRate(text: string): Rate | null {
  const match = /^(\d{1,6})\/(\d*[a-z]+)$/.exec(text);
  if (match === null) return null;
  const count = Number(match[1]);
  const window = match[2] ?? "";
  const windowMs = parseDuration(/^\d/.test(window) ? window : `1${window}`);
  return windowMs === null || windowMs === 0 || count === 0 ? null : { count, windowMs };
}

/** A length of time for people, by its two largest units: `45s`, `1h 30m`, `2d`. Below a second: `250ms`. */
export function formatDuration(ms: number): string {
  for (const [index, [unit, unitMs]] of LARGEST_FIRST.entries()) {
    if (ms < unitMs) continue;
    const next = LARGEST_FIRST[index + 1];
    const rest = next === undefined ? 0 : Math.floor((ms % unitMs) / next[1]);
    const head = `${Math.floor(ms / unitMs)}${unit}`;
    return next === undefined || rest === 0 ? head : `${head} ${rest}${next[0]}`;
  }
  return `${Math.round(ms)}ms`;
}

const LARGEST_FIRST: readonly (readonly [string, number])[] = [
  ["d", DAY_MS],
  ["h", HOUR_MS],
  ["m", MINUTE_MS],
  ["s", SECOND_MS],
];
