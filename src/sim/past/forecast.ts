import type { Effect } from "../../core/model/run/effect.ts";
import { segmentsOf } from "../../core/texting/segments.ts";
import type { Forecast, RuleForecast, RuleSummary, SparedBy } from "../../ports/backtest.ts";
import { isUnfinished } from "../failures.ts";
import { isSend } from "./send-changes.ts";
import type { SimulatedRun } from "../simulate-events.ts";

/** What a simulation says that rules would do, by rule. */
export function forecastOf({ fired, cutShort, effects, firings, spared, failures }: SimulatedRun): Forecast {
  const ids = [effects, firings, spared].flatMap((rows) => rows.map(({ ruleId }) => ruleId));
  const summaries = new Map(ruleSummaries(effects).map((summary) => [summary.rule, summary]));
  const rules = [...new Set(ids)].toSorted().map((rule): RuleForecast => {
    const isOwn = ({ ruleId }: { readonly ruleId: string }): boolean => ruleId === rule;
    const reasons = spared.filter(isOwn);
    const runs = firings.filter(isOwn);
    return {
      ...(summaries.get(rule) ?? { rule, ...NOTHING }),
      fired: runs.length,
      failed: runs.filter(({ failure }) => isUnfinished(failure)).length,
      approvals: runs.reduce((sum, { approvals }) => sum + approvals.length, 0),
      shadow: reasons.filter(({ outcome }) => outcome === "shadow").length,
      heldBy: heldBy(effects.filter(isOwn)),
      spared: sparedBy(reasons),
    };
  });
  const failed = firings.filter(({ failure }) => isUnfinished(failure)).length;
  return { fired, failed, failures, cutShort, firings, effects, rules };
}

const NOTHING = { sent: 0, blocked: 0, others: 0, segments: 0, unmeasured: 0 };

/** What each rule would have sent, by its id. */
function ruleSummaries(effects: readonly Effect[]): readonly Omit<RuleSummary, "fired" | "failed" | "approvals">[] {
  return [...new Set(effects.map(({ ruleId }) => ruleId))].toSorted().map((rule) => {
    const own = effects.filter(({ ruleId }) => ruleId === rule);
    const blocked = own.filter(isHeldBack).length;
    const texts = own.filter(isSend);
    const words = texts.flatMap((effect) => wordsOf(effect) ?? []);
    const segments = words.reduce((sum, text) => sum + segmentsOf(text).count, 0);
    const sent = texts.length;
    return { rule, sent, blocked, others: own.length - sent - blocked, segments, unmeasured: sent - words.length };
  });
}

/** The words of a text; null for one of which only Heymarket knows them. */
export function wordsOf({ request }: Pick<Effect, "request">): string | null {
  return "text" in request ? request.text : null;
}

function isHeldBack({ guard, status }: Effect): boolean {
  return guard !== null && status !== "done";
}

function heldBy(effects: readonly Effect[]): RuleForecast["heldBy"] {
  const guards = effects.filter(isHeldBack).flatMap(({ guard }) => guard ?? []);
  const counted = [...new Set(guards)].map((guard) => ({ guard, count: guards.filter((one) => one === guard).length }));
  return counted.toSorted((one, other) => other.count - one.count);
}

function sparedBy(verdicts: SimulatedRun["spared"]): readonly SparedBy[] {
  const counts = new Map<string, SparedBy>();
  for (const { outcome, reason } of verdicts) {
    const key = `${outcome} ${reason}`;
    counts.set(key, { outcome, reason, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].toSorted((one, other) => other.count - one.count);
}
