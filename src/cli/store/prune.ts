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

/**
 * `heyrules store prune`: drops what is old, once a person said so, by `--yes` or on the terminal; otherwise only tells what that
 * would be.
 */
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
  const what = `what was received before ${toIso(age.before)}, ${formatDuration(ageMs)} ago, and is finished`;
  if (!options.yes) {
    const planned = await upkeep.planPrune(age);
    const plan = `To be dropped of ${storeName(url)}, ${what}: ${formatPruned(planned)}.`;
    if (globals.json) printJson(context, "store-prune", resultOf(planned, false));
    else context.out(plan);
    const answer = globals.json ? null : await context.ask?.("Drop it? It does not come back. [y/N] ");
    if (!/^y(es)?$/i.test((answer ?? "").trim())) {
      context.note("Nothing was dropped: --yes does it.");
      return EXIT.usage;
    }
  }
  const pruned = await upkeep.prune(age);
  if (globals.json) printJson(context, "store-prune", resultOf(pruned, true));
  else context.out(`Dropped of ${storeName(url)}, ${what}: ${formatPruned(pruned)}.`);
  return EXIT.ok;

  function resultOf(counts: Pruned, done: boolean): object {
    return { store: storeName(url), before: toIso(age.before), done, pruned: counts };
  }
}

function formatPruned({ events, runs, effects, dedupeKeys, reservations }: Pruned): string {
  return formatCounts({ events, runs, effects, "keys against repeats": dedupeKeys, reservations });
}
