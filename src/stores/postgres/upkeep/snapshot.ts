import type { StoreSnapshot } from "../../../ports/store/upkeep.ts";
import { recordsOfTables } from "../../sql/sql-snapshot.ts";
import type { Connection } from "../server/connection.ts";
import { checkSchema } from "../server/schema.ts";

/**
 * A database as it stands now, read in one transaction beside its engines. The connections are closed with it.
 * @throws EngineError STORE_MISSING, STORE_VERSION or STORE_UNAVAILABLE.
 */
export async function openSnapshot(connection: Connection): Promise<StoreSnapshot> {
  const deploymentKey = await checkSchema(connection);
  const { query, end } = await connection.reserve();
  try {
    // Whoever takes the records may stop for a while, as when a disk is slow.
    await query("SET idle_in_transaction_session_timeout = 0");
    await query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  } catch (error) {
    end();
    throw error;
  }
  return {
    deploymentKey,
    records: () => recordsOfTables(query, { variantOrder: "seq" }),
    close: async () => {
      end();
      await connection.close();
    },
  };
}
