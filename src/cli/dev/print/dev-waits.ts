import { isAtRest } from "../../../core/model/run/run.ts";
import type { Run } from "../../../core/model/run/run.ts";
import type { RunRecord, Store } from "../../../ports/store/store.ts";
import type { CliContext } from "../../context.ts";
import { shownZone } from "../../../show/text/style.ts";
import { linkLines } from "./dev-links.ts";
import type { InForce } from "./dev-arrivals.ts";
import { formatRun } from "../../../show/records/explain/explain.ts";
import { printable } from "../../../show/text/printable.ts";

/** Tells when runs that waited went on. */
export interface WaitLog {
  /** Follows those of these runs that wait. */
  readonly follow: (runs: readonly RunRecord[]) => void;
  readonly stop: () => void;
}

const POLL_MS = 100;
/** Runs that waited already when `dev` started; what a person tries out has fewer. */
const RUNS = 1_000;

/** Prints a block on standard output whenever a run went on after a `wait`, for its next attempt or look, or after quiet hours. */
export function createWaitLog(
  context: CliContext,
  parts: { readonly inForce: () => InForce | null; readonly describeNow: () => string },
): WaitLog {
  const waiting = new Map<string, RunRecord>();
  const follow = (runs: readonly RunRecord[]): void => {
    for (const record of runs) if (goesOnLater(record.run)) waiting.set(record.run.id, record);
  };
  let lastStore: Store | null = null;
  const look = async (): Promise<void> => {
    const inForce = parts.inForce();
    if (inForce === null) return;
    const { store, settings } = inForce;
    if (store !== lastStore) {
      for (const status of ["waiting", "queued"] as const) follow((await store.listRuns({ status, limit: RUNS })).rows);
    }
    lastStore = store;
    for (const before of [...waiting.values()]) {
      const now = await store.getRun(before.run.id);
      if (now === null || !hasGoneOn(before.run, now.run)) continue;
      waiting.delete(before.run.id);
      follow([now]);
      const { run } = now;
      const head = `${parts.describeNow()} ${context.style.bold(printable(run.ruleId))} goes on, run ${run.id}`;
      const shown = { showsNumbers: true, zone: shownZone(context, settings) };
      const lines = formatRun(context, { run, effects: changedEffects(before, now) }, shown);
      const told = [...lines, ...linkLines([now], inForce)].map((line) => `    ${line}`);
      context.out([`${head} of ${run.eventId}`, ...told, ""].join("\n"));
    }
  };
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    // The store may be closing, when `dev` ends or starts anew; the next look tells.
    void look()
      .catch(() => undefined)
      .finally(() => {
        isLooking = false;
      });
  }, POLL_MS);
  // A dev that does not start must end by itself.
  timer.unref();
  return {
    follow,
    stop: () => {
      clearInterval(timer);
    },
  };
}

/** Whether a run waits for an instant: by its rule, for quiet hours to end, or for its next attempt. */
function goesOnLater({ status, dueAt }: Run): boolean {
  return (status === "waiting" || status === "queued") && dueAt !== null;
}

/** Whether a run that waited came to rest again after it. */
function hasGoneOn(before: Run, now: Run): boolean {
  return goesOnLater(now) ? now.dueAt !== before.dueAt : isAtRest(now);
}

/** The effects that are new or not as they were. */
function changedEffects(before: RunRecord, now: RunRecord): RunRecord["effects"] {
  return now.effects.filter((effect) => {
    const known = before.effects.find(({ id }) => id === effect.id);
    const isSame = known?.status === effect.status && known.attempts.length === effect.attempts.length;
    return !isSame || known.search?.looks !== effect.search?.looks;
  });
}
