import { maskPhone } from "../../core/base/phone.ts";
import type { Price } from "../../core/model/ruleset/settings.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import type { RuleSummary, SendChanges } from "../../ports/backtest.ts";
import type { FailureView } from "../../show/views/playground/failures.ts";
import { countOf } from "../../show/text/count-of.ts";
import { printable, printableJson } from "../../show/text/printable.ts";
import { wordsOf } from "../../sim/past/forecast.ts";

/** What the texts of some rules cost, in the currency of the price. */
export function costOf(summaries: readonly RuleSummary[], { amount }: Price): number {
  return summaries.reduce((sum, { segments }) => sum + segments, 0) * amount;
}

/** An amount of money as people read it, such as `1.20 USD`. */
export function formatMoney(amount: number, { currency }: Pick<Price, "currency">): string {
  return `${amount.toFixed(2)} ${currency}`;
}

/** Lines on what each rule would have done, with an estimate of what that costs where a price is known. */
export function summaryLines(summaries: readonly RuleSummary[], price: Price | null): readonly string[] {
  const cost = (some: readonly RuleSummary[]): string =>
    price === null ? "" : `, about ${formatMoney(costOf(some, price), price)}`;
  const lines = summaries.map((summary) => {
    const { rule, fired, failed, sent, blocked, approvals, others, segments, unmeasured } = summary;
    const unknown = unmeasured === 0 ? "" : ` and ${countOf(unmeasured, "text")} of unknown length`;
    const size = sent === 0 ? "" : ` (${countOf(segments, "segment")}${unknown}${cost([summary])})`;
    const nothing = sent + blocked + others === 0 ? ` in ${countOf(fired, "run")}` : "";
    const runs = failed === 0 ? nothing : `, ${failed} of ${countOf(fired, "run")} failed`;
    const asked = approvals === 0 ? "" : `${approvals} waiting for approval, `;
    return `${rule}: ${countOf(sent, "text")} sent${size}, ${blocked} blocked, ${asked}${countOf(others, "other call")}${runs}`;
  });
  return price === null || summaries.length < 2 ? lines : [...lines, `in all${cost(summaries).slice(1)}`];
}

/** Lines on what failed, where and why; of very many the most frequent. */
export function failureLines(failures: readonly FailureView[]): readonly string[] {
  const lines = failures.slice(0, FAILURES_SHOWN).map(({ sentence, eventId }) => {
    return eventId === null ? sentence : `${sentence}, such as on ${eventId}`;
  });
  const more = failures.length - lines.length;
  return more === 0 ? lines : [...lines, `… and ${countOf(more, "more reason")}; --json has all`];
}

const FAILURES_SHOWN = 50;

/** Lines on how what goes out differs: how much, by rule, and each text with its contact, whose number is masked. */
export function changeLines({ added, removed, changed }: SendChanges): readonly string[] {
  const line = (sign: string, effect: Effect): string =>
    `${sign} ${effect.ruleId} ${maskPhone(effect.phone ?? "")} ${printable(textOf(effect))}`;
  const all = [...added, ...removed, ...changed.map(({ after }) => after)];
  const byRule = [...new Set(all.map(({ ruleId }) => ruleId))].toSorted().map((rule) => {
    const isOwn = ({ ruleId }: Effect): boolean => ruleId === rule;
    const contacts = new Set(all.filter(isOwn).map(({ phone }) => phone)).size;
    const counts = [added, removed, changed.map(({ after }) => after)].map((some) => some.filter(isOwn).length);
    return `${rule}: ${counts[0]} added, ${counts[1]} removed, ${counts[2]} changed, of ${countOf(contacts, "contact")}`;
  });
  return [
    `${added.length} texts added, ${removed.length} removed, ${changed.length} changed`,
    ...byRule,
    ...added.map((effect) => line("+", effect)),
    ...removed.map((effect) => line("-", effect)),
    ...changed.flatMap(({ before, after }) => [line("<", before), line(">", after)]),
  ];
}

/** The same for machines. */
export function changesJson({ added, removed, changed }: SendChanges): object {
  const told = (effect: Effect): object => ({
    ...{ rule: effect.ruleId, event: effect.eventId, contact: maskPhone(effect.phone ?? ""), text: textOf(effect) },
  });
  return {
    added: added.map(told),
    removed: removed.map(told),
    changed: changed.map(({ before, after }) => ({ before: told(before), after: told(after) })),
  };
}

function textOf(effect: Effect): string {
  return wordsOf(effect) ?? printableJson(effect.request);
}
