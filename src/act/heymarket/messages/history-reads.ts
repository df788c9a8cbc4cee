import type { JsonValue } from "../../../core/base/json.ts";
import type { Clock } from "../../../ports/system.ts";

/** Pages of histories that were read a moment ago. */
export interface HistoryReads {
  /** The page at a path: as it was read a moment ago, or is being read, or by `read`. Rejects as `read` does. */
  readonly page: (path: string, read: () => Promise<JsonValue>) => Promise<JsonValue>;
}

/**
 * Less than the 2 s from the start of an attempt to the first look for it, so that no look sees a page from before its attempt; and
 * less than the 5 s that lie between two looks for the same text at least.
 */
const FRESH_MS = 1_500;

interface Reading {
  readonly at: number;
  readonly json: Promise<JsonValue>;
}

/** Reads that looks at the same moment share: one call settles all texts of a conversation that are in doubt. */
export function createHistoryReads(clock: Clock): HistoryReads {
  const readings = new Map<string, Reading>();
  return {
    page: (path, read) => {
      const now = clock.now();
      // A clock that was set back makes nothing fresh.
      for (const [key, { at }] of readings) if (Math.abs(now - at) > FRESH_MS) readings.delete(key);
      const known = readings.get(path);
      if (known !== undefined) return known.json;
      const reading = { at: now, json: read() };
      readings.set(path, reading);
      reading.json.catch(() => {
        if (readings.get(path) === reading) readings.delete(path);
      });
      return reading.json;
    },
  };
}
