import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Tally } from "../../core/model/tally.ts";
import { hourOf } from "../../core/model/tally.ts";
import type { Records } from "../../ports/store.ts";
import { ruleState } from "../rules/rule-summary.ts";
import { summed } from "./figures.ts";
import type { ViewLook } from "./view-look.ts";

/**
 * How a rule fares in the last 24 hours, the first that holds: `paused` by a person; `off`; `failing`: what failed for
 * good is a tenth of what it fired, or more, or it could not be evaluated; `shadow`: it only notes what it would do; `noisy`: it fired more
 * than 200 times and on more than half of what it looked at; `never fired`: no run of it is stored; `ok`.
 */
export type RuleHealth = "paused" | "off" | "shadow" | "failing" | "noisy" | "never fired" | "ok";

/** One rule in force. */
export interface RuleRow {
  readonly id: string;
  readonly name: string | null;
  /** File and line. */
  readonly at: string;
  /** As its file says: `on`, `off`, `shadow`, a canary, some numbers. */
  readonly state: string;
  readonly isPaused: boolean;
  readonly health: RuleHealth;
  /** When the newest of its runs that are stored was made, epoch milliseconds; null without one. */
  readonly lastFiredAt: number | null;
  /** In the last 24 hours: fired, or would have in shadow; of the conditions that held, also where a limit stood against it; of all events it looked at. */
  readonly fired: number;
  readonly matched: number;
  readonly looked: number;
  /** Outside actions that failed for good. */
  readonly failed: number;
  /** `failed` of the runs it fired, 0 to 1; null when it fired none. */
  readonly errorRate: number | null;
  /** What it fired in each of the last 24 hours, oldest first. */
  readonly firedPerHour: readonly number[];
  /** Its runs that wait for a time or an event. */
  readonly waiting: number;
}

/** The rules in force, in the order in which they are asked. */
export interface RuleListView {
  readonly rows: readonly RuleRow[];
  /** When the hours begin that `firedPerHour` tells. */
  readonly hoursAt: readonly number[];
}

type RulesStore = Pick<Records, "tallies" | "countRuns" | "listRuns"> & {
  readonly pauses: () => Promise<readonly { readonly kind: string; readonly name: string }[]>;
};

const HOURS = 24;
const HOUR_MS = 3_600_000;
const FAILING_SHARE = 0.1;
const NOISY = { fired: 200, share: 0.5 };

/** Rules in force, and how they fare; one page of them at once, since each is looked up. */
export async function ruleList(store: RulesStore, rules: readonly Rule[], { now }: ViewLook): Promise<RuleListView> {
  const hour = hourOf(now);
  const since = hour - (HOURS - 1) * HOUR_MS;
  const [counted, pauses] = await Promise.all([store.tallies({ since, until: hour + HOUR_MS }), store.pauses()]);
  const ofRule = bySubject(counted);
  const rows: RuleRow[] = [];
  for (const rule of rules) {
    const { waiting } = await store.countRuns({ ruleId: rule.id, status: "waiting" });
    const newest = await store.listRuns({ ruleId: rule.id, limit: 1 });
    const isPaused = pauses.some(({ kind, name }) => kind === "all" || (kind === "rule" && name === rule.id));
    const lastFiredAt = newest.rows[0]?.run.createdAt ?? null;
    rows.push(rowOf(rule, { tallies: ofRule.get(rule.id) ?? [], since, waiting, isPaused, lastFiredAt }));
  }
  return { rows, hoursAt: Array.from({ length: HOURS }, (_, index) => since + index * HOUR_MS) };
}

function rowOf(
  rule: Rule,
  known: Pick<RuleRow, "waiting" | "isPaused" | "lastFiredAt"> & {
    readonly tallies: readonly Tally[];
    readonly since: number;
  },
): RuleRow {
  const { tallies, since, ...rest } = known;
  const of = (...kinds: readonly Tally["what"][]): number =>
    tallies.reduce((sum, { what, count }) => (kinds.includes(what) ? sum + count : sum), 0);
  const [fired, failed, errors] = [of("fired", "shadow"), of("effect_failed"), of("error")];
  const counts = {
    fired,
    matched: of("fired", "shadow", "limited", "skipped"),
    looked: of("fired", "shadow", "limited", "skipped", "not_matched", "error"),
    failed,
    errorRate: of("fired") === 0 ? null : Math.min(1, failed / of("fired")),
  };
  const firings = tallies.filter(({ what }) => what === "fired" || what === "shadow");
  return {
    id: rule.id,
    name: rule.name,
    at: `${rule.file}:${rule.place.line}`,
    state: ruleState(rule),
    ...rest,
    ...counts,
    health: healthOf(rule, { ...counts, ...rest, errors }),
    firedPerHour: summed(firings, HOURS, (hourAt) => (hourAt - since) / HOUR_MS),
  };
}

function healthOf(
  { enabled }: Rule,
  counts: Pick<RuleRow, "fired" | "looked" | "errorRate" | "failed" | "isPaused" | "lastFiredAt"> & {
    readonly errors: number;
  },
): RuleHealth {
  const { fired, looked, errorRate, failed, errors, isPaused, lastFiredAt } = counts;
  if (isPaused) return "paused";
  if (enabled === "off") return "off";
  if (errors > 0 || (failed > 0 && (errorRate ?? 1) >= FAILING_SHARE)) return "failing";
  if (enabled === "shadow") return "shadow";
  if (fired > NOISY.fired && fired > looked * NOISY.share) return "noisy";
  return lastFiredAt === null ? "never fired" : "ok";
}

function bySubject(tallies: readonly Tally[]): ReadonlyMap<string, readonly Tally[]> {
  const found = new Map<string, Tally[]>();
  for (const tally of tallies) {
    const known = found.get(tally.subject);
    if (known === undefined) found.set(tally.subject, [tally]);
    else known.push(tally);
  }
  return found;
}

/** Those rules that fit every word of a search: a part of id, name or file, or `state:` with how a rule is in force. */
export function rulesFound(rules: readonly Rule[], search: string): readonly Rule[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return rules.filter((rule) =>
    words.every((word) =>
      word.startsWith("state:")
        ? ruleState(rule).startsWith(word.slice("state:".length))
        : [rule.id, rule.name ?? "", rule.file].some((text) => text.toLowerCase().includes(word)),
    ),
  );
}
