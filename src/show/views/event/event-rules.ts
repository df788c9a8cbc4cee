import { placeBehind } from "../place-in-list.ts";
import { NOT_KEPT } from "../../records/explain/rule-outcomes.ts";
import { shorten } from "../../text/printable.ts";
import { listed } from "../listed.ts";
import { boundedCondition } from "./bounded-condition.ts";
import type { OutcomeView } from "./shown-outcomes.ts";

/** What rules made of an event, as many of them as a page takes; how many there are of each kind is of all of them. */
export interface EventRules {
  /** Those that fired or would have, then those that something kept from it, then those that did not match. */
  readonly near: Counted;
  /** Those that listen to other events. */
  readonly elsewhere: Counted;
  /** Those that are others now, so that nobody knows. */
  readonly untold: Counted;
}

interface Counted {
  readonly rows: readonly OutcomeView[];
  readonly count: number;
}

/** Some of what rules made of an event, in the same order. */
export interface EventRulesPage {
  readonly rows: readonly OutcomeView[];
  readonly count: number;
  /** Place of the first row, counted from 1. */
  readonly first: number;
  /** Given as `after` it leads to the next page; null at the end. */
  readonly next: string | null;
}

const NEAR_SHOWN = { most: 40, bytes: 22_000 };
const FAR_SHOWN = { most: 10, bytes: 3_000 };
const PAGE = { most: 50, bytes: 50_000 };
const REASON_LENGTH = 300;

/** What rules made of an event, for its page. */
export function eventRules(outcomes: readonly OutcomeView[]): EventRules {
  const { near, elsewhere, untold } = byKind(outcomes);
  return {
    near: { ...listed(near.map(bounded), NEAR_SHOWN), count: near.length },
    elsewhere: { ...listed(elsewhere.map(bounded), FAR_SHOWN), count: elsewhere.length },
    untold: { ...listed(untold.map(bounded), FAR_SHOWN), count: untold.length },
  };
}

/** A page of what every rule made of an event, behind so many of them. */
export function eventRulesPage(outcomes: readonly OutcomeView[], after: number): EventRulesPage {
  const { near, elsewhere, untold } = byKind(outcomes);
  const { rows } = listed([...near, ...elsewhere, ...untold].slice(after, after + PAGE.most).map(bounded), PAGE);
  const end = after + rows.length;
  return {
    rows,
    count: outcomes.length,
    first: after + 1,
    next: end < outcomes.length ? placeBehind("verdict", end) : null,
  };
}

function byKind(outcomes: readonly OutcomeView[]): Readonly<Record<keyof EventRules, readonly OutcomeView[]>> {
  const far = outcomes.filter(({ isElsewhere }) => isElsewhere);
  return {
    near: outcomes
      .filter(({ isElsewhere }) => !isElsewhere)
      .toSorted((one, other) => RANKS[one.outcome] - RANKS[other.outcome]),
    elsewhere: far.filter((one) => !isUntold(one)),
    untold: far.filter(isUntold),
  };
}

const RANKS: Readonly<Record<OutcomeView["outcome"], number>> = {
  ...{ fired: 0, shadow: 0, error: 1, limited: 1, skipped: 1 },
  ...{ not_matched: 2, not_considered: 3 },
};

/** Whether nobody knows what a rule made of it, since it is another one now. */
function isUntold({ reason }: OutcomeView): boolean {
  return reason.startsWith(NOT_KEPT);
}

function bounded({ reason, condition, ...outcome }: OutcomeView): OutcomeView {
  return { ...outcome, reason: shorten(reason, REASON_LENGTH), condition: condition && boundedCondition(condition) };
}
