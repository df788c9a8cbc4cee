import { formatDuration } from "../core/base/duration.ts";
import type { Event } from "../core/model/event.ts";
import type { RunStatus } from "../core/model/run/run.ts";
import { replayKey, YOUNG_REPLAY_MS } from "../core/operate/replay-event.ts";
import type { EventRecord, Store } from "../ports/store/store.ts";

/** A replay that was made before this is not waited for. */
const HORIZON_MS = 3_600_000;
const LOOKED_AT = 200;
const UNDER_WAY: readonly RunStatus[] = ["ready", "queued", "sending"];

/** Why an event is not replayed once more, as the end of a sentence: the same replay is young, or still runs; null when none is. */
export async function replayedBefore(
  store: Store,
  event: Event,
  { ruleId, now }: { readonly ruleId: string | null; readonly now: number },
): Promise<string | null> {
  const [known] = await store.knownDedupeKeys([replayKey(event, ruleId)]);
  const record = known === undefined ? null : await store.getEvent(known.eventId);
  if (record === null) return null;
  const age = now - record.event.receivedAt;
  const isYoung = age < YOUNG_REPLAY_MS;
  if (!isYoung && (age > HORIZON_MS || !(await isUnderWay(store, record)))) return null;
  const ago = `${formatDuration(Math.max(1, Math.floor(age / 1_000)) * 1_000)} ago`;
  return `was replayed ${ago} as ${record.event.id}${isYoung ? "" : ", which still runs"}; look what came of that first`;
}

async function isUnderWay(store: Store, { event: { id }, status }: EventRecord): Promise<boolean> {
  if (status === "new") return true;
  const { rows } = await store.listRuns({ eventId: id, limit: LOOKED_AT });
  return rows.some(({ run }) => UNDER_WAY.includes(run.status));
}
