import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Pause } from "../../../core/model/decision.ts";
import type { Tally } from "../../../core/model/tally.ts";
import { hourOf } from "../../../core/model/tally.ts";
import type { PageOptions } from "../../../ports/store/lists.ts";
import type { Decisions, Records } from "../../../ports/store/store.ts";
import { ruleState } from "../../../core/model/ruleset/rule-state.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import { summed } from "../figures.ts";
import { placeBehind, placeInList } from "../place-in-list.ts";
import { undeliveredTexts } from "../undelivered.ts";
import { cameByKind, lookedCount } from "./looked-per-hour.ts";
import type { RuleHealth } from "./rule-health.ts";
import { healthOf, isSettled, middleCallMs } from "./rule-health.ts";
import { rulePauses } from "./rule-pauses.ts";
import type { ViewLook } from "../view-look.ts";

/** One rule in force. */
export interface RuleRow {
  readonly id: string;
  readonly name: string | null;
  /** File and line. */
  readonly at: string;
  /** As its file says: `on`, `off`, `shadow`, a canary, some numbers. */
  readonly state: string;
  /** What is paused that keeps back what it does, the widest first. */
  readonly pauses: readonly Pause[];
  readonly health: RuleHealth;
  /** When the newest of its runs that are stored was made, epoch milliseconds; null without one. */
  readonly lastFiredAt: number | null;
  /** In the last 24 hours: fired, or would have in shadow; of the conditions that held, also where a limit stood against it; of all events of the type, inbox and source that its trigger names. */
  readonly fired: number;
  /** Those of `fired` that were in shadow. */
  readonly shadow: number;
  readonly matched: number;
  readonly looked: number;
  /** Outside actions that failed for good. */
  readonly failed: number;
  /** Runs that failed, by one of these or before there was one. */
  readonly runsFailed: number;
  /** Texts of it that were reported as not delivered, of the newest {@link UNDELIVERED_LOOKED_AT} runs with such a one. */
  readonly undelivered: number;
  /** The greater of runs and actions that failed, of the runs it fired, 0 to 1; null when it fired none. */
  readonly errorRate: number | null;
  /** What it fired in each of the last 24 hours, oldest first. */
  readonly firedPerHour: readonly number[];
  /** How long half of its newest calls took at least, milliseconds; null when they are too few to tell. */
  readonly middleCallMs: number | null;
  /** Its runs that failed or are parked, however long ago, and of which nobody has had anything done since. */
  readonly stillOpen: number;
  /** Its runs that wait for a time or an event. */
  readonly waiting: number;
  /** Its runs that wait for nothing but the end of a pause, of the newest 200 that wait and that stand in line. */
  readonly waitingForPause: number;
}

/** Rules in force, in the order in which they are asked. */
export interface RuleListView {
  readonly rows: readonly RuleRow[];
  /** When the hours begin that `firedPerHour` tells. */
  readonly hoursAt: readonly number[];
}

/** A page of them. */
export interface RulePageView extends RuleListView {
  /** How many rules fit the search; null where each would have to be looked up for that. */
  readonly found: number | null;
  /** Given as `after` it leads to the next page; null at the end. */
  readonly next: string | null;
}

/** Rules in force, and the settings they are in force with. */
interface RulesAndSettings {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
}

type RulesStore = Pick<Records, "tallies" | "countRuns" | "listRuns"> & Pick<Decisions, "pauses">;

const HOURS = 24;
const HOUR_MS = 3_600_000;
/** So many of the newest runs of a rule are asked how long their calls took. */
const RUNS_LOOKED_AT = 10;
/** And so many of those with a text that was not delivered, when that was. */
const UNDELIVERED_LOOKED_AT = 50;

/** Rules in force, and how they fare; a few at once, since each is looked up. */
export async function ruleList(
  store: RulesStore,
  { rules, settings }: RulesAndSettings,
  look: ViewLook,
): Promise<RuleListView> {
  const { hoursAt, rowOf } = await openRows(store, settings, look);
  const rows: RuleRow[] = [];
  for (const rule of rules) rows.push(await rowOf(rule));
  return { rows, hoursAt };
}

/**
 * A page of the rules that fit every word of a search: a part of id, name or file, `state:` with how a rule is in force, or `health:`
 * with how it fares (`health:never` and `health:never-fired` alike); `health:paused` is one of which something is paused, however it fares.
 *
 * @throws EngineError USAGE when `after` is no cursor.
 */
