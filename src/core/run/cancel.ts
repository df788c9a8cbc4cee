import { fitsAny } from "../language/event-pattern.ts";
import type { ChangeSet } from "../model/changes.ts";
import type { Event } from "../model/event.ts";
import type { Effect } from "../model/run/effect.ts";
import type { Run } from "../model/run/run.ts";
import type { Rule } from "../model/ruleset/rule.ts";
import type { TraceEntry } from "../model/trace.ts";
import { recordOf } from "./record.ts";
import type { RunContext } from "./run-context.ts";
import type { RunView } from "./run-view.ts";

/** Whether an event of the contact is one of those that end a run; never the one that started it. */
export function isCancelledBy(
  run: Pick<Run, "eventId">,
  { cancelOn = [] }: Rule,
  { event, settings }: { readonly event: Event } & Pick<RunContext, "settings">,
): boolean {
  return run.eventId !== event.id && fitsAny(cancelOn, event, settings);
}

/** The end of a run that waits, for a reason outside of it: what it has not sent is never sent. */
export function cancelledRun(
  view: Pick<RunView, "run" | "effects">,
  reason: string,
  context: Pick<RunContext, "rule" | "now" | "settings">,
): ChangeSet {
  const { now, rule } = context;
  const { run } = view;
  const instruction = rule.program[run.cursor];
  const path = instruction !== undefined && "path" in instruction ? instruction.path : "";
  const entry: TraceEntry = { at: now, path, kind: "cancel", text: reason };
  const stopped: Run = {
    ...run,
    status: "stopped",
    dueAt: null,
    waitsFor: null,
    awaitsSince: null,
    destination: null,
    updatedAt: now,
    trace: [...run.trace, entry],
  };
  const effects = view.effects
    .filter(isUnsent)
    .map((effect): Effect => ({ ...effect, status: "cancelled", reason, guard: null, dueAt: null, settledAt: now }));
  return recordOf({ run: stopped, effects }, context);
}

function isUnsent({ status }: Effect): boolean {
  return status === "planned" || status === "deferred";
}
