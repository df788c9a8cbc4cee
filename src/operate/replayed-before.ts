import { formatDuration } from "../core/base/duration.ts";
import type { Event } from "../core/model/event.ts";
import type { RunStatus } from "../core/model/run.ts";
import type { EventRecord, Store } from "../ports/store/store.ts";

/** So long a replay is taken for the one that somebody else wants at the same time, too. */
const YOUNG_MS = 60_000;
/** A replay that still runs is looked for as far back as this. */
const HORIZON_MS = 3_600_000;
const LOOKED_AT = 200;
const UNDER_WAY: readonly RunStatus[] = ["ready", "queued", "sending"];

/** Names what is replayed by what: two wishes of the same name are one. */
export function replayName({ id, replay }: Pick<Event, "id" | "replay">, ruleId: string | null): string {
  return `${replay?.of ?? id} ${ruleId ?? ""}`;
}

/** Why an event is not replayed once more, as the end of a sentence: the same replay is young, or still runs; null when none is. */
export async function replayedBefore(
  store: Store,
  event: Event,
  { ruleId, now }: { readonly ruleId: string | null; readonly now: number },
): Promise<string | null> {
  const name = replayName(event, ruleId);
  const ofContact = event.phone === null ? {} : { phone: event.phone };
  const { rows } = await store.listEvents({ ...ofContact, since: now - HORIZON_MS, limit: LOOKED_AT });
  for (const record of rows) {
    const { event: other } = record;
    if (other.replay === undefined || replayName(other, other.replay.ruleId) !== name) continue;
    const isYoung = now - other.receivedAt < YOUNG_MS;
    if (!isYoung && !(await isUnderWay(store, record))) continue;
    const ago = `${formatDuration(Math.max(1, Math.floor((now - other.receivedAt) / 1_000)) * 1_000)} ago`;
    return `was replayed ${ago} as ${other.id}${isYoung ? "" : ", which still runs"}; look what came of that first`;
  }
  return null;
}

async function isUnderWay(store: Store, { event: { id }, status }: EventRecord): Promise<boolean> {
  if (status === "new") return true;
  const { rows } = await store.listRuns({ eventId: id, limit: LOOKED_AT });
  return rows.some(({ run }) => UNDER_WAY.includes(run.status));
}
