import type { Hold, Run } from "../../core/model/run/run.ts";
import { isTerminal } from "../../core/model/run/run.ts";
import { phoneOfLane } from "../../core/model/source.ts";
import type { Records, RunRecord } from "../../ports/store/store.ts";

/** Who stands before a run in its line: the first of them, for which all others wait. */
export interface RunAhead {
  readonly record: RunRecord;
  /** When nobody waits for it any more, epoch milliseconds; null while it is its turn. */
  readonly until: number | null;
  /** How many more stand between the two. */
  readonly others: number;
}

/** Of so many events of the contact, the newest, the runs are looked at, and of each so many. */
const EVENTS = 50;
const RUNS_AN_EVENT = 50;

/** The run of the same contact for which one waits that is in line for a destination; null when nobody is before it, or it waits for something else. */
export async function runAhead(
  store: Pick<Records, "listEvents" | "listRuns">,
  { run }: Pick<RunRecord, "run">,
  now: number,
): Promise<RunAhead | null> {
  return standsInLine(run, now) ? firstBefore(run, await runsOfContact(store, run), now) : null;
}

/** The same for runs of a list, as far as the one before is in the list, too: nothing is read. Gives its id, or null. */
export function aheadAmong(records: readonly RunRecord[], now: number): (run: Run) => string | null {
  return (run) => {
    if (!standsInLine(run, now)) return null;
    const ofContact = newestFirst(records.filter((record) => record.run.lane === run.lane));
    return firstBefore(run, ofContact, now)?.record.run.id ?? null;
  };
}

function newestFirst(records: readonly RunRecord[]): readonly RunRecord[] {
  return records.toSorted((one, other) => other.run.createdAt - one.run.createdAt);
}

/** Whether a run waits for its turn at a destination, and not for an instant. */
function standsInLine(run: Run, now: number): run is Run & { readonly destination: string } {
  const { status, destination, dueAt } = run;
  return status === "queued" && destination !== null && (dueAt === null || dueAt <= now);
}

/** Who stands first before a run among those of its contact, the one made last first. */
function firstBefore(
  { id, destination }: Run & { readonly destination: string },
  ofContact: readonly RunRecord[],
  now: number,
): RunAhead | null {
  const place = ofContact.findIndex(({ run }) => run.id === id);
  const before = ofContact.slice(place + 1).flatMap((record) => {
    const hold = holdAt(record.run, destination, now);
    return hold === null ? [] : [{ record, until: hold.until }];
  });
  const first = before.at(-1);
  return first === undefined ? null : { ...first, others: before.length - 1 };
}

/** The runs of the contact on its newest events, the one made last first. */
async function runsOfContact(
  store: Pick<Records, "listEvents" | "listRuns">,
  { eventId, lane }: Run,
): Promise<readonly RunRecord[]> {
  const phone = phoneOfLane(lane);
  const { rows } = phone === null ? { rows: [] } : await store.listEvents({ phone, limit: EVENTS });
  const ids = new Set([...rows.map(({ event }) => event.id), eventId]);
  const pages = await Promise.all([...ids].map((id) => store.listRuns({ eventId: id, limit: RUNS_AN_EVENT })));
  return newestFirst(pages.flatMap((page) => page.rows).filter((record) => record.run.lane === lane));
}

/** By what a run keeps later ones from a destination; null when it does not, or not any more. */
function holdAt({ status, holds }: Run, destination: string, now: number): Hold | null {
  const hold = isTerminal(status) ? undefined : holds.find((one) => one.destination === destination);
  return hold === undefined || (hold.until !== null && hold.until <= now) ? null : hold;
}
