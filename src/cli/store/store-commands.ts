import type { Command } from "commander";
import type { KeeperOptions } from "./store-entry.ts";
import type { ProgramParts } from "../read/read-commands.ts";

const STORE_OPTION = [
  "--store <url>",
  "this store instead of the project's, such as sqlite:./data/heyrules.db",
] as const;

const REASON_OPTION = ["--reason <text>", "why, for the audit"] as const;
const AS_OPTION = ["--as <name>", "who you are, for the audit; else the user of this machine"] as const;

interface StoreOptions {
  readonly store?: string;
}

/** Adds the commands that look after a store: `store check`, `migrate`, `prune`, `backup`, `export` and `import`. */
export function addStoreCommands(program: Command, { context, globals, finish }: ProgramParts): void {
  const store = program.command("store").description("check, prune, copy and move the store");
  store
    .command("check")
    .description("look at everything in the store, beside a running engine")
    .option(...STORE_OPTION)
    .action(async (options: StoreOptions) => {
      const { runStoreCheck } = await import("./check.ts");
      finish(await runStoreCheck(context, globals(), options));
    });
  store
    .command("migrate")
    .description("bring the store to the schema of this release, as the start of an engine does")
    .option(...STORE_OPTION)
    .action(async (options: StoreOptions) => {
      const { runStoreMigrate } = await import("./migrate.ts");
      finish(await runStoreMigrate(context, globals(), options));
    });
  store
    .command("prune")
    .description("take away what is old, as retention in heyrules.yaml says, and free its room")
    .option("--older-than <time>", "events received longer ago than this, 7d at least, instead of retention.events")
    .option("--yes", "do it; without it only what would be dropped is told", false)
    .option(...REASON_OPTION)
    .option(...AS_OPTION)
    .option(...STORE_OPTION)
    .action(async (options: StoreOptions & KeeperOptions & { readonly olderThan?: string; readonly yes: boolean }) => {
      const { runStorePrune } = await import("./prune.ts");
      finish(await runStorePrune(context, globals(), options));
    });
  store
    .command("backup")
    .description("write a checked copy of the store to a new file, beside a running engine")
    .argument("<file>", "the file to make")
    .option(...STORE_OPTION)
    .action(async (file: string, options: StoreOptions) => {
      const { runStoreBackup } = await import("./copies.ts");
      finish(await runStoreBackup(context, globals(), { ...options, file }));
    });
  store
    .command("export")
    .description("write everything to a new file that any kind of store can be filled from")
    .argument("<file>", "the file to make; compressed when it ends in .gz")
    .option(...STORE_OPTION)
    .action(async (file: string, options: StoreOptions) => {
      const { runStoreExport } = await import("./copies.ts");
      finish(await runStoreExport(context, globals(), { ...options, file }));
    });
  store
    .command("import")
    .description("fill an empty store from a file that store export wrote")
    .argument("<file>", "the file to read")
    .requiredOption("--store <url>", "the empty store, such as postgres://heyrules@localhost/heyrules")
    .option(...REASON_OPTION)
    .option(...AS_OPTION)
    .action(async (file: string, options: KeeperOptions & { readonly store: string }) => {
      const { runStoreImport } = await import("./copies.ts");
      finish(await runStoreImport(context, globals(), { ...options, file }));
    });
}
