import { destinationOf } from "../../../core/actions/reach.ts";
import type { Pause } from "../../../core/model/decision.ts";
import { isPausedDestination, pauseOf, widestFirst } from "../../../core/model/decision.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Records, RunRecord } from "../../../ports/store/store.ts";

/** So many of the newest runs that wait, or stand in line, are asked whether a pause keeps them. */
const LOOKED_AT = 200;

type RunStore = Pick<Records, "listRuns">;

/** What keeps back what a rule does, the widest first: all that is paused of its steps, and how many of its runs wait for that. */
export interface RulePauses {
  /** Of one that is off or in shadow only those that are its own, unless runs of it wait for more. */
  readonly pauses: readonly Pause[];
  readonly waitingForPause: number;
  /** Those of them whose status is that of runs that wait for a time. */
  readonly deferred: number;
}

/** What is paused of a rule. */
export async function rulePauses(store: RunStore, rule: Rule, all: readonly Pause[]): Promise<RulePauses> {
  const pauses = widestFirst(all).filter((pause) => isOn(rule, pause));
  if (pauses.length === 0) return { pauses, waitingForPause: 0, deferred: 0 };
  const [waiting, queued] = await Promise.all([
    store.listRuns({ ruleId: rule.id, status: "waiting", limit: LOOKED_AT }),
    store.listRuns({ ruleId: rule.id, status: "queued", limit: LOOKED_AT }),
  ]);
  const deferred = deferredByPause(waiting.rows);
  const waitingForPause = deferred + queued.rows.filter((row) => isKept(row, pauses)).length;
  const isDoing = rule.enabled === "on" || waitingForPause > 0;
  return { pauses: isDoing ? pauses : pauses.filter(({ kind }) => kind === "rule"), waitingForPause, deferred };
}

/** How many of the runs wait for nothing but the end of a pause. */
function deferredByPause(runs: readonly RunRecord[]): number {
  return runs.filter(({ effects }) => effects.some(({ status, guard }) => status === "deferred" && guard === "paused"))
    .length;
}

function isKept({ run, effects }: RunRecord, pauses: readonly Pause[]): boolean {
  const open = effects.find(({ settledAt }) => settledAt === null);
  const { ruleId, destination } = run;
  const isLineKept = destination !== null && isPausedDestination(pauses, destination);
  return isLineKept || pauseOf(pauses, { purpose: null, ...open, ruleId, destination }) !== null;
}

function isOn({ id, program }: Rule, { kind, name }: Pause): boolean {
  if (kind === "all") return true;
  if (kind === "rule") return name === id;
  return program.some((one) => {
    if (one.op !== "effect") return false;
    const { effect } = one;
    return kind === "connection" ? destinationOf(effect) === name : "purpose" in effect && effect.purpose === name;
  });
}
