import { join } from "node:path";
import { readLedger } from "../../e2e/ledger.ts";

/** What a database holds after a power cut, opened again. */
interface AfterCut {
  /** Null when it could not be read at all. */
  readonly deliveries: ReadonlySet<number | string> | null;
  /** What is wrong with the file; null when nothing is. */
  readonly damage: string | null;
}

/** Opens the database of a folder again. */
export function openAgain(folder: string): AfterCut {
  try {
    return readLedger(join(folder, "heyrules.db"), (ledger) => {
      const integrity = ledger.integrity();
      const deliveries = new Set(ledger.events().map(({ delivery }) => delivery));
      return { deliveries, damage: integrity === "ok" ? null : integrity };
    });
  } catch (error) {
    return { deliveries: null, damage: error instanceof Error ? error.message : String(error) };
  }
}
