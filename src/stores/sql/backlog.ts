import type { Backlog } from "../../ports/measures.ts";
import type { SqlRow } from "./sql-rows.ts";
import { integerOf, integerOrNullOf, textOf } from "./sql-rows.ts";

/**
 * What waits for evaluation, in one row, by the index of such events alone: the oldest is the one that was stored first. Both
 * databases understand it. Without the sign SQLite looks for the least `seq` through all events that are done.
 */
export const WAITING_EVENTS = `
  SELECT count(DISTINCT lane) AS lanes,
    (SELECT received_at FROM events WHERE seq = (SELECT min(+seq) FROM events WHERE status = 'new')) AS oldest,
    (SELECT count(*) FROM events WHERE status = 'parked') AS parked
  FROM events WHERE status = 'new'`;

/** A backlog as it stands in the row of {@link WAITING_EVENTS} and in those that count open runs by status. */
export function backlogOf(waiting: SqlRow, runs: readonly SqlRow[]): Backlog {
  const counted = new Map(runs.map((row) => [textOf(row, "status"), integerOf(row, "runs")]));
  const countOf = (status: string): number => counted.get(status) ?? 0;
  return {
    lanesWaiting: integerOf(waiting, "lanes"),
    oldestNewAt: integerOrNullOf(waiting, "oldest"),
    eventsParked: integerOf(waiting, "parked"),
    runs: {
      ready: countOf("ready"),
      waiting: countOf("waiting"),
      queued: countOf("queued"),
      sending: countOf("sending"),
      parked: countOf("parked"),
    },
  };
}
