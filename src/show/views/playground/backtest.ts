import type { Event } from "../../../core/model/event.ts";
import type { Effect } from "../../../core/model/run.ts";
import type { Price } from "../../../core/model/ruleset/settings.ts";
import type { Backtest, Firing, Forecast, RuleForecast } from "../../../ports/backtest.ts";
import { maskedText } from "../../text/masked.ts";
import { printable, printableJson, shorten } from "../../text/printable.ts";
import { maskLane, maskNumbers, withoutSecrets } from "../../text/redact.ts";
import type { Listed } from "./listed.ts";
import { listed, mapped } from "./listed.ts";
import { notesOn } from "./backtest-notes.ts";
import type { DraftView } from "./draft.ts";
import type { FailureView } from "./failures.ts";
import { failureView, runFailureWords } from "./failures.ts";

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
  /** Counts of the rules of the draft together. */
  readonly total: { readonly after: Counts; readonly before: Counts };
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

/** A rule on an event. */
export interface FiringView {
  readonly rule: string;
  /** Null for an occurrence of a schedule, which is not stored. */
  readonly eventId: string | null;
  readonly at: number;
  readonly contact: string;
  /** What the contact wrote; null when the event is no text. */
  readonly wrote: string | null;
  /** The first text it would send; null when it sends none. */
  readonly sends: string | null;
  /** How its run fared badly, in words; null when it did not. */
  readonly failure: string | null;
}

/** A text that would say something else. */
export interface ChangedView extends Omit<FiringView, "sends" | "failure"> {
  readonly before: string;
  readonly after: string;
}

const ROWS_SHOWN = 50;
const REASONS_SHOWN = 5;
const TEXT_LENGTH = 300;
const GUARDS: Readonly<Record<string, string>> = {
  paused: "paused by a person",
  opt_out: "opted out",
  held: "contact is held",
  not_listed: "number is not listed",
  old_event: "event is too old",
  if_no_longer_holds: "the condition no longer holds",
  loop: "loop guard",
  frequency: "frequency cap",
  quiet_hours: "quiet hours",
  dry: "dry source",
};

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
  const own = rules.filter(({ isDrafted }) => isDrafted);
  const firingsOf = (some: readonly Firing[], side: Forecast): Listed<FiringView> =>
    mapped(listed(some, ROWS_SHOWN), (firing) => firingView(firing, side, byId));
  return {
    ...{ events: backtest.events, span: backtest.span, notes: notesOn(backtest), rules },
    total: { after: totalOf(own.map((row) => row.after)), before: totalOf(own.map((row) => row.before)) },
    newly: firingsOf(firings?.added ?? [], after),
    noLonger: firingsOf(firings?.removed ?? [], before ?? after),
    changed: mapped(listed(sends?.changed ?? [], ROWS_SHOWN), (change) => changedView(change, byId)),
    failures: mapped(listed(after.failures, ROWS_SHOWN), (failure) => failureView(failure, byId)),
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
      heldBy: (now?.heldBy ?? []).map(({ guard, count }) => ({ why: GUARDS[guard] ?? guard, count })),
      spared: (now?.spared ?? [])
        .filter(({ outcome }) => outcome !== "shadow")
        .slice(0, REASONS_SHOWN)
        .map(({ reason, count }) => ({ why: shorten(maskNumbers(printable(reason)), TEXT_LENGTH), count })),
    };
  });
  return [...rows.filter(({ isDrafted }) => isDrafted), ...rows.filter((row) => !row.isDrafted && isOther(row))];
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
  const { unmeasured = 0, blocked = 0, others = 0 } = forecast ?? {};
  const cost = price === null ? null : `${(segments * price.amount).toFixed(2)} ${price.currency}`;
  return { fired, failed, shadow, sent, segments, unmeasured, blocked, others, cost };
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
    others: sum((counts) => counts.others),
    cost:
      currency === undefined
        ? null
        : `${amounts.reduce((total, [amount]) => total + Number(amount), 0).toFixed(2)} ${currency}`,
  };
}

function firingView(firing: Firing, { effects }: Forecast, byId: ReadonlyMap<string, Event>): FiringView {
  const { ruleId, root, at, lane } = firing;
  const text = effects.find((effect) => effect.ruleId === ruleId && effect.eventId === root && effect.phone !== null);
  return {
    ...placeView(ruleId, root, byId),
    at,
    contact: maskLane(lane),
    sends: text ? textOf(text) : null,
    failure: runFailureWords(firing),
  };
}

function changedView(
  { before, after }: { readonly before: Effect; readonly after: Effect },
  byId: ReadonlyMap<string, Event>,
): ChangedView {
  const { ruleId, eventId, plannedAt: at, lane } = after;
  const place = placeView(ruleId, eventId, byId);
  return { ...place, at, contact: maskLane(lane), before: textOf(before), after: textOf(after) };
}

function placeView(
  rule: string,
  eventId: string,
  byId: ReadonlyMap<string, Event>,
): Pick<FiringView, "rule" | "eventId" | "wrote"> {
  const event = byId.get(eventId);
  const text = event?.text ?? null;
  return {
    rule,
    eventId: event === undefined ? null : event.id,
    wrote: text === null ? null : shorten(maskedText(printable(text), event?.phone ?? null), TEXT_LENGTH),
  };
}

function textOf({ request, phone }: Effect): string {
  const words = "text" in request ? request.text : null;
  return shorten(maskedText(printable(words ?? printableJson(withoutSecrets(request))), phone), TEXT_LENGTH);
}

/** A backtest that did not come to an end. */
export function noBacktest(problem: string): BacktestView {
  return { problem, draft: { findings: [], errors: 0, warnings: 0, rules: [], gone: [] }, result: null };
}
