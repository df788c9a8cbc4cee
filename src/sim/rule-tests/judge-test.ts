import { isoInZone } from "../../core/time/calendar.ts";
import type { ExpectedBlock, RuleTest } from "../../core/model/ruleset/rule-test.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import type { EventRecord, RunRecord } from "../../ports/store/store.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { JsonObject } from "../../core/base/json.ts";
import { explainMismatch, explainWithdrawn, isWithin, withoutWithdrawn } from "./expectation.ts";
import { shownRequest } from "../shown-names.ts";

/** What came of a test. */
interface Came {
  readonly rules: readonly Rule[];
  readonly events: readonly EventRecord[];
  /** What its rules raised. */
  readonly raised: readonly EventRecord[];
  /** Oldest first. */
  readonly runs: readonly RunRecord[];
  /** Whether nothing waited any more at its end. */
  readonly hasEnded: boolean;
  readonly settings: Settings;
}

/** Sentences on how what came differs from what a test expects, and on what could not be evaluated; none when it passed. */
export function judgeTest(
  test: RuleTest,
  { rules, events, raised, runs, hasEnded, settings }: Came,
): readonly string[] {
  const effects = runs.flatMap((record) => record.effects).toSorted((a, b) => a.plannedAt - b.plannedAt);
  const held = effects.filter((effect) => effect.status === "blocked" || effect.status === "deferred");
  const made = effects.filter((effect) => !held.includes(effect));
  const { counted, withdrawn } = withoutWithdrawn(test.expect, made);
  const show = (request: JsonObject): string => shownRequest(request, settings);
  const mismatches = explainMismatch(test.expect, counted, {
    traceOf: ({ runId }) => runs.find(({ run: { id } }) => id === runId)?.run.trace ?? [],
    show,
  });
  return [
    ...(hasEnded
      ? []
      : [
          "after 1,000 waits one after another something still waits, such as a rule that starts itself again; give the test `until`, an earlier one where it has one",
        ]),
    ...mismatches,
    ...(mismatches.length === 0 ? [] : withdrawn.map((effect) => explainWithdrawn(effect, show))),
    ...explainBlocks(test, held, settings.timezone),
    ...explainErrors(rules, runs, [...events, ...raised]),
  ];
}

function explainBlocks({ expectBlocked }: RuleTest, held: readonly Effect[], zone: string): readonly string[] {
  if (expectBlocked === null) return [];
  const fits =
    expectBlocked.length === held.length &&
    expectBlocked.every((wanted, index) => fitsBlock(wanted, held[index] as Effect));
  if (fits) return [];
  const wanted = expectBlocked.map((block) => describeBlock(block, zone));
  const got = held.map(({ guard, ruleId, dueAt }) => describeBlock({ guard, rule: ruleId, until: dueAt }, zone));
  return [`wanted blocked [${wanted.join(", ")}], got [${got.join(", ")}]`];
}

function fitsBlock({ guard, rule, until }: ExpectedBlock, effect: Effect): boolean {
  if (guard !== effect.guard || (rule !== null && rule !== effect.ruleId)) return false;
  if (until === undefined) return true;
  return until === null ? effect.dueAt === null : effect.dueAt !== null && isWithin(effect.dueAt, until);
}

function describeBlock(
  { guard, rule, until }: Omit<ExpectedBlock, "guard"> & Pick<Effect, "guard">,
  zone: string,
): string {
  const whose = rule === null ? "" : ` of ${rule}`;
  if (until === undefined) return `${guard ?? "nobody"}${whose}`;
  return `${guard ?? "nobody"}${whose} ${until === null ? "for good" : `until ${isoInZone(until, zone)}`}`;
}

/** A rule or step that could not be evaluated never passes a test silently. */
function explainErrors(
  rules: readonly Rule[],
  runs: readonly RunRecord[],
  events: readonly EventRecord[],
): readonly string[] {
  const parked = runs
    .filter(({ run }) => run.status === "parked")
    .map(({ run }) => `run parked: ${run.error?.message ?? ""}`);
  const failed = runs
    .filter(({ run }) => run.status === "failed")
    .flatMap((record) => ownFaults(rules.find(({ version }) => version === record.run.ruleVersion) ?? null, record));
  const verdicts = events.flatMap((record) => record.evaluation?.verdicts ?? []);
  const broken = verdicts.filter((verdict) => verdict.outcome === "error").map((verdict) => verdict.reason);
  const stuck = events
    .filter((record) => record.status === "parked")
    .map((record) => `event parked: ${record.error ?? ""}`);
  return [...parked, ...failed, ...broken, ...stuck];
}

/** Steps that failed by themselves and not by what a destination answered, and that no `on_error` of the rule took up. */
function ownFaults(rule: Rule | null, { run: { error, trace }, effects }: RunRecord): readonly string[] {
  const isOwn = error?.code === "not_renderable" || error?.code === "step_failed";
  if (rule?.onErrorAt == null) return error !== null && isOwn ? [`${error.step} failed: ${error.message}`] : [];
  return trace
    .filter(({ kind, path }) => kind === "error" && path.startsWith("on_error"))
    .filter(({ path }) => !effects.some((effect) => effect.path === path && effect.attempts.length > 0))
    .map(({ path, text }) => `${path} failed: ${text}`);
}
