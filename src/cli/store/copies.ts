import type { RecordCounts } from "../../app/store/upkeep.ts";
import { backUpStore, exportToFile, importFromFile } from "../../app/store/upkeep.ts";
import { parseStoreUrl, storeName } from "../../core/base/store-url.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import type { RecordKind } from "../../ports/store/upkeep.ts";
import { formatCounts } from "./amounts.ts";
import { tellingAccess } from "../read/store-access.ts";
import type { KeeperOptions } from "./store-entry.ts";
import { storeEntry } from "./store-entry.ts";
import { configuredStore } from "./configured-store.ts";

/** A store, and a file that it goes to or comes from. */
interface CopyOptions {
  readonly store?: string;
  readonly file: string;
}

const PAUSED = "What starts on it lets nothing go out until heyrules resume.";

/** `heyrules store backup FILE`: a checked copy that can take the place of the store. */
export async function runStoreBackup(
  context: CliContext,
  globals: GlobalOptions,
  { store, file }: CopyOptions,
): Promise<ExitCode> {
  const url = await configuredStore(context, globals, store);
  await tellingAccess(context, url, () => backUpStore(url, file));
  const { kind } = parseStoreUrl(url);
  if (globals.json) printJson(context, "store-backup", { store: storeName(url), file, kind });
  else {
    const restore =
      kind === "postgres"
        ? "heyrules store import fills an empty store from it."
        : "It can take the place of the store's file.";
    context.out(`The store ${storeName(url)} was copied to ${file}, and the copy is good. ${restore} ${PAUSED}`);
  }
  return EXIT.ok;
}

/** `heyrules store export FILE`: everything in the store, for a store of any kind. */
export async function runStoreExport(
  context: CliContext,
  globals: GlobalOptions,
  { store, file }: CopyOptions,
): Promise<ExitCode> {
  const url = await configuredStore(context, globals, store);
  const counts = await tellingAccess(context, url, () => exportToFile(url, file));
  if (globals.json) printJson(context, "store-export", { store: storeName(url), file, counts });
  else
    context.out(
      `The store ${storeName(url)} was written to ${file}, which was read again to its end: ${formatRecords(counts)}.`,
    );
  return EXIT.ok;
}

/** `heyrules store import FILE`: fills an empty store. */
export async function runStoreImport(
  context: CliContext,
  globals: GlobalOptions,
  { store, file, ...keeper }: Required<CopyOptions> & KeeperOptions,
): Promise<ExitCode> {
  const entry = storeEntry(store, { deed: "import", text: "filled from a file that store export wrote" }, keeper);
  const counts = await tellingAccess(context, store, () => importFromFile(store, file, entry));
  if (globals.json) printJson(context, "store-import", { store: storeName(store), file, counts });
  else {
    context.out(`The store ${storeName(store)} was filled from ${file}: ${formatRecords(counts)}. ${PAUSED}`);
  }
  return EXIT.ok;
}

/** What people call the kinds of records; in the order in which they are told. */
const NAMES = {
  event: "events",
  run: "runs",
  effect: "effects",
  contact: "contacts",
  opt_state: "opt states",
  dedupe_key: "keys against repeats",
  reservation: "reservations",
  rule: "rule versions",
  rule_load: "times of their loading",
  pause: "pauses",
  audit: "rows of the audit",
  tally: "hourly counts",
} as const satisfies Readonly<Record<RecordKind, string>>;

function formatRecords(counts: RecordCounts): string {
  const kinds = Object.keys(NAMES) as RecordKind[];
  return formatCounts(Object.fromEntries(kinds.map((kind) => [NAMES[kind], counts[kind] ?? 0])));
}
