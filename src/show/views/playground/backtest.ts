import type { Event } from "../../../core/model/event.ts";
import type { Price } from "../../../core/model/ruleset/settings.ts";
import type { Backtest, Firing, Forecast, RuleForecast, SparedBy } from "../../../ports/backtest.ts";
import { kindOfReason } from "../../records/explain/kind-of-reason.ts";
import { printable, shorten } from "../../text/printable.ts";
import { maskNumbers } from "../../text/redact.ts";
import type { Listed } from "../listed.ts";
import { listed } from "../listed.ts";
import type { ChangedView, FiringView } from "./backtest-rows.ts";
import { changedView, firingView } from "./backtest-rows.ts";
import { notesOn } from "./backtest-notes.ts";
import type { DraftView } from "./draft.ts";
import { UNKNOWN_DRAFT } from "./draft.ts";
import type { FailureView } from "./failures.ts";
import { failuresView } from "./failures.ts";
import { guardWords } from "./kept-texts.ts";

/** What a draft would have done on stored events, beside the rules in force. */
export interface BacktestView {
  /** Why there is no answer, or null. */
  readonly problem: string | null;
  readonly draft: DraftView;
  readonly result: BacktestResult | null;
}

/** The counts of a backtest and what differs. */
export interface BacktestResult {
  readonly events: number;
  /** Epoch milliseconds; null without events. */
  readonly span: Backtest["span"];
  /** What is to be known of the counts, in sentences. */
  readonly notes: readonly string[];
  /** Rules of the draft first, then those that do something else because of it. */
  readonly rules: readonly RuleForecastView[];
  /** How many there are beside these. */
  readonly moreRules: number;
  /** Counts of the rules of the draft together. */
  readonly total: { readonly after: Counts; readonly before: Counts };
  /** All that the rules of the draft fire on. */
  readonly fires: Listed<FiringView>;
  readonly newly: Listed<FiringView>;
  readonly noLonger: Listed<FiringView>;
  readonly changed: Listed<ChangedView>;
  /** What failed by the draft. */
  readonly failures: Listed<FailureView>;
  /** Whether on each event the same rules fire, and say the same. */
  readonly isSame: boolean;
}

/** What a rule would do. */
export interface Counts {
  readonly fired: number;
  /** Of the runs, those that failed or stand still until a person looks at them. */
  readonly failed: number;
  /** Times it would have fired but for its `shadow` state. */
  readonly shadow: number;
  readonly sent: number;
  readonly segments: number;
  /** Texts sent whose length is not known. */
  readonly unmeasured: number;
  readonly blocked: number;
  /** Texts that would wait for a person to approve them. */
  readonly approvals: number;
  readonly others: number;
  /** By `sending.segment_price`, as people read it; null where there is none. */
  readonly cost: string | null;
}

/** A rule by the draft and by what is in force. */
export interface RuleForecastView {
  readonly rule: string;
  readonly isDrafted: boolean;
  readonly after: Counts;
  readonly before: Counts;
  /** What kept its texts from going out, by the draft. */
  readonly heldBy: readonly { readonly why: string; readonly count: number }[];
  /** Why it did not fire, by the draft, the most frequent first. */
  readonly spared: readonly { readonly why: string; readonly count: number }[];
}

/** Of each list; the bytes are those of a page. */
const ROWS_SHOWN = { most: 50, bytes: 11_000 };
const FAILURES_SHOWN = { most: 50, bytes: 8_000 };
const RULES_SHOWN = { most: 50, bytes: 20_000 };
const REASONS_SHOWN = 5;
const TEXT_LENGTH = 300;
/** The view of a backtest; `events` are those that were simulated. */
export function backtestResult(
  backtest: Backtest,
  {
    events,
    drafted,
    price,
  }: {
    readonly events: readonly Event[];
    readonly drafted: ReadonlySet<string>;
    readonly price: Price | null;
  },
): BacktestResult {
  const { after, before, firings, sends } = backtest;
  const byId = new Map(events.map((event) => [event.id, event]));
  const rules = ruleRows(after, before ?? after, { drafted, price });
  const ofRules = listed(rules, RULES_SHOWN);
  const own = rules.filter(({ isDrafted }) => isDrafted);
  const firingsOf = (some: readonly Firing[], side: Forecast): Listed<FiringView> =>
    shown(some, (firing) => firingView(firing, side, byId));
  return {
    ...{ events: backtest.events, span: backtest.span, notes: notesOn(backtest), rules: ofRules.rows },
    moreRules: ofRules.count - ofRules.rows.length,
    total: { after: totalOf(own.map((row) => row.after)), before: totalOf(own.map((row) => row.before)) },
    fires: firingsOf(
      after.firings.filter(({ ruleId }) => drafted.has(ruleId)),
      after,
    ),
    newly: firingsOf(firings?.added ?? [], after),
    noLonger: firingsOf(firings?.removed ?? [], before ?? after),
    changed: shown(sends?.changed ?? [], (change) => changedView(change, byId)),
    failures: failuresView(after.failures, { given: byId, ...FAILURES_SHOWN }),
    isSame: !rules.some(isOther) && differencesOf(backtest) === 0,
  };
}

