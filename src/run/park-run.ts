import { NO_CHANGES } from "../core/model/changes.ts";
import { messageOf, stackOf } from "../core/base/errors.ts";
import type { Run } from "../core/model/run/run.ts";
import type { Claim } from "../ports/store/store.ts";
import type { EngineParts } from "./engine-parts.ts";
import { tellEndings } from "./tell-endings.ts";

/** Parks a run that the engine itself could not take on, as it is stored, for a person to look at. */
export async function parkRun(
  { parts, claim, error }: { readonly parts: EngineParts; readonly claim: Claim; readonly error: unknown },
  runId: string,
): Promise<void> {
  const stored = await parts.store.getRun(runId);
  if (stored === null) return;
  const parked = parkedRun(parts, stored.run, error);
  const changes = { ...NO_CHANGES, runs: [parked] };
  if ((await parts.store.commit(claim, changes)) === "committed") tellEndings(parts, changes);
}

/** A run parked for a fault of ours, which is logged. */
export function parkedRun({ clock, logger }: EngineParts, run: Run, error: unknown): Run {
  const message = messageOf(error);
  logger.error(
    { run: run.id, rule: run.ruleId, event: run.eventId, error: message, stack: stackOf(error) },
    "run could not be driven; parked",
  );
  return {
    ...run,
    status: "parked",
    dueAt: null,
    waitsFor: null,
    destination: null,
    holds: [],
    stepsOverAt: null,
    updatedAt: clock.now(),
    error: { message, step: "", code: "engine_error" },
  };
}
