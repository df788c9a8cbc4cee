import { openReadOnlyStore } from "../../app-store.ts";
import { readConfig } from "../../config.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { Store } from "../../ports/store.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { shownZone } from "../../show/style.ts";
import { readDevState, readEndedDevStore } from "../dev/dev-state.ts";
import { FindingsError } from "../findings-error.ts";

/**
 * Runs a command on the store of the project, opened for reading beside a running engine: the one at `url`, else that
 * of a running `heyrules dev`, else the configured one. `zone` is the one to tell instants in. The store is closed
 * afterwards.
 *
 * @throws EngineError CONFIG_INVALID, STORE_UNAVAILABLE when there is no store yet, and what opening and reading it throw.
 */
export async function withProjectStore<Result>(
  context: CliContext,
  globals: GlobalOptions,
  url: string | undefined,
  work: (store: Store, zone: string) => Promise<Result>,
): Promise<Result> {
  const store = await open(url ?? (await findStore(context, globals)));
  try {
    return await work(store, await configuredZone(context, globals));
  } finally {
    await store.close();
  }
}

/** The zone to tell instants in; UTC when the configuration does not tell, as `--store` needs none. */
async function configuredZone(context: CliContext, globals: GlobalOptions): Promise<string> {
  const { environment } = context;
  const dev = readDevState(globals);
  if (dev !== null) return shownZone(context, dev.settings);
  try {
    const { named } = await readConfig({ file: globals.config, environment, requireSecrets: false });
    return shownZone(context, named?.settings ?? null);
  } catch (error) {
    if (error instanceof EngineError) return shownZone(context, null);
    throw error;
  }
}

async function findStore(context: CliContext, globals: GlobalOptions): Promise<string> {
  const dev = readDevState(globals);
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
    const ended = readEndedDevStore(globals);
    if (ended !== null && ended !== config.store) {
      context.note(`Reading ${config.store}, the store of heyrules start; that of dev, which ended: --store ${ended}`);
    }
    return config.store;
  }
  const message = "Nothing was read: name the store with --store, or correct this.";
  throw new FindingsError("CONFIG_INVALID", message, { diagnostics, problems });
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