export async function rulePage(
  store: RulesStore,
  { rules, settings, search, limit, after }: PageOptions & RulesAndSettings & { readonly search: string },
  look: ViewLook,
): Promise<RulePageView> {
  const words = search.toLowerCase().match(/\S+/g) ?? [];
  const healths = words.flatMap((word) => (word.startsWith(HEALTH) ? [word.slice(HEALTH.length)] : []));
  const found = rulesFound(
    rules,
    words.filter((word) => !word.startsWith(HEALTH)),
  );
  const { hoursAt, rowOf } = await openRows(store, settings, look);
  const rows: RuleRow[] = [];
  let at = placeInList("rule", after ?? "");
  for (; at < found.length && rows.length < limit; at += 1) {
    const rule = found[at];
    const row = rule === undefined ? null : await rowOf(rule);
    if (row !== null && healths.every((word) => faresSo(row, word))) rows.push(row);
  }
  const next = at < found.length ? placeBehind("rule", at) : null;
  return { rows, hoursAt, next, found: healths.length === 0 ? found.length : null };
}

function faresSo({ health, pauses }: RuleRow, word: string): boolean {
  return word === "paused" ? pauses.length > 0 : health.replace(" ", "-").startsWith(word);
}

const HEALTH = "health:";

/** What makes the row of a rule, out of what is read once for all of them. */
async function openRows(
  store: RulesStore,
  settings: Settings,
  { now }: ViewLook,
): Promise<Pick<RuleListView, "hoursAt"> & { readonly rowOf: (rule: Rule) => Promise<RuleRow> }> {
  const hour = hourOf(now);
  const since = hour - (HOURS - 1) * HOUR_MS;
  const [counted, pauses] = await Promise.all([store.tallies({ since, until: hour + HOUR_MS }), store.pauses()]);
  const ofRule = bySubject(counted.filter(({ what }) => what !== "came"));
  const came = cameByKind(counted);
  return {
    hoursAt: Array.from({ length: HOURS }, (_, index) => since + index * HOUR_MS),
    rowOf: async (rule) => {
      const [counts, newest, { failed }, { parked }, { count: undelivered }, paused] = await Promise.all([
        store.countRuns({ ruleId: rule.id, status: "waiting" }),
        store.listRuns({ ruleId: rule.id, limit: RUNS_LOOKED_AT }),
        store.countRuns({ ruleId: rule.id, status: "failed" }),
        store.countRuns({ ruleId: rule.id, status: "parked" }),
        undeliveredTexts(store, { ruleId: rule.id, since, limit: UNDELIVERED_LOOKED_AT }),
        rulePauses(store, rule, pauses),
      ]);
      const { deferred, ...told } = paused;
      const waiting = Math.max(0, counts.waiting - deferred);
      const lastFiredAt = newest.rows[0]?.run.createdAt ?? null;
      const stillOpen = failed + parked;
      const known = {
        waiting,
        stillOpen,
        ...told,
        undelivered,
        lastFiredAt,
        middleCallMs: middleCallMs(newest.rows, since),
      };
      const settled = isSettled(newest.rows, stillOpen);
      const tallies = ofRule.get(rule.id) ?? [];
      const looked = lookedCount(rule, { came, tallies, settings });
      return ruleRow(rule, { tallies, since, looked, isSettled: settled, ...known });
    },
  };
}

function ruleRow(
  rule: Rule,
  known: Pick<
    RuleRow,
    "waiting" | "stillOpen" | "waitingForPause" | "undelivered" | "pauses" | "lastFiredAt" | "middleCallMs" | "looked"
  > & {
    readonly tallies: readonly Tally[];
    readonly since: number;
    readonly isSettled: boolean;
  },
): RuleRow {
  const { tallies, since, looked, isSettled, ...rest } = known;
  const of = (...kinds: readonly Tally["what"][]): number =>
    tallies.reduce((sum, { what, count }) => (kinds.includes(what) ? sum + count : sum), 0);
  const [fired, failed, errors] = [of("fired", "shadow"), of("effect_failed"), of("error")];
  const runsFailed = of("run_failed");
  const counts = {
    fired,
    shadow: of("shadow"),
    matched: of("fired", "shadow", "limited", "skipped"),
    looked,
    failed,
    runsFailed,
    errorRate: of("fired") === 0 ? null : Math.min(1, Math.max(failed, runsFailed) / of("fired")),
  };
  const firings = tallies.filter(({ what }) => what === "fired" || what === "shadow");
  return {
    id: rule.id,
    name: rule.name,
    at: rule.place.line === 0 ? rule.file : `${rule.file}:${rule.place.line}`,
    state: ruleState(rule),
    ...rest,
    ...counts,
    health: healthOf(rule, { ...counts, ...rest, sent: of("text_sent"), errors, isSettled }),
    firedPerHour: summed(firings, HOURS, (hourAt) => (hourAt - since) / HOUR_MS),
  };
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

function rulesFound(rules: readonly Rule[], words: readonly string[]): readonly Rule[] {
  return rules.filter((rule) =>
    words.every((word) =>
      word.startsWith("state:")
        ? ruleState(rule).startsWith(word.slice("state:".length))
        : [rule.id, rule.name ?? "", rule.file].some((text) => text.toLowerCase().includes(word)),
    ),
  );
}
