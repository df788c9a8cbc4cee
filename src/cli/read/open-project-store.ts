import { isEngineThere } from "../../app/operator/operator.ts";
import { openReadOnlyStore } from "../../app/store/kept-store.ts";
import { readConfig } from "../../config/config.ts";
import { EngineError } from "../../core/base/errors.ts";
import { parseStoreUrl, storeName } from "../../core/base/store-url.ts";
import type { ReadStore } from "../../ports/store/record-questions.ts";
import type { Store } from "../../ports/store/store.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { shownZone } from "../../show/text/style.ts";
import { nowBeside } from "../dev/dev-clock.ts";
import { readDevState, readEndedDevStore } from "../dev/dev-state.ts";
import { needsOperator, remoteEngine } from "../remote/remote-engine.ts";
import { tellingAccess } from "./store-access.ts";
import { FindingsError } from "../errors/findings-error.ts";

/**
 * Runs a command on the store of the project, opened for reading beside a running engine: the one at `url`, else that
 * of a running `heyrules dev`, else the configured one; with `--url` that of the engine there. `zone` is the one to tell instants in, `now` what
 * the clock of that engine shows. The store is closed afterwards.
 *
 * @throws EngineError CONFIG_INVALID, STORE_MISSING when there is no store yet, and what opening and reading it throw.
 */
export async function withProjectStore<Result>(
  context: CliContext,
  globals: GlobalOptions,
  url: string | undefined,
  work: (store: ReadStore, zone: string, now: number) => Promise<Result>,
): Promise<Result> {
  return withStore(context, globals, { url, isWhole: false }, work);
}

/**
 * The same for a command that needs records as they are, with numbers by which contacts are told apart.
 *
 * @throws as {@link withProjectStore}, and REMOTE_REFUSED with a token that may only look.
 */
export async function withWholeRecords<Result>(
  context: CliContext,
  globals: GlobalOptions,
  url: string | undefined,
  work: (store: ReadStore, zone: string, now: number) => Promise<Result>,
): Promise<Result> {
  return withStore(context, globals, { url, isWhole: true }, work);
}

async function withStore<Result>(
  context: CliContext,
  globals: GlobalOptions,
  { url, isWhole }: { readonly url: string | undefined; readonly isWhole: boolean },
  work: (store: ReadStore, zone: string, now: number) => Promise<Result>,
): Promise<Result> {
  const remote = await remoteEngine(context, globals);
  if (isWhole && remote?.role === "read") throw needsOperator("This command reads events whole, with their numbers.");
  if (remote !== null) return work(remote.records, shownZone(context, { timezone: remote.timezone }), remote.now);
  const place = url === undefined ? await findStore(context, globals) : { url, reading: null, instead: null };
  const store = await open(context, place);
  if (place.reading !== null) context.note(place.reading);
  try {
    return await work(store, await configuredZone(context, globals), await nowBeside(globals, place.url));
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

/** A store of the project. */
interface StorePlace {
  readonly url: string;
  /** The sentence on which store is read, when that may not be expected. */
  readonly reading: string | null;
  /** Another store that is there, when this one is not. */
  readonly instead: string | null;
}

/** URL of the store of an engine that a command asks for something, as `doing` says, which is there. @throws as {@link withProjectStore}. */
export async function existingStoreUrl(
  context: CliContext,
  globals: GlobalOptions,
  url: string | undefined,
  doing: "Changing" | "For" = "Changing",
): Promise<string> {
  const place = url === undefined ? await findStore(context, globals) : { url, reading: null, instead: null };
  if (parseStoreUrl(place.url).kind === "memory") {
    const message = "A store in memory is known to its own process alone: no command can change it.";
    throw new EngineError("STORE_UNAVAILABLE", message);
  }
  const store = await open(context, place);
  await store.close();
  if (url === undefined) await refuseIfUnclear(context, globals, place.url);
  if (place.reading !== null) context.note(place.reading.replace("Reading", doing));
  return place.url;
}

/** @throws EngineError USAGE when `dev` and `start` of the project both run: a person means one of them. */
async function refuseIfUnclear(context: CliContext, globals: GlobalOptions, url: string): Promise<void> {
  const { environment } = context;
  const { config } = await readConfig({ file: globals.config, environment, requireSecrets: false });
  if (config === null || config.store === url || !isEngineThere(config.store)) return;
  throw new EngineError(
    "USAGE",
    `Both heyrules dev and heyrules start run for this project: say which is meant, --store ${storeName(url)} (dev) or ` +
      `--store ${storeName(config.store)} (start).`,
  );
}

async function findStore(context: CliContext, globals: GlobalOptions): Promise<StorePlace> {
  const dev = readDevState(globals);
  if (dev !== null) {
    const reading = `Reading the store of the running heyrules dev, ${storeName(dev.store)}; --store names another one.`;
    return { url: dev.store, reading, instead: null };
  }
  const { environment } = context;
  const { config, diagnostics, problems } = await readConfig({
    file: globals.config,
    environment,
    requireSecrets: false,
  });
  if (config !== null) {
    const { store } = config;
    const ended = readEndedDevStore(globals);
    if (ended === null || ended === store) return { url: store, reading: null, instead: null };
    const reading = `Reading ${storeName(store)}, the store of heyrules start; that of dev, which ended: --store ${storeName(ended)}`;
    return { url: store, reading, instead: ended };
  }
  const message = "Nothing was read: name the store with --store, or correct this.";
  throw new FindingsError("CONFIG_INVALID", message, { diagnostics, problems });
}

async function open(context: CliContext, { url, instead }: StorePlace): Promise<Store> {
  try {
    return await tellingAccess(context, url, () => openReadOnlyStore(url));
  } catch (error) {
    if (instead === null || !(error instanceof EngineError) || error.code !== "STORE_MISSING") throw error;
    const other = `read that of dev, which ended, with --store ${storeName(instead)}`;
    const message = `There is no store ${storeName(url)} yet: start the engine once, or ${other}.`;
    throw new EngineError("STORE_MISSING", message, { cause: error });
  }
}
