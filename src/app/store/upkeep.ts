import { EngineError } from "../../core/base/errors.ts";
import { parseStoreUrl, storeName, withStoreFile } from "../../core/base/store-url.ts";
import type { AuditEntry } from "../../core/model/decision.ts";
import type { StoreRecord, StoreUpkeep } from "../../ports/store/upkeep.ts";
import type { RecordCounts } from "../../stores/copies/export-file.ts";
import { checkExport, exportStore, importStore } from "../../stores/copies/export-file.ts";
import { makeNewFile } from "../../stores/on-disk/new-file.ts";
import { restoredMarks } from "../../stores/copies/restored-marks.ts";
import { upkeepOf } from "../../stores/upkeep.ts";
import { SYSTEM_CLOCK, SYSTEM_RANDOM } from "../../system.ts";

export type { RecordCounts } from "../../stores/copies/export-file.ts";

/** What a person can do with the store a URL names. @throws EngineError USAGE for one that cannot be kept. */
export function openUpkeep(url: string): StoreUpkeep {
  return upkeepOf(url);
}

/**
 * Writes a copy that can take the place of the store at `url` to a new file, and checks it: for SQLite and JSON a store in a
 * file, for PostgreSQL an export. A store from it lets nothing go out before a person says so. The engine may run.
 * @throws EngineError USAGE when the file is there already; STORE_UNAVAILABLE when the copy is not good.
 */
export async function backUpStore(url: string, file: string): Promise<void> {
  const check = async (copy: string): Promise<void> => {
    if (parseStoreUrl(url).kind === "postgres") await checkExport(copy);
    else await checkCopy(withStoreFile(url, () => copy));
  };
  await makeNewFile(file, { write: (copy) => upkeepOf(url).backUp(copy, marks()), check });
}

async function checkCopy(copyUrl: string): Promise<void> {
  const { faults } = await upkeepOf(copyUrl).check();
  const [fault, ...others] = faults;
  if (fault === undefined) return;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  throw new EngineError(
    "STORE_UNAVAILABLE",
    `The copy of ${storeName(copyUrl)} is not good, so it is not kept: ${fault}${more} "heyrules store check" names all that is wrong; docs/errors.md, STORE_UNAVAILABLE, says how to mend it. Until then, stop the engine and copy the file as it is.`,
  );
}

/** What every copy holds besides. */
function marks(): readonly StoreRecord[] {
  return restoredMarks({ now: SYSTEM_CLOCK.now(), random: SYSTEM_RANDOM });
}

/** Writes what the store at `url` holds to a new file that any store can be filled from, and gives how much that is. */
export async function exportToFile(url: string, file: string): Promise<RecordCounts> {
  let counts: RecordCounts = {};
  await makeNewFile(file, {
    write: (copy) => exportStore(upkeepOf(url), copy),
    check: async (copy) => {
      counts = await checkExport(copy);
    },
  });
  return counts;
}

/**
 * Fills the empty store at `url` from a file that an export wrote, and gives how much it was. It lets nothing go out before a person
 * says so; `entry` is who filled it, for the audit.
 */
export async function importFromFile(url: string, file: string, entry?: AuditEntry): Promise<RecordCounts> {
  return importStore(upkeepOf(url), file, [...marks(), ...(entry === undefined ? [] : [["audit", entry] as const])]);
}
