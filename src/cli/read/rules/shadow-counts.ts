import { EngineError } from "../../../core/base/errors.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { ReadStore } from "../../../ports/store/record-questions.ts";
import type { ShadowCount } from "../../../show/rules/shadow-count.ts";
import type { CliContext, GlobalOptions } from "../../context.ts";
import { withProjectStore } from "../open-project-store.ts";

/** So many of the newest events are looked at. */
const LOOKED_AT = 1_000;

/** The counts of rules by id, with the zone to tell them in. */
export interface ShadowCounts {
  readonly zone: string;
  readonly ofRule: ReadonlyMap<string, ShadowCount>;
}

/**
 * How often those of the rules that are in shadow, for all or some contacts, would have fired in the version in the files; none where
 * no engine has loaded that, or no store can be read, which is noted unless there is none yet.
 */
export async function readShadowCounts(
  context: CliContext,
  globals: GlobalOptions,
  rules: readonly Rule[],
): Promise<ShadowCounts> {
  const inShadow = rules.filter(({ enabled, liveFor }) => enabled === "shadow" || liveFor !== undefined);
  const none: ShadowCounts = { zone: "UTC", ofRule: new Map() };
  if (inShadow.length === 0) return none;
  try {
    return await withProjectStore(context, globals, undefined, async (store, zone) => ({
      zone,
      ofRule: await countShadows(store, inShadow),
    }));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (error.code !== "STORE_MISSING")
      context.note(`What rules in shadow would have done is not told: ${error.message}`);
    return none;
  }
}

async function countShadows(store: ReadStore, rules: readonly Rule[]): Promise<ReadonlyMap<string, ShadowCount>> {
  const { rows, next } = await store.listEvents({ limit: LOOKED_AT });
  const oldestAt = rows.at(-1)?.event.receivedAt ?? null;
  const counts = new Map<string, ShadowCount>();
  for (const { id, version } of rules) {
    const kept = (await store.ruleVersions(id)).find(({ rule }) => rule.version === version);
    if (kept === undefined) continue;
    const times = rows.flatMap(({ event, evaluation }) =>
      (evaluation?.verdicts ?? [])
        .filter(({ ruleVersion, outcome }) => ruleVersion === version && outcome === "shadow")
        .map(() => event.receivedAt),
    );
    const { firstLoadedAt } = kept;
    // Of a version that an older release kept, or when older events are not looked at, it is the oldest that was.
    const isWhole = next === null && firstLoadedAt !== null;
    const since = isWhole ? firstLoadedAt : laterOf(firstLoadedAt, oldestAt);
    counts.set(id, { times: times.length, since, lastAt: times[0] ?? null, newest: next === null ? null : LOOKED_AT });
  }
  return counts;
}

function laterOf(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}
