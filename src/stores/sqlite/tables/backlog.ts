import type { Backlog } from "../../../ports/measures.ts";
import { backlogOf, WAITING_EVENTS } from "../../sql/backlog.ts";
import type { Connection } from "../connection.ts";
import { OPEN_RUNS } from "./run-records.ts";

/** Reads what is not done, by the indexes of that alone. */
export function createBacklog({ statement }: Connection): () => Backlog {
  const waiting = statement(WAITING_EVENTS);
  const runs = statement(`SELECT status, count(*) AS runs FROM ${OPEN_RUNS} GROUP BY status`);
  return () => backlogOf(waiting.get() ?? {}, runs.all());
}
