import type { Watermarks } from "../../../ports/store/store.ts";
import { integerOrNullOf } from "../../sql/sql-rows.ts";
import type { Connection, Query } from "../server/connection.ts";

/**
 * A claim that seems to hold for much longer than anybody may claim was made before the server's clock was set back. Of two
 * that claim at once the one who waited for the other has read the clock a little earlier.
 */
const CLAIM = `
  INSERT INTO watermarks AS mark (name, claimed_until) VALUES ($1, clock_timestamp() + $2 * interval '1 millisecond')
  ON CONFLICT (name) DO UPDATE SET claimed_until = excluded.claimed_until
    WHERE mark.claimed_until <= clock_timestamp() OR mark.claimed_until > excluded.claimed_until + interval '1 minute'
  RETURNING at`;

/** Watermarks in a row each, claimed by the server's clock. */
export function createWatermarks({ query }: Pick<Connection, "query">): Watermarks {
  return {
    claimWatermark: async (name, forMs) => {
      const [row] = await query(CLAIM, [name, forMs]);
      return row === undefined ? "held" : { at: integerOrNullOf(row, "at") };
    },
    readWatermark: (name) => readWatermark(query, name),
    moveWatermark: async (name, at) => {
      await query("UPDATE watermarks SET at = greatest(at, $2) WHERE name = $1", [name, at]);
    },
  };
}

/** Where a watermark stands, null for nowhere. */
export async function readWatermark(query: Query, name: string): Promise<number | null> {
  const [row] = await query("SELECT at FROM watermarks WHERE name = $1", [name]);
  return row === undefined ? null : integerOrNullOf(row, "at");
}