function ruleRows(
  after: Forecast,
  before: Forecast,
  { drafted, price }: { readonly drafted: ReadonlySet<string>; readonly price: Price | null },
): readonly RuleForecastView[] {
  const of = (side: Forecast, rule: string): RuleForecast | undefined => side.rules.find((one) => one.rule === rule);
  const ids = [...new Set([...drafted, ...[...after.rules, ...before.rules].map(({ rule }) => rule)])];
  const rows = ids.map((rule): RuleForecastView => {
    const now = of(after, rule);
    return {
      rule,
      isDrafted: drafted.has(rule),
      after: countsOf(now, price),
      before: countsOf(of(before, rule), price),
      heldBy: (now?.heldBy ?? []).map(({ guard, count }) => ({ why: guardWords(guard), count })),
      spared: reasonsOf(now?.spared ?? []),
    };
  });
  const isStill = ({ after: now, before: then }: RuleForecastView): number => (now.fired + then.fired === 0 ? 1 : 0);
  const drafts = rows.filter(({ isDrafted }) => isDrafted).toSorted((one, other) => isStill(one) - isStill(other));
  return [...drafts, ...rows.filter((row) => !row.isDrafted && isOther(row))];
}

/** Why a rule did not fire, alike reasons together. */
function reasonsOf(all: readonly SparedBy[]): RuleForecastView["spared"] {
  const counts = new Map<string, number>();
  for (const { outcome, reason, count } of all) {
    if (outcome === "shadow") continue;
    const why = shorten(maskNumbers(printable(kindOfReason(reason))), TEXT_LENGTH);
    counts.set(why, (counts.get(why) ?? 0) + count);
  }
  const reasons = [...counts].map(([why, count]) => ({ why, count }));
  return reasons.toSorted((one, other) => other.count - one.count).slice(0, REASONS_SHOWN);
}

function differencesOf({ firings, sends }: Backtest): number {
  const lists = [firings?.added, firings?.removed, sends?.added, sends?.removed, sends?.changed];
  return lists.reduce((sum, list) => sum + (list?.length ?? 0), 0);
}

function isOther({ after, before }: RuleForecastView): boolean {
  return JSON.stringify(after) !== JSON.stringify(before);
}

function countsOf(forecast: RuleForecast | undefined, price: Price | null): Counts {
  const { fired = 0, failed = 0, shadow = 0, sent = 0, segments = 0 } = forecast ?? {};
  const { unmeasured = 0, blocked = 0, approvals = 0, others = 0 } = forecast ?? {};
  const cost = price === null ? null : `${(segments * price.amount).toFixed(2)} ${price.currency}`;
  return { fired, failed, shadow, sent, segments, unmeasured, blocked, approvals, others, cost };
}

function totalOf(some: readonly Counts[]): Counts {
  const sum = (of: (counts: Counts) => number): number => some.reduce((total, counts) => total + of(counts), 0);
  const amounts = some.flatMap(({ cost }) => (cost === null ? [] : [cost.split(" ")]));
  const currency = amounts[0]?.[1];
  return {
    fired: sum((counts) => counts.fired),
    failed: sum((counts) => counts.failed),
    shadow: sum((counts) => counts.shadow),
    sent: sum((counts) => counts.sent),
    segments: sum((counts) => counts.segments),
    unmeasured: sum((counts) => counts.unmeasured),
    blocked: sum((counts) => counts.blocked),
    approvals: sum((counts) => counts.approvals),
    others: sum((counts) => counts.others),
    cost:
      currency === undefined
        ? null
        : `${amounts.reduce((total, [amount]) => total + Number(amount), 0).toFixed(2)} ${currency}`,
  };
}

/** The first rows of a list as they are shown. */
function shown<Row, View>(all: readonly Row[], view: (row: Row) => View): Listed<View> {
  const { rows } = listed(all.slice(0, ROWS_SHOWN.most).map(view), ROWS_SHOWN);
  return { rows, count: all.length };
}

/** A backtest that did not come to an end. */
export function noBacktest(problem: string): BacktestView {
  return { problem, draft: UNKNOWN_DRAFT, result: null };
}
