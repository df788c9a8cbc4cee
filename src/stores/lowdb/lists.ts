import type { OptState } from "../../core/model/event.ts";
import { wentOutAt } from "../../core/model/run/effect.ts";
import type { Run, RunStatus } from "../../core/model/run/run.ts";
import type { StoredOptState } from "../../core/texting/opt-state.ts";
import { shownOptState } from "../../core/texting/opt-state.ts";
import type { Backlog } from "../../ports/measures.ts";
import type { EventRecord, RunRecord } from "../../ports/store/store.ts";
import type {
  Counts,
  EventFilter,
  EventStatus,
  ListEventsOptions,
  ListOptStatesOptions,
  ListRunsOptions,
  Page,
  RunFilter,
  Side,
} from "../../ports/store/lists.ts";
import type { ListName, PageEnd } from "../lists.ts";
import { NO_EVENTS, NO_RUNS, pageOf, parseCursor } from "../lists.ts";
import { readEventRecord, readRunRecord } from "./read.ts";
import type { Records } from "./records.ts";
import type { StoredEvent } from "./file/state.ts";

/** A page of events, newest first by receipt. */
export function listEvents({ state }: Records, { limit, after, ...filter }: ListEventsOptions): Page<EventRecord> {
  const newestFirst = [...state.events.values()].reverse().sort((a, b) => b.event.receivedAt - a.event.receivedAt);
  const endAt = ({ event }: StoredEvent) => ({ instant: event.receivedAt, key: event.id });
  const found = behind(newestFirst, { list: "event", after, endAt }).filter((stored) => fitsEvent(stored, filter));
  return pageOf(found, { list: "event", limit, endAt, read: readEventRecord });
}

/** A page of runs, the last that was made first. */
export function listRuns(records: Records, { limit, after, until, sent, ...filter }: ListRunsOptions): Page<RunRecord> {
  const newestFirst = [...records.state.runs.values()].reverse();
  const endAt = ({ createdAt, id }: Run) => ({ instant: createdAt, key: id });
  const found = behind(newestFirst, { list: "run", after, endAt }).filter(
    (run) =>
      fitsRun(records, run, filter) &&
      (until === undefined || run.createdAt < until) &&
      (sent === undefined || hasSent(readRunRecord(records, run), sent)),
  );
  return pageOf(found, { list: "run", limit, endAt, read: (run) => readRunRecord(records, run) });
}

function hasSent({ effects }: RunRecord, { since, until }: NonNullable<ListRunsOptions["sent"]>): boolean {
  return effects.some((effect) => {
    const at = wentOutAt(effect);
    return at !== null && at >= since && at < until;
  });
}

/** The id of the run of the same rule that was made before or after one. */
export function runBeside({ state }: Records, id: string, side: Side): string | null {
  const ruleId = state.runs.get(id)?.ruleId;
  const ofRule = [...state.runs.values()].filter((run) => run.ruleId === ruleId);
  const place = ofRule.findIndex((run) => run.id === id);
  return place < 0 ? null : (ofRule[side === "older" ? place - 1 : place + 1]?.id ?? null);
}

/** A page of opt states, by number. */
export function listOptStates({ state: all }: Records, { limit, after, state }: ListOptStatesOptions): Page<OptState> {
  const behind = after === undefined ? "" : parseCursor(after, { list: "contact", keyForm: /./ }).key;
  const fits = (stored: StoredOptState): boolean =>
    stored.phone > behind && (state === undefined || stored.state === state);
  const found = [...all.optStates.values()].filter(fits).sort((one, other) => (one.phone < other.phone ? -1 : 1));
  const endAt = ({ changedAt, phone }: StoredOptState) => ({ instant: changedAt, key: phone });
  return pageOf(found, { list: "contact", limit, endAt, read: shownOptState });
}

/** How many events fit, by status. */
export function countEvents({ state }: Records, filter: EventFilter): Counts<EventStatus> {
  const counts = { ...NO_EVENTS };
  for (const stored of state.events.values()) if (fitsEvent(stored, filter)) counts[stored.status] += 1;
  return counts;
}

/** How many runs fit, by status. */
export function countRuns(records: Records, filter: RunFilter): Counts<RunStatus> {
  const counts = { ...NO_RUNS };
  for (const run of records.state.runs.values()) if (fitsRun(records, run, filter)) counts[run.status] += 1;
  return counts;
}

/** What is not done. */
export function backlogOf(records: Records): Backlog {
  const waiting = [...records.state.events.values()].filter(({ status }) => status === "new");
  const { ready, waiting: waitingRuns, queued, sending, parked } = countRuns(records, {});
  return {
    lanesWaiting: new Set(waiting.map(({ event }) => event.lane)).size,
    oldestNewAt: waiting[0]?.event.receivedAt ?? null,
    eventsParked: countEvents(records, { status: "parked" }).parked,
    runs: { ready, waiting: waitingRuns, queued, sending, parked },
  };
}

/** What stands behind the end of the page before, also when the row that ended it is gone meanwhile. */
export function behind<Row>(
  newestFirst: readonly Row[],
  {
    list,
    after,
    endAt,
  }: {
    readonly list: ListName;
    readonly after: string | undefined;
    readonly endAt: (row: Row) => PageEnd;
  },
): readonly Row[] {
  if (after === undefined) return newestFirst;
  const { instant, key } = parseCursor(after, { list, keyForm: /./ });
  const index = newestFirst.findIndex((row) => endAt(row).key === key);
  return index < 0 ? newestFirst.filter((row) => endAt(row).instant < instant) : newestFirst.slice(index + 1);
}

function fitsEvent({ event, status }: StoredEvent, wanted: EventFilter & Pick<ListEventsOptions, "source">): boolean {
  return (
    (wanted.type === undefined || event.type === wanted.type) &&
    (wanted.source === undefined || event.source === wanted.source) &&
    (wanted.phone === undefined || event.phone === wanted.phone) &&
    (wanted.status === undefined || status === wanted.status) &&
    (wanted.since === undefined || event.receivedAt >= wanted.since)
  );
}

function fitsRun(records: Records, run: Run, wanted: RunFilter): boolean {
  const { ruleId, eventId, status } = run;
  return (
    (wanted.delivery === undefined ||
      readRunRecord(records, run).effects.some(({ delivery }) => delivery?.outcome === wanted.delivery)) &&
    (wanted.ruleId === undefined || ruleId === wanted.ruleId) &&
    (wanted.eventId === undefined || eventId === wanted.eventId) &&
    (wanted.status === undefined || status === wanted.status)
  );
}
