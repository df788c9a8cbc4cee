import { openUpkeep } from "../../app-upkeep.ts";
import { formatDuration, parseDuration } from "../../core/base/duration.ts";
import { EngineError } from "../../core/base/errors.ts";
import { storeName } from "../../core/base/store-url.ts";
import { horizonsAt } from "../../core/event/retention.ts";
import type { RetentionPolicy } from "../../core/model/settings.ts";
import type { Pruned } from "../../ports/store-upkeep.ts";
import { toIso } from "../../show/instants.ts";
import { SYSTEM_CLOCK } from "../../system.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { formatCounts } from "./amounts.ts";
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
  options: { readonly store?: string; readonly olderThan?: string; readonly yes: boolean },
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
    return { store: storeName(url), before: toIso(events), textsBefore: toIso(texts), done, pruned: counts };
  }
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

function formatPruned({ events, runs, effects, texts, dedupeKeys, reservations, audit }: Pruned): string {
  return formatCounts({
    ...{ events, runs, effects, "events of which the text goes": texts, "keys against repeats": dedupeKeys },
    ...{ reservations, "audit entries": audit },
  });
}
