import type { EventRecord, Records } from "../../../ports/store/store.ts";
import type { Page, PageOptions, RunFilter } from "../../../ports/store/lists.ts";
import { answerTo, runsOn } from "./answer.ts";
import { lookThrough } from "./look-through.ts";
import type { EventSearch } from "./search.ts";
import { fitsSearch, looksThrough } from "./search.ts";

/** Events that fit a search, newest first. */
export interface FoundEvents extends Page<EventRecord> {
  /** How many were looked at one after the other; null when an index knew which they are. */
  readonly looked: number | null;
}

/** A page of the events that fit. @throws EngineError USAGE when `after` is no cursor. */
export async function foundEvents(
  store: Pick<Records, "listEvents" | "listRuns" | "getEvent">,
  search: EventSearch,
  options: PageOptions,
): Promise<FoundEvents> {
  const { filter, ruleId, failed, answered } = search;
  if (!looksThrough(search)) return { ...(await store.listEvents({ ...filter, ...options })), looked: null };
  const take = async (record: EventRecord | null, found: readonly EventRecord[]): Promise<EventRecord | null> => {
    if (record === null || !fitsSearch(record, search) || isAmong(found, record)) return null;
    if (answered === null) return record;
    return answerTo(record, await runsOn(store, record)) === (answered ? "sent" : "none") ? record : null;
  };
  if (ruleId === null && !failed) return lookThrough((page) => store.listEvents({ ...filter, ...page }), take, options);
  const runs = { ...(ruleId === null ? {} : { ruleId }), ...(failed ? ({ status: "failed" } as const) : {}) };
  return lookThrough((page) => eventsOfRuns(store, { runs, since: filter.since ?? 0, page }), take, options);
}

/** The events of some runs, newest run first; null for one that is not stored any more. */
async function eventsOfRuns(
  store: Pick<Records, "listRuns" | "getEvent">,
  { runs, since, page }: { readonly runs: RunFilter; readonly since: number; readonly page: PageOptions },
): Promise<Page<EventRecord | null>> {
  const { rows, next } = await store.listRuns({ ...runs, ...page });
  // A run is made after its event came: behind one that is too old there are older ones only.
  const isOver = (rows.at(-1)?.run.createdAt ?? 0) < since;
  const events = await Promise.all(rows.map(({ run }) => store.getEvent(run.eventId)));
  return { rows: events, next: isOver ? null : next };
}

/** Whether an event was found already: several runs of a rule may be on it. */
function isAmong(found: readonly EventRecord[], { event }: EventRecord): boolean {
  return found.some((one) => one.event.id === event.id);
}
