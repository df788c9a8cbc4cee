import type { RunStatus } from "../../../core/model/run/run.ts";
import type { ReadStore } from "../../../ports/store/record-questions.ts";
import type { RuleVersion } from "../../../ports/store/store.ts";

/** A version of a rule that the store knows, and what its runs do. */
export interface UsedVersion extends RuleVersion {
  /** When the newest of its runs was started, epoch milliseconds; null when none of those looked at is of it. */
  readonly lastRunAt: number | null;
  /** How many of its runs have not ended. */
  readonly openRuns: number;
}

/** Versions with their runs, and whether there may be more runs than were looked at. */
export interface UsedVersions {
  readonly versions: readonly UsedVersion[];
  readonly isCut: boolean;
}

/** So many of the newest runs, and of those of each status that goes on, are looked at. */
export const MOST_LOOKED_AT = 1_000;

const OPEN: readonly RunStatus[] = ["ready", "waiting", "queued", "sending", "parked"];

/** The versions of rules that a store knows: rule by rule, the one loaded last first. */
export async function usedVersions(store: ReadStore, ruleIds: readonly string[]): Promise<UsedVersions> {
  const [only, ...others] = ruleIds;
  const filter = only === undefined || others.length > 0 ? {} : { ruleId: only };
  const newest = await store.listRuns({ ...filter, limit: MOST_LOOKED_AT });
  const lastRunAt = new Map<string, number>();
  for (const { run } of newest.rows.toReversed()) lastRunAt.set(run.ruleVersion, run.createdAt);
  const openRuns = new Map<string, number>();
  let isCut = false;
  for (const status of OPEN) {
    const page = await store.listRuns({ ...filter, status, limit: MOST_LOOKED_AT });
    isCut ||= page.next !== null;
    for (const { run } of page.rows) openRuns.set(run.ruleVersion, (openRuns.get(run.ruleVersion) ?? 0) + 1);
  }
  const versions: UsedVersion[] = [];
  for (const id of ruleIds) {
    for (const kept of await store.ruleVersions(id)) {
      const { version } = kept.rule;
      versions.push({ ...kept, lastRunAt: lastRunAt.get(version) ?? null, openRuns: openRuns.get(version) ?? 0 });
    }
  }
  return { versions, isCut };
}
