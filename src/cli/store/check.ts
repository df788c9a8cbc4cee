import { openUpkeep } from "../../app/store/upkeep.ts";
import { storeName } from "../../core/base/store-url.ts";
import type { StoreCondition } from "../../ports/store/upkeep.ts";
import { toIso } from "../../show/text/instants.ts";
import { printable } from "../../show/text/printable.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { formatBytes, formatCounts } from "./amounts.ts";
import { tellingAccess } from "../read/store-access.ts";
import { configuredStore } from "./configured-store.ts";

/** `heyrules store check`: how the store stands; fails when something is wrong with it. */
export async function runStoreCheck(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly store?: string },
): Promise<ExitCode> {
  const url = await configuredStore(context, globals, options.store);
  const condition = await tellingAccess(context, url, () => openUpkeep(url).check());
  const { faults } = condition;
  if (globals.json) {
    const { oldestEventAt } = condition;
    const oldest = oldestEventAt === null ? null : toIso(oldestEventAt);
    printJson(context, "store-check", {
      store: storeName(url),
      ...condition,
      oldestEventAt: oldest,
      ok: faults.length === 0,
    });
  } else {
    for (const line of linesOf(storeName(url), condition)) context.out(line);
    for (const fault of faults) context.out(context.style.red(printable(fault)));
    if (faults.length === 0) context.out("Nothing is wrong with it.");
  }
  return faults.length === 0 ? EXIT.ok : EXIT.checkFailed;
}

function linesOf(
  name: string,
  { version, newestVersion, sizes, events, runs, oldestEventAt }: StoreCondition,
): readonly string[] {
  const isOld = version < newestVersion;
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
  return [
    `Store:        ${name}`,
    `Schema:       ${version}${isOld ? `, this release has ${newestVersion}: heyrules store migrate, or the next start, brings it there` : ""}`,
    `Size:         ${formatBytes(bytes)}`,
    `Events:       ${formatCounts(events)}`,
    `Runs:         ${formatCounts(runs)}`,
    `Oldest event: ${oldestEventAt === null ? "none" : toIso(oldestEventAt)}`,
  ];
}
