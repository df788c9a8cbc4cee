import type { RecordCounts } from "../../app-upkeep.ts";
import { backUpStore, exportToFile, importFromFile } from "../../app-upkeep.ts";
import { parseStoreUrl, storeName } from "../../core/base/store-url.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { formatCounts } from "./amounts.ts";
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
  await backUpStore(url, file);
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
  const counts = await exportToFile(url, file);
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
  { store, file }: Required<CopyOptions>,
): Promise<ExitCode> {
  const counts = await importFromFile(store, file);
  if (globals.json) printJson(context, "store-import", { store: storeName(store), file, counts });
  else {
    context.out(`The store ${storeName(store)} was filled from ${file}: ${formatRecords(counts)}. ${PAUSED}`);
  }
  return EXIT.ok;
}

function formatRecords({
  event = 0,
  run = 0,
  effect = 0,
  contact = 0,
  opt_state = 0,
  dedupe_key = 0,
  reservation = 0,
  rule = 0,
}: RecordCounts): string {
  return formatCounts({
    events: event,
    runs: run,
    effects: effect,
    contacts: contact,
    "opt states": opt_state,
    "keys against repeats": dedupe_key,
    reservations: reservation,
    "rule versions": rule,
  });
}
