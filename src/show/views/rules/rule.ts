import { isOwnRule } from "../../../core/model/ruleset/rule.ts";
import { lastLetOut, ruleState } from "../../../core/model/ruleset/rule-state.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import type { Decisions, EventRecord, Records, RuleVersion } from "../../../ports/store/store.ts";
import { kindOfReason } from "../../records/explain/kind-of-reason.ts";
import { compiledRule } from "../../rules/compiled-rule.ts";
import type { StageChange } from "../../rules/next-stage.ts";
import { stageChanges } from "../../rules/next-stage.ts";
import { ruleDifference } from "../../rules/rule-difference.ts";
import { ruleWords } from "../../rules/rule-summary.ts";
import { printable, printableJson, shorten } from "../../text/printable.ts";
import { maskNumbers } from "../../text/redact.ts";
import type { AuditRow } from "../audit-list.ts";
import { auditList } from "../audit-list.ts";
import type { RuleRow } from "./rules.ts";
import { ruleList } from "./rules.ts";
import type { LookedBy } from "../looked-at.ts";
import { passedOver } from "./passed-over.ts";
import { stoppedAt } from "./stopped-at.ts";
import type { ShadowReport } from "./shadow-report.ts";
import { shadowReport } from "./shadow-report.ts";
import type { ViewLook } from "../view-look.ts";

/** Why events did not fire a rule, and how many of them for this reason. */
export interface WhyNot {
  /** The condition that stopped it, or the reason. */
  readonly reason: string;
  readonly count: number;
}

/** A version of a rule that the store keeps. */
export interface VersionRow {
  readonly version: string;
  readonly firstLoadedAt: number | null;
  readonly lastLoadedAt: number | null;
  readonly isInForce: boolean;
  /** How it differs from the version before it, as a unified diff of the words; empty for the oldest. */
  readonly difference: readonly string[];
}

/** All there is to know of a rule. */
export interface RuleView {
  /** Of one that is not in force, what it says last. */
  readonly row: RuleRow;
  /** Else it is the version that the store kept last. */
  readonly isInForce: boolean;
  readonly hoursAt: readonly number[];
  /** In plain English. */
  readonly words: readonly string[];
  /** As the engine runs it, JSON. */
  readonly compiled: string;
  readonly whyNot: {
    /** So many of the newest events were looked at, of which the rule looked at `evaluated`. */
    readonly lookedAt: number;
    readonly evaluated: number;
    readonly fired: number;
    /** Times it would have fired where it is in shadow. */
    readonly shadow: number;
    readonly reasons: readonly WhyNot[];
  };
  /** What it would have done on them; null where it is in shadow for nobody. */
  readonly shadowReport: ShadowReport | null;
  readonly versions: readonly VersionRow[];
  /** What it may be let become; none for a rule of the engine itself. */
  readonly changes: readonly StageChange[];
  /** What people did to it, also pauses, the newest first: the newest few. */
  readonly decisions: readonly AuditRow[];
  /** How far it was let out before it was turned off; null when it is not off, or that is not kept any more. */
  readonly stateBefore: string | null;
}

/** So many of the newest events are looked at for reasons. */
const EVENTS_LOOKED_AT = 500;
const MOST_REASONS = 6;
const MOST_VERSIONS = 10;
const MOST_DECISIONS = 5;
const REASON_LENGTH = 120;

/** All there is to know of a rule in force, or else of the version that the store kept last; null when none has this id. */
export async function ruleView(
  store: Parameters<typeof ruleList>[0] & Pick<Records, "listEvents" | "ruleVersions"> & Pick<Decisions, "listAudit">,
  { ruleId, rules, ruleSet, settings }: LookedBy & { readonly ruleId: string },
  look: ViewLook,
): Promise<RuleView | null> {
  const inForce = rules.find(({ id }) => id === ruleId);
  const kept = await store.ruleVersions(ruleId);
  const rule = inForce ?? kept[0]?.rule;
  if (rule === undefined) return null;
  const [{ rows, hoursAt }, { rows: newest }, { rows: decisions }] = await Promise.all([
    ruleList(store, { rules: [rule], settings }, look),
    store.listEvents({ limit: EVENTS_LOOKED_AT }),
    auditList(store, { kind: "rule", target: ruleId, limit: MOST_DECISIONS }),
  ]);
  const [row] = rows;
  if (row === undefined) return null;
  const before = rule.enabled === "off" ? lastLetOut(kept) : null;
  const words = ruleWords(rule, settings).map(maskNumbers);
  const compiled = maskNumbers(printableJson(compiledRule(rule), 2));
  return {
    row,
    isInForce: inForce !== undefined,
    hoursAt,
    decisions,
    words,
    compiled,
    whyNot: await whyNotOf(newest, { rule, isInForce: inForce !== undefined, kept, ruleSet, settings }),
    shadowReport: shadowReport(rule, newest),
    versions: versionRows(kept, { inForce: inForce?.version ?? null, settings }),
    changes: inForce === undefined || isOwnRule(rule) ? [] : stageChanges(rule, before),
    stateBefore: before === null ? null : ruleState(before),
  };
}

async function whyNotOf(
  rows: readonly EventRecord[],
  given: Parameters<typeof passedOver>[1] & { readonly isInForce: boolean },
): Promise<RuleView["whyNot"]> {
  const verdicts = rows.flatMap(({ evaluation }) =>
    (evaluation?.verdicts ?? []).filter((verdict) => verdict.ruleId === given.rule.id),
  );
  const told = verdicts.flatMap(({ outcome, reason, condition }) => {
    if (outcome === "fired" || outcome === "shadow") return [];
    const stopped = outcome === "not_matched" ? stoppedAt(condition) : null;
    return [stopped ?? `${outcome.replace("_", " ")}: ${kindOfReason(reason)}`];
  });
  const passed = given.isInForce ? await passedOver(rows, given) : [];
  const counts = new Map<string, number>();
  for (const said of [...told, ...passed]) {
    const shown = shorten(maskNumbers(printable(said)), REASON_LENGTH);
    counts.set(shown, (counts.get(shown) ?? 0) + 1);
  }
  const reasons = [...counts].map(([reason, count]) => ({ reason, count }));
  return {
    lookedAt: rows.length,
    evaluated: verdicts.length + passed.length,
    fired: verdicts.filter(({ outcome }) => outcome === "fired").length,
    shadow: verdicts.filter(({ outcome }) => outcome === "shadow").length,
    reasons: reasons.toSorted((one, other) => other.count - one.count).slice(0, MOST_REASONS),
  };
}

function versionRows(
  kept: readonly RuleVersion[],
  { inForce, settings }: { readonly inForce: string | null; readonly settings: Settings },
): readonly VersionRow[] {
  return kept.slice(0, MOST_VERSIONS).map(({ rule, firstLoadedAt, lastLoadedAt }, index) => {
    const before = kept[index + 1]?.rule;
    const names = [before?.version ?? "", rule.version] as const;
    const difference = before === undefined ? [] : ruleDifference({ before, after: rule, names }, settings).words;
    return {
      ...{ version: rule.version, firstLoadedAt, lastLoadedAt, isInForce: rule.version === inForce },
      difference: difference.map(maskNumbers),
    };
  });
}
