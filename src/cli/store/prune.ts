import { openUpkeep } from "../../app-upkeep.ts";
import { formatDuration, parseDuration } from "../../core/base/duration.ts";
import { EngineError } from "../../core/base/errors.ts";
import { storeName } from "../../core/base/store-url.ts";
import type { Pruned } from "../../ports/store-upkeep.ts";
import { toIso } from "../../show/text/instants.ts";
import { SYSTEM_CLOCK } from "../../system.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { tellingAccess } from "../read/store-access.ts";
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
  const ageMs = readAge(options.olderThan);
  const url = await configuredStore(context, globals, options.store);
  const now = SYSTEM_CLOCK.now();
  const age = { before: now - ageMs, now };
  const upkeep = openUpkeep(url);
  const what = `what was received before ${toIso(age.before)}, ${formatDuration(ageMs)} ago, and is finished`;
  const tell = (pruned: Pruned, { done }: { readonly done: boolean }): void => {
    const store = storeName(url);
    if (globals.json) printJson(context, "store-prune", { store, before: toIso(age.before), done, pruned });
    else if (isNothing(pruned)) context.out(`Nothing is to be dropped of ${store}, ${what}.`);
    else context.out(`${done ? "Dropped" : "To be dropped"} of ${store}, ${what}: ${formatPruned(pruned)}.`);
  };
  if (!options.yes) {
    const planned = await tellingAccess(url, () => upkeep.planPrune(age));
    tell(planned, { done: false });
    if (isNothing(planned)) return EXIT.ok;
    const { ask } = context;
    if (ask === null || globals.json) {
      throw new EngineError("USAGE", "Nothing was dropped: this is the plan, and --yes does it.");
    }
    const answer = await ask("Drop it? It does not come back. [y/N] ");
    if (!/^y(es)?$/i.test(answer.trim())) {
      context.note("Nothing was dropped.");
      return EXIT.checkFailed;
    }
  }
  const pruned = await tellingAccess(url, () => upkeep.prune(age));
  tell(pruned, { done: true });
  return EXIT.ok;
}

function readAge(text: string): number {
  const ageMs = parseDuration(text);
  if (ageMs !== null && ageMs >= LEAST_AGE_MS) return ageMs;
  const message = `--older-than ${text} is no age of 7 days or more, such as 90d: what is younger may still be delivered again.`;
  throw new EngineError("USAGE", message);
}

function isNothing(pruned: Pruned): boolean {
  return Object.values(pruned).every((count) => count === 0);
}

function formatPruned({ events, runs, effects, dedupeKeys, reservations }: Pruned): string {
  return formatCounts({ events, runs, effects, "keys against repeats": dedupeKeys, reservations });
}
