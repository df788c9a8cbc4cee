import { openUpkeep } from "../../app-upkeep.ts";
import { formatDuration, parseDuration } from "../../core/base/duration.ts";
import { EngineError } from "../../core/base/errors.ts";
import { storeName } from "../../core/base/store-url.ts";
import type { Pruned } from "../../ports/store-upkeep.ts";
import { toIso } from "../../show/instants.ts";
import { SYSTEM_CLOCK } from "../../system.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { formatCounts } from "./amounts.ts";
import { configuredStore } from "./configured-store.ts";

/** Senders repeat deliveries for three days at most, and the key against a repeat goes with its event. */
const LEAST_AGE_MS = 7 * 86_400_000;

/** `heyrules store prune`: drops what is old; without `--yes` it only tells what that would be. */
export async function runStorePrune(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly store?: string; readonly olderThan: string; readonly yes: boolean },
): Promise<ExitCode> {
  const ageMs = parseDuration(options.olderThan);
  if (ageMs === null || ageMs < LEAST_AGE_MS) {
    const message = `--older-than ${options.olderThan} is no age of 7 days or more, such as 90d: what is younger may still be delivered again.`;
    throw new EngineError("USAGE", message);
  }
  const url = await configuredStore(context, globals, options.store);
  const now = SYSTEM_CLOCK.now();
  const age = { before: now - ageMs, now };
  const upkeep = openUpkeep(url);
  const pruned = options.yes ? await upkeep.prune(age) : await upkeep.planPrune(age);
  if (globals.json) {
    printJson(context, "store-prune", { store: storeName(url), before: toIso(age.before), done: options.yes, pruned });
  } else {
    const what = `what was received before ${toIso(age.before)}, ${formatDuration(ageMs)} ago, and is finished`;
    context.out(`${options.yes ? "Dropped" : "To be dropped"} of ${storeName(url)}, ${what}: ${formatPruned(pruned)}.`);
    if (!options.yes) context.note("Nothing was dropped yet: --yes does it. What is dropped does not come back.");
  }
  return options.yes ? EXIT.ok : EXIT.usage;
}

function formatPruned({ events, runs, effects, dedupeKeys, reservations }: Pruned): string {
  return formatCounts({ events, runs, effects, "keys against repeats": dedupeKeys, reservations });
}
