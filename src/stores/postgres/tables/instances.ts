import type { Instance } from "../../../core/alarm/instance.ts";
import { SEEN_MS } from "../../../ports/store/instances.ts";
import type { Instances } from "../../../ports/store/instances.ts";
import { textOf } from "../../sql/sql-rows.ts";
import type { Connection } from "../server/connection.ts";

/** Rows of engines that were killed go with the next one that shows itself. All instants are the server's. */
const ANNOUNCE = `
  WITH own AS (
    INSERT INTO instances (id, record, seen_at) VALUES ($1, $2, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET record = excluded.record, seen_at = excluded.seen_at
  ), gone AS (
    DELETE FROM instances WHERE seen_at < clock_timestamp() - interval '1 hour' AND id <> $1
  )
  SELECT record FROM instances WHERE id <> $1 AND seen_at > clock_timestamp() - $3 * interval '1 millisecond'`;

const TOLD = "difference_told";
const TELL = `INSERT INTO meta (key, value) VALUES ('${TOLD}', '1') ON CONFLICT DO NOTHING RETURNING key`;
const TELL_END = `DELETE FROM meta WHERE key = '${TOLD}' RETURNING key`;

/** Engines in a row each. */
export function createInstances({ query }: Pick<Connection, "query">): Instances {
  return {
    announce: async (own) => {
      const rows = await query(ANNOUNCE, [own.id, JSON.stringify(own), SEEN_MS]);
      const others = rows.map((row) => JSON.parse(textOf(row, "record")) as Instance);
      return others.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    },
    tell: async (isDifferent) => (await query(isDifferent ? TELL : TELL_END)).length > 0,
    leave: async (id) => {
      await query("DELETE FROM instances WHERE id = $1", [id]);
    },
  };
}
