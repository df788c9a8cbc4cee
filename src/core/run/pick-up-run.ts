import type { ChangeSet } from "../model/changes.ts";
import { NO_CHANGES } from "../model/changes.ts";
import { unclear } from "../model/outcome.ts";
import { settleAttempt } from "./attempt.ts";
import type { RunContext } from "./run-context.ts";
import type { RunView } from "./run-view.ts";

/**
 * What a run that was found in the store begins with: ready, since it was due when it was looked up and the clock may have
 * been set since. A run found in `sending` was left there by a process that died: its attempt is settled as unclear.
 */
export function pickUpRun(
  view: RunView,
  context: Pick<RunContext, "rule" | "now"> & { readonly random: number },
): ChangeSet {
  const { run, effects } = view;
  const interrupted = run.status === "sending" ? effects.find(({ status }) => status === "sending") : undefined;
  const instruction = context.rule.program[run.cursor];
  if (interrupted === undefined || instruction?.op !== "effect") {
    return { ...NO_CHANGES, runs: [{ ...run, status: "ready", dueAt: null, waitsFor: null }] };
  }
  return settleAttempt(view, { effectId: interrupted.id, instruction, outcome: INTERRUPTED }, context);
}

const INTERRUPTED = unclear("the process ended while the request was on the wire");
