import type { ChangeSet } from "../core/model/changes.ts";
import { eventTypesOf } from "../core/model/ruleset/rule.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { Event } from "../core/model/event.ts";
import type { Run } from "../core/model/run/run.ts";
import { wholeSecond } from "../core/run/await.ts";
import { cancelledRun, isCancelledBy } from "../core/run/cancel.ts";
import type { EngineParts } from "./engine-parts.ts";
import type { RunRecord } from "../ports/store/store.ts";

type Parts = Pick<EngineParts, "store" | "activeRules" | "clock">;

/** Whether something that comes while a run is in line, or is calling, may end it. */
export function mayEndMeanwhile(rule: Pick<Rule, "cancelOn" | "mode" | "program">): boolean {
  return (rule.cancelOn ?? []).length > 0 || isRestarted(rule);
}

/**
 * Whether a later run takes the place of one that no longer waits. Of a debounce and an absence a silence is asked for, and
 * once that was long enough it is told, whatever comes after it.
 */
function isRestarted({ mode, program: [first] }: Pick<Rule, "mode" | "program">): boolean {
  const asksForSilence = first !== undefined && "path" in first && SILENCES.includes(first.path);
  return mode === "restart" && !asksForSilence;
}

/** Where the wait of a debounce and of an absence stands. */
const SILENCES: readonly string[] = ["limits/debounce", "on"];

/**
 * The end of a run in line for its destination, or behind its call, when an event has come that ends it, or a later run of its
 * rule has taken its place: the lane ends what waits, and leaves a run that may have its turn at this moment to its turn. Null
 * when nothing has come.
 */
export async function endedMeanwhile(
  parts: Parts,
  { view, rule, event: start }: { readonly view: RunRecord; readonly rule: Rule; readonly event: Event },
): Promise<ChangeSet | null> {
  if (!mayEndMeanwhile(rule)) return null;
  const { store, activeRules, clock } = parts;
  const { cancelOn = [], triggers } = rule;
  const { settings } = activeRules();
  const types = [...new Set([start.type, ...eventTypesOf(triggers), ...cancelOn.map(({ eventType }) => eventType)])];
  const since = await store.history(view.run.lane, types, wholeSecond(start.at));
  // Newest first, also of those of one instant: what stands behind the start came before it.
  const place = since.findIndex(({ id }) => id === start.id);
  const later = place === -1 ? since.filter(({ at }) => at >= start.at) : since.slice(0, place);
  const event = later.findLast((one) => isCancelledBy(view.run, rule, { event: one, settings }));
  const context = { rule, settings, now: clock.now() };
  if (event !== undefined) return cancelledRun(view, `ended by ${event.type} (${event.id})`, context);
  const next = await nextRun(parts, { run: view.run, rule, later });
  return next === null ? null : cancelledRun(view, `started anew as ${next.id}`, context);
}

/** The first run that came after one, is of its key, and takes its place by the `mode` of their rule. */
async function nextRun(
  { store }: Parts,
  { run, rule, later }: { readonly run: Run; readonly rule: Rule; readonly later: readonly Event[] },
): Promise<Run | null> {
  if (!isRestarted(rule)) return null;
  const mayStart = eventTypesOf(rule.triggers);
  for (const event of later.toReversed().filter(({ type }) => mayStart.includes(type))) {
    const { rows } = await store.listRuns({ eventId: event.id, limit: RUNS_OF_EVENT });
    const next = rows.find((row) => row.run.ruleId === run.ruleId && row.run.key === run.key && row.run.id !== run.id);
    if (next !== undefined) return next.run;
  }
  return null;
}

/** More than one event can start. */
const RUNS_OF_EVENT = 100;
