import { createHash } from "node:crypto";
import type { Query, Row } from "./connection.ts";
import { textOf } from "../../sql/sql-rows.ts";

const LOCK_LANES = `
  INSERT INTO lanes (lane) SELECT DISTINCT lane FROM unnest($1::text[]) AS asked (lane) ORDER BY lane
  ON CONFLICT (lane) DO UPDATE SET lane = excluded.lane
  RETURNING lane, CASE WHEN lease_until IS NOT NULL THEN fence END AS fence`;

/**
 * Locks the rows of lanes until the end of the transaction, made where there are none yet, and gives the fence under which
 * each is claimed, or null. Everybody locks in the same order, lanes before all else, so that nobody waits in a circle.
 *
 * What is written of a lane gets its numbers under this lock: a serial number is not commit order, unless nobody else can
 * draw one in between.
 */
export async function lockLanes(query: Query, lanes: readonly string[]): Promise<ReadonlyMap<string, number | null>> {
  if (lanes.length === 0) return new Map();
  const rows = await query(LOCK_LANES, [lanes]);
  return new Map(rows.map((row) => [textOf(row, "lane"), fenceOf(row)]));
}

function fenceOf(row: Row): number | null {
  const { fence } = row;
  return typeof fence === "number" ? fence : null;
}

/** Locks what has a name and may have no row yet, such as a number that is texted, until the end of the transaction. */
export async function lockNames(query: Query, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await query(
    "SELECT pg_advisory_xact_lock(name) FROM (SELECT DISTINCT name FROM unnest($1::bigint[]) AS asked (name) ORDER BY name) AS names",
    [names.map(lockNumber)],
  );
}

/** Two names that share a number wait for each other, which harms nothing. */
function lockNumber(name: string): string {
  return createHash("sha256").update(name).digest().readBigInt64BE().toString();
}
