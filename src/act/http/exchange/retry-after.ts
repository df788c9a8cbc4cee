const SHORTEST_MS = 1_000;
const LONGEST_MS = 3_600_000;

const SECONDS = /^\d+(\.\d+)?$/;
/** IMF-fixdate and its RFC 850 forerunner; `Date.parse` alone would read almost any text as a date. */
const HTTP_DATE = /^[a-z]+, .+ gmt$/i;

/**
 * Milliseconds a `Retry-After` value asks for, between 1 s and 1 h; null when it is absent or says neither seconds nor
 * an HTTP date. A date that has passed counts as 1 s. Source: RFC 9110 10.2.3.
 */
export function parseRetryAfter(value: string | null, now: number): number | null {
  const text = value?.trim() ?? "";
  if (SECONDS.test(text)) return clamp(Number(text) * 1000);
  const at = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : clamp(at - now);
}

function clamp(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms), SHORTEST_MS), LONGEST_MS);
}
