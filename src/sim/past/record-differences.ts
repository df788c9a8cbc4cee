import type { Effect } from "../../core/model/run/effect.ts";
import { isTerminal } from "../../core/model/run/run.ts";
import type { EventRecord, RunRecord } from "../../ports/store/store.ts";

/** What became of one event, really or in a test. */
export interface EventOutcome {
  readonly record: EventRecord;
  /** Runs that it started. */
  readonly runs: readonly RunRecord[];
}

/** How what a test makes of an event differs from what rules made of it when it happened, in sentences; none when it does not. */
export function recordDifferences(
  ruleIds: readonly string[],
  { happened, tested }: { readonly happened: EventOutcome; readonly tested: EventOutcome },
): readonly string[] {
  return ruleIds.flatMap((ruleId): readonly string[] => {
    const then = outcomeOf(ruleId, happened);
    const now = outcomeOf(ruleId, tested);
    if (then.fired !== now.fired) {
      const [did, does] = then.fired ? ["fired", `does not: ${now.reason}`] : [`did not fire (${then.reason})`, "does"];
      return [`${ruleId} ${did}, and in a test ${does}`];
    }
    return isSameDeeds(then, now) ? [] : [`${ruleId} did ${shown(then.deeds)}, and in a test does ${shown(now.deeds)}`];
  });
}

interface RuleOutcome {
  readonly fired: boolean;
  readonly reason: string;
  /** Whether nothing more can come. */
  readonly hasEnded: boolean;
  readonly deeds: readonly Deed[];
}

interface Deed {
  readonly action: string;
  /** Null while it is not known. */
  readonly end: string | null;
}

function outcomeOf(ruleId: string, { record, runs }: EventOutcome): RuleOutcome {
  const verdict = record.evaluation?.verdicts.find((one) => one.ruleId === ruleId);
  const own = runsOf(verdict?.runId ?? null, runs);
  const effects = own.flatMap((run) => run.effects).toSorted((a, b) => a.plannedAt - b.plannedAt);
  return {
    fired: verdict?.outcome === "fired",
    reason: verdict?.reason ?? "it was not asked",
    hasEnded: own.every(({ run }) => isTerminal(run.status)),
    deeds: effects.map((effect) => ({ action: effect.action, end: endOf(effect) })),
  };
}

/** A run and those that went on with the rest of it. */
function runsOf(id: string | null, runs: readonly RunRecord[]): readonly RunRecord[] {
  const run = runs.find((one) => one.run.id === id);
  return run === undefined ? [] : [run, ...runsOf(run.run.continuedAs, runs)];
}

function endOf({ status, guard }: Effect): string | null {
  switch (status) {
    case "planned":
    case "deferred":
    case "sending":
    case "unknown":
      return null;
    case "done":
      return "";
    case "blocked":
      // That nothing is sent for now is a matter of the installation, and not of the rule.
      return guard === "dry" ? "" : ` (blocked: ${guard ?? "unknown"})`;
    case "failed":
    case "dead":
      return " (failed)";
    case "cancelled":
      return " (cancelled)";
  }
}

function isSameDeeds(then: RuleOutcome, now: RuleOutcome): boolean {
  const isLong = then.hasEnded ? then.deeds.length === now.deeds.length : then.deeds.length <= now.deeds.length;
  return (
    isLong &&
    then.deeds.every(({ action, end }, index) => {
      const other = now.deeds[index];
      return other?.action === action && (end === null || other.end === null || end === other.end);
    })
  );
}

function shown(deeds: readonly Deed[]): string {
  return deeds.length === 0 ? "nothing" : deeds.map(({ action, end }) => `${action}${end ?? ""}`).join(", ");
}
