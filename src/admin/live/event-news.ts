import type { EventRecord, Records } from "../../ports/store.ts";
import type { EventSearch } from "../../show/views/search.ts";
import { fitsSearch } from "../../show/views/search.ts";

/** How many events came, and up to which. */
export interface News {
  /** Of those that fit; more than are told one by one count as so many. */
  readonly count: number;
  readonly isMore: boolean;
  /** The newest of them, by id, from which on others are news. */
  readonly newestId: string;
}

/** More news than this is "more than this". */
const MOST_NEWS = 99;

/** What came behind the event named `after` (empty: ever) and fits a search; null when nothing did. `newest` are the newest events, newest first. */
export function newsBehind(
  newest: readonly EventRecord[],
  { after, search }: { readonly after: string; readonly search: EventSearch },
): News | null {
  const at = newest.findIndex(({ event }) => event.id === after);
  // One that is not among them is older than all, or was erased; ids sort by receipt.
  const came = at === -1 ? newest.filter(({ event }) => event.id > after) : newest.slice(0, at);
  // Whether a rule fired is known of those that were evaluated; what came behind one that was not is told with it.
  const asksVerdicts = search.ruleId !== null || search.fired !== null;
  const open = asksVerdicts ? came.findLastIndex(({ status }) => status === "new") : -1;
  const told = came.slice(open + 1);
  const [last] = told;
  if (last === undefined) return null;
  const isMore = at === -1 && told.length > MOST_NEWS;
  const count = told.filter((record) => fitsSearch(record, search)).length;
  return { count: Math.min(count, MOST_NEWS), isMore, newestId: last.event.id };
}

/** The newest events of a store, asked for at most once however many want to know. */
export function createNewestEvents(store: Pick<Records, "listEvents">): () => Promise<readonly EventRecord[]> {
  let newest: readonly EventRecord[] = [];
  return async () => {
    const [last] = (await store.listEvents({ limit: 1 })).rows;
    const isKnown = last?.event.id === newest[0]?.event.id && newest.every(({ status }) => status !== "new");
    if (!isKnown) newest = (await store.listEvents({ limit: MOST_NEWS + 1 })).rows.map(withoutPayload);
    return newest;
  };
}

/** What is kept of an event between two looks. */
function withoutPayload(record: EventRecord): EventRecord {
  return { ...record, event: { ...record.event, data: {} }, body: "", variants: [] };
}
