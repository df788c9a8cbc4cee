import { openReadOnlyStore } from "../../app-store.ts";
import { readConfig } from "../../config.ts";
import { formatDiagnostic } from "../../core/base/diagnostic.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { Store } from "../../ports/store.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { readDevState, readEndedDevStore } from "../dev/dev-state.ts";

/**
 * Runs a command on the store of the project, opened for reading beside a running engine: the one at `url`, else that
 * of a running `heyrules dev`, else the configured one. The store is closed afterwards.
 *
 * @throws EngineError CONFIG_INVALID, STORE_UNAVAILABLE when there is no store yet, and what opening and reading it throw.
 */
export async function withProjectStore<Result>(
  context: CliContext,
  globals: GlobalOptions,
  url: string | undefined,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = await open(url ?? (await findStore(context, globals)));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function findStore(context: CliContext, globals: GlobalOptions): Promise<string> {
  const dev = readDevState();
  if (dev !== null) {
    context.note(`Reading the store of the running heyrules dev, ${dev.store}; --store names another one.`);
    return dev.store;
  }
  const { environment } = context;
  const { config, diagnostics, problems } = await readConfig({
    file: globals.config,
    environment,
    requireSecrets: false,
  });
  if (config !== null) {
    const ended = readEndedDevStore();
    if (ended !== null && ended !== config.store) {
      context.note(`Reading ${config.store}, the store of heyrules start; that of dev, which ended: --store ${ended}`);
    }
    return config.store;
  }
  const findings = [...diagnostics.map(formatDiagnostic), ...problems].join("\n");
  throw new EngineError(
    "CONFIG_INVALID",
    `${findings}\nNothing was read: name the store with --store, or correct this.`,
  );
}

async function open(url: string): Promise<Store> {
  try {
    return await openReadOnlyStore(url);
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== "NOT_FOUND") throw error;
    throw new EngineError(
      "STORE_UNAVAILABLE",
      `There is no store ${url} yet: start the engine once, or name another store with --store.`,
      { cause: error },
    );
  }
}
