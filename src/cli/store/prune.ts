import { openUpkeep } from "../../app/store/upkeep.ts";
import { formatDuration, parseDuration } from "../../core/base/duration.ts";
import { EngineError } from "../../core/base/errors.ts";
import { storeName } from "../../core/base/store-url.ts";
import { horizonsAt } from "../../core/event/retention.ts";
import type { AuditEntry } from "../../core/model/decision.ts";
import type { RetentionPolicy } from "../../core/model/ruleset/settings.ts";
import type { Pruned } from "../../ports/store/upkeep.ts";
import { toIso } from "../../show/text/instants.ts";
import { SYSTEM_CLOCK } from "../../system.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { tellingAccess } from "../read/store-access.ts";
import { formatCounts } from "./amounts.ts";
import type { KeeperOptions } from "./store-entry.ts";
import { storeEntry } from "./store-entry.ts";
import { configuredRetention, configuredStore } from "./configured-store.ts";

/** People look at what happened last week. */
const LEAST_AGE_MS = 7 * 86_400_000;

/**
 * `heyrules store prune`: takes away what is old by `retention`, as the engine does by and by, or by a shorter age; once a person
 * said so, by `--yes` or on the terminal; otherwise only tells what that would be.
 */
export async function runStorePrune(
  context: CliContext,
  globals: GlobalOptions,
  options: KeeperOptions & { readonly store?: string; readonly olderThan?: string; readonly yes: boolean },
): Promise<ExitCode> {
  const policy = agedPolicy(await configuredRetention(context, globals), options.olderThan);
  const url = await configuredStore(context, globals, options.store);
  const now = SYSTEM_CLOCK.now();
  const age = { horizons: horizonsAt(policy, now), now };
  const { events, texts } = age.horizons;
  const upkeep = openUpkeep(url);
  const what =
    `what was received before ${toIso(events)}, ${formatDuration(policy.eventsMs)} ago, and is finished, and the texts of what ` +
    `was before ${toIso(texts)}`;
  const tell = (pruned: Pruned, { done }: { readonly done: boolean }): void => {
    const store = storeName(url);
    const result = { store, before: toIso(events), textsBefore: toIso(texts), done, pruned };
    if (globals.json) printJson(context, "store-prune", result);
    else if (isNothing(pruned)) context.out(`Nothing is to be dropped of ${store}, ${what}.`);
    else context.out(`${done ? "Dropped" : "To be dropped"} of ${store}, ${what}: ${formatPruned(pruned)}.`);
  };
  if (!options.yes) {
    const planned = await tellingAccess(context, url, () => upkeep.planPrune(age));
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
  const entryOf = (dropped: Pruned): AuditEntry => {
    const text = `dropped what was received before ${toIso(events)}: ${isNothing(dropped) ? "nothing" : formatPruned(dropped)}`;
    return storeEntry(url, { deed: "prune", text }, options);
  };
  const pruned = await tellingAccess(context, url, () => upkeep.prune(age, entryOf));
  tell(pruned, { done: true });
  return EXIT.ok;
}

function isNothing(pruned: Pruned): boolean {
  return Object.values(pruned).every((count) => count === 0);
}

/** What the configuration keeps, and of events and texts no more than an age. */
function agedPolicy(policy: RetentionPolicy, olderThan: string | undefined): RetentionPolicy {
  if (olderThan === undefined) return policy;
  const ageMs = parseDuration(olderThan);
  if (ageMs === null || ageMs < LEAST_AGE_MS) {
    throw new EngineError("USAGE", `--older-than ${olderThan} is no age of 7 days or more, such as 90d.`);
  }
  return { ...policy, eventsMs: ageMs, textsMs: Math.min(policy.textsMs, ageMs) };
}

function formatPruned({ events, runs, effects, texts, dedupeKeys, reservations, audit, tallies }: Pruned): string {
  return formatCounts({
    ...{ events, runs, effects, "events of which the text goes": texts, "keys against repeats": dedupeKeys },
    ...{ reservations, "audit entries": audit, "hourly counts": tallies },
  });
}
