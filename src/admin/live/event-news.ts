import type { EventRecord, Records } from "../../ports/store/store.ts";
import type { EventSearch } from "../../show/views/events/search.ts";
import { answerTo, hasRuns } from "../../show/views/events/answer.ts";
import { fitsSearch } from "../../show/views/events/search.ts";

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

/** What a page has been told of. */
export interface Told {
  /** The newest event, by id; empty for none. */
  readonly after: string;
  /** Those of the newest events that it was told of or that were there before; null when none were looked at yet. */
  readonly known: ReadonlySet<string> | null;
}

/** A look at what came: null when nothing did, and what a page knows with it. */
export interface Look {
  readonly news: News | null;
  readonly told: Told;
}

/**
 * What came behind the newest event a page knows, or among those it knows, and fits a search: another engine may store late what it
 * received before. `newest` are the newest events, newest first.
 */
export function newsBehind(
  newest: readonly EventRecord[],
  { after, known, search }: Told & { readonly search: EventSearch },
): Look {
  const at = newest.findIndex(({ event }) => event.id === after);
  // One that is not among them is older than all, or was erased; ids sort by receipt.
  const isBehind = (id: string, place: number): boolean => (at === -1 ? id > after : place < at);
  // Those at the end were pushed out by others, and are back since one was erased.
  const lastKnown = newest.findLastIndex(({ event }) => known?.has(event.id) === true);
  const isLate = (id: string, place: number): boolean => place < lastKnown && id !== after && known?.has(id) === false;
  const came = newest.filter(({ event: { id } }, place) => isBehind(id, place) || isLate(id, place));
  // Whether a rule fired is known of those that were evaluated; what came behind one that was not is told with it.
  const asksVerdicts = search.ruleId !== null || search.fired !== null || search.answered !== null;
  const open = asksVerdicts ? came.findLastIndex(({ status }) => status === "new") : -1;
  const [untold, told] = [new Set(came.slice(0, open + 1)), came.slice(open + 1)];
  const knownNow = new Set(newest.filter((record) => !untold.has(record)).map(({ event }) => event.id));
  const [last] = told;
  if (last === undefined) return { news: null, told: { after, known: knownNow } };
  const newestId = at !== -1 && newest.indexOf(last) > at ? after : last.event.id;
  const isMore = at === -1 && told.length > MOST_NEWS;
  const count = Math.min(told.filter((record) => fitsAlready(record, search)).length, MOST_NEWS);
  return { news: { count, isMore, newestId }, told: { after: newestId, known: knownNow } };
}

/** Whether an event fits a search already. While its runs go on, nobody knows whether its contact will get a text. */
function fitsAlready(record: EventRecord, search: EventSearch): boolean {
  // Of what only comes no run has failed yet.
  if (search.failed || !fitsSearch(record, search)) return false;
  return search.answered === null || (!search.answered && !hasRuns(record) && answerTo(record, []) === "none");
}

/** Among so many of the newest events one is looked for that another engine stored late. */
const LOOKED_AT = 10;

/** The newest events of a store, asked for at most once however many want to know. */
export function createNewestEvents(store: Pick<Records, "listEvents">): () => Promise<readonly EventRecord[]> {
  let newest: readonly EventRecord[] = [];
  return async () => {
    const { rows, leftOut } = await store.listEvents({ limit: LOOKED_AT, damaged: "left_out" });
    const isKnown =
      rows.every(({ event }, place) => event.id === newest[place]?.event.id) &&
      rows.length === Math.min(newest.length, LOOKED_AT - (leftOut?.length ?? 0)) &&
      newest.every(({ status }) => status !== "new");
    if (isKnown) return newest;
    const all = await store.listEvents({ limit: MOST_NEWS + 1, damaged: "left_out" });
    newest = all.rows.map(withoutPayload);
    return newest;
  };
}

/** What is kept of an event between two looks. */
function withoutPayload(record: EventRecord): EventRecord {
  return { ...record, event: { ...record.event, data: {} }, body: "", variants: [] };
}
