import type { EventRecord, Records } from "../../ports/store.ts";
import type { Page, PageOptions } from "../../ports/store-lists.ts";
import type { EventSearch } from "./search.ts";
import { fitsSearch, looksThrough } from "./search.ts";

/** Events that fit a search, newest first. */
export interface FoundEvents extends Page<EventRecord> {
  /** How many were looked at one after the other; null when an index knew which they are. */
  readonly looked: number | null;
}

/** More are not looked at for one page: its reader waits, and so do the writes behind it. */
const MOST_LOOKED_AT = 2_000;
const CHUNK = 200;

/** A page of the events that fit. @throws EngineError USAGE when `after` is no cursor. */
export async function foundEvents(
  store: Pick<Records, "listEvents" | "listRuns" | "getEvent">,
  search: EventSearch,
  options: PageOptions,
): Promise<FoundEvents> {
  const { filter, ruleId } = search;
  if (!looksThrough(search)) return { ...(await store.listEvents({ ...filter, ...options })), looked: null };
  if (ruleId === null) return lookThrough((page) => store.listEvents({ ...filter, ...page }), search, options);
  return lookThrough((page) => eventsOfRule(store, { ruleId, since: filter.since ?? 0, page }), search, options);
}

/** The events on which a rule fired, by its runs, newest run first; null for one that is not stored any more. */
async function eventsOfRule(
  store: Pick<Records, "listRuns" | "getEvent">,
  { ruleId, since, page }: { readonly ruleId: string; readonly since: number; readonly page: PageOptions },
): Promise<Page<EventRecord | null>> {
  const { rows, next } = await store.listRuns({ ruleId, ...page });
  // A run is made after its event came: behind one that is too old there are older ones only.
  const isOver = (rows.at(-1)?.run.createdAt ?? 0) < since;
  const events = await Promise.all(rows.map(({ run }) => store.getEvent(run.eventId)));
  return { rows: events, next: isOver ? null : next };
}

async function lookThrough(
  list: (page: PageOptions) => Promise<Page<EventRecord | null>>,
  search: EventSearch,
  { limit, after }: PageOptions,
): Promise<FoundEvents> {
  const found: EventRecord[] = [];
  let looked = 0;
  let from = after;
  while (looked < MOST_LOOKED_AT) {
    const chunk = await list({ limit: CHUNK, ...(from === undefined ? {} : { after: from }) });
    for (const [at, record] of chunk.rows.entries()) {
      looked += 1;
      if (record === null || !fitsSearch(record, search) || isAmong(found, record)) continue;
      found.push(record);
      if (found.length < limit) continue;
      // Where the list is to go on is known of the end of a page only.
      const { next } = await list({ limit: at + 1, ...(from === undefined ? {} : { after: from }) });
      return { rows: found, next, looked };
    }
    if (chunk.next === null) return { rows: found, next: null, looked };
    from = chunk.next;
  }
  return { rows: found, next: from ?? null, looked };
}

/** Whether an event was found already: several runs of a rule may be on it. */
function isAmong(found: readonly EventRecord[], { event }: EventRecord): boolean {
  return found.some((one) => one.event.id === event.id);
}
