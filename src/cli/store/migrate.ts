import { openUpkeep } from "../../app/store/upkeep.ts";
import { storeName } from "../../core/base/store-url.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { tellingAccess } from "../read/store-access.ts";
import { configuredStore } from "./configured-store.ts";

/** `heyrules store migrate`: brings the store to the schema of this release. */
export async function runStoreMigrate(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly store?: string },
): Promise<ExitCode> {
  const url = await configuredStore(context, globals, options.store);
  const { from, to } = await tellingAccess(context, url, () => openUpkeep(url).migrate());
  if (globals.json) printJson(context, "store-migrate", { store: storeName(url), from, to });
  else if (from === to) context.out(`The store ${storeName(url)} has schema ${to} already.`);
  else context.out(`The store ${storeName(url)} was brought from schema ${from} to ${to}.`);
  return EXIT.ok;
}
