import { formatDuration } from "../../core/base/duration.ts";
import type { RunStatus } from "../../core/model/run/run.ts";
import { YOUNG_REPLAY_MS } from "../../core/operate/replay-event.ts";
import type { EventRecord, Store } from "../../ports/store/store.ts";

/** A replay that was made before this is not waited for. */
const HORIZON_MS = 3_600_000;
const LOOKED_AT = 200;
const UNDER_WAY: readonly RunStatus[] = ["ready", "queued", "sending"];

/**
 * Why an event is not replayed once more, for one rule or, null, for all, as the end of a sentence: a replay with one of the
 * dedupe keys is young, or still runs; null when none is.
 */
export async function replayedBefore(
  store: Store,
  keys: readonly string[],
  { ruleId, now }: { readonly ruleId: string | null; readonly now: number },
): Promise<string | null> {
  const known = keys.length === 0 ? [] : await store.knownDedupeKeys(keys);
  const records = await Promise.all(known.map(({ eventId }) => store.getEvent(eventId)));
  const newestFirst = records
    .flatMap((record) => record ?? [])
    .toSorted((one, other) => other.event.receivedAt - one.event.receivedAt);
  for (const record of newestFirst) {
    const { id, receivedAt, replay } = record.event;
    const age = now - receivedAt;
    const isYoung = age < YOUNG_REPLAY_MS;
    if (!isYoung && (age > HORIZON_MS || !(await isUnderWay(store, record)))) continue;
    const ago = `${formatDuration(Math.max(1, Math.floor(age / 1_000)) * 1_000)} ago`;
    const whom = replay?.ruleId === ruleId ? "" : ` ${forWhom(replay?.ruleId ?? null)}`;
    return `was replayed${whom} ${ago} as ${id}${isYoung ? "" : ", which still runs"}; look what came of that first`;
  }
  return null;
}

function forWhom(ruleId: string | null): string {
  return ruleId === null ? "for all rules" : `for the rule ${ruleId}`;
}

async function isUnderWay(store: Store, { event: { id }, status }: EventRecord): Promise<boolean> {
  if (status === "new") return true;
  const { rows } = await store.listRuns({ eventId: id, limit: LOOKED_AT });
  return rows.some(({ run }) => UNDER_WAY.includes(run.status));
}
