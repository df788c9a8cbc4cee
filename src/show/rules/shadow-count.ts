import type { JsonObject } from "../../core/base/json.ts";
import { toIso, toSecond } from "../text/instants.ts";
import { countOf } from "../text/count-of.ts";

/** How often a version of a rule would have fired where it is in shadow; instants are receipts of events, epoch milliseconds. */
export interface ShadowCount {
  readonly times: number;
  /** From when on events were looked at; null where there was none. */
  readonly since: number | null;
  readonly lastAt: number | null;
  /** So many of the newest events were looked at; null for all. */
  readonly newest: number | null;
}

/** The count as a sentence. */
export function shadowWords({ times, since, lastAt, newest }: ShadowCount, zone: string): string {
  const from = since === null ? "" : ` since ${toSecond(since, zone)}`;
  const last = lastAt === null ? "" : `, last at ${toSecond(lastAt, zone)}`;
  const bound = newest === null ? "" : ` (among the newest ${newest} events)`;
  return `would have fired ${countOf(times, "time")}${from}${last}${bound}`;
}

/** The count for a machine. */
export function shadowJson({ times, since, lastAt, newest }: ShadowCount): JsonObject {
  return { times, since: toIso(since), lastAt: toIso(lastAt), newest };
}
