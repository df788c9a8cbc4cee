import { toIso } from "../../text/instants.ts";
import type { BacktestView } from "./backtest.ts";
import type { FiringView } from "./backtest-rows.ts";
import type { Listed } from "../listed.ts";
import type { TrialView } from "./trial.ts";
import type { TriedRun } from "./trial-bounds.ts";

/** A trial for machines. */
export function trialJson({ problem, draft, result, tests, asTest }: TrialView): object {
  return {
    problem,
    draft,
    event: result && { ...result.event, receivedAt: toIso(result.event.receivedAt) },
    sentence: result?.sentence ?? null,
    outcomes: (result?.outcomes ?? []).map(({ rule, outcome, reason, condition }) => ({
      ...{ rule, outcome, reason, condition },
    })),
    others: (result?.others ?? []).map(({ rule, outcome, reason }) => ({ rule, outcome, reason })),
    runs: (result?.runs ?? []).map(runOfTrialJson),
    more: result?.more ?? { outcomes: 0, others: 0, runs: 0 },
    failures: result?.failures ?? { rows: [], count: 0 },
    tests: tests.rows,
    testCounts: { all: tests.count, passed: tests.passed },
    asTest,
  };
}

function runOfTrialJson({ ruleId, status, sentence, errorCode, dueAt, effects, more }: TriedRun): object {
  return {
    ...{ rule: ruleId, status, sentence, errorCode, dueAt: toIso(dueAt), moreEffects: more.effects },
    effects: effects.map((effect) => ({
      ...{ action: effect.action, path: effect.path, status: effect.status, sentence: effect.sentence },
      ...{ guard: effect.guard, text: effect.text, request: effect.request, plannedAt: toIso(effect.plannedAt) },
    })),
  };
}

/** What a backtest came to, for machines. */
export function backtestJson({ problem, draft, result }: BacktestView): object {
  const { span = null } = result ?? {};
  return {
    ...{ problem, draft },
    result: result && {
      ...result,
      span: span && { from: toIso(span.from), to: toIso(span.to) },
      fires: firingsJson(result.fires),
      newly: firingsJson(result.newly),
      noLonger: firingsJson(result.noLonger),
      changed: rowsJson(result.changed),
    },
  };
}

function firingsJson({ rows, count }: Listed<FiringView>): object {
  const told = rows.map((row) => ({ ...row, kept: row.kept.map((one) => ({ ...one, until: toIso(one.until) })) }));
  return rowsJson({ rows: told, count });
}

function rowsJson<Row extends Pick<FiringView, "at">>({ rows, count }: Listed<Row>): object {
  return { count, rows: rows.map((row) => ({ ...row, at: toIso(row.at) })) };
}
