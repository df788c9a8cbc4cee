import type { Backlog } from "../../../ports/measures.ts";
import { backlogOf, WAITING_EVENTS } from "../../sql/backlog.ts";
import type { Query } from "../server/connection.ts";
import { IS_OPEN } from "./run-records.ts";

/** What is not done, by the indexes of that alone. */
export async function readBacklog(query: Query): Promise<Backlog> {
  const [[waiting], runs] = await Promise.all([
    query(WAITING_EVENTS),
    query(`SELECT status, count(*) AS runs FROM runs WHERE ${IS_OPEN} GROUP BY status`),
  ]);
  return backlogOf(waiting ?? {}, runs);
}
