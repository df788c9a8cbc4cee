import { EngineError, UnreadableRecordError } from "../core/base/errors.ts";
import type { RunStatus } from "../core/model/run/run.ts";
import type { Counts, EventStatus, Page, PageOptions } from "../ports/store/lists.ts";
import type { RuleVersion } from "../ports/store/store.ts";

/** Where a page ended: the instant of its last row, and the key of that row among those of the same instant. */
export interface PageEnd {
  readonly instant: number;
  readonly key: string;
}

/** A list, by which its cursors begin: of another one they are no place in this. */
export type ListName = "event" | "run" | "contact" | "audit" | "kept";

/** A page of what was found, newest first; `found` holds one more than `limit` when there are more. */
export function pageOf<Found, Row>(
  found: readonly Found[],
  {
    list,
    limit,
    damaged,
    endAt,
    read,
  }: {
    readonly list: ListName;
    readonly limit: number;
    readonly damaged?: PageOptions["damaged"] | undefined;
    readonly endAt: (last: Found) => PageEnd;
    readonly read: (one: Found) => Row;
  },
): Page<Row> {
  const last = found.length > limit ? found[limit - 1] : undefined;
  const next = last === undefined ? null : formatCursor(list, endAt(last));
  const leftOut: string[] = [];
  const rows = found.slice(0, limit).flatMap((one) => {
    try {
      return [read(one)];
    } catch (error) {
      if (damaged !== "left_out" || !(error instanceof UnreadableRecordError)) throw error;
      leftOut.push(error.record);
      return [];
    }
  });
  return { rows, next, ...(leftOut.length === 0 ? {} : { leftOut }) };
}

/** A place in a list as one text, for {@link parseCursor}. */
export function formatCursor(list: ListName, { instant, key }: PageEnd): string {
  return `${list}.${instant}.${key}`;
}

/**
 * What a cursor says, when it is of this list and its key has the form of this store's keys.
 * @throws EngineError USAGE for anything else.
 */
export function parseCursor(
  cursor: string,
  { list, keyForm }: { readonly list: ListName; readonly keyForm: RegExp },
): PageEnd {
  const [, name, instant, key = ""] = /^([a-z]+)[.](\d+)[.](.+)$/.exec(cursor) ?? [];
  if (name === list && instant !== undefined && keyForm.test(key)) return { instant: Number(instant), key };
  throw new EngineError(
    "USAGE",
    "The list cannot be continued: what should tell from where was not given by this list of this store; begin at its start.",
  );
}

/** The order of the versions of a rule: the one loaded last first, those of which that is not known at the end. */
export function byLastLoad(one: RuleVersion, other: RuleVersion): number {
  const difference = (other.lastLoadedAt ?? 0) - (one.lastLoadedAt ?? 0);
  if (difference !== 0) return difference;
  return one.rule.version < other.rule.version ? -1 : 1;
}

/** The form of keys of opt states: a number, or what stands for one whose contact was erased. */
export const PHONE_KEY = /^([+][0-9]+|erased:[0-9a-f]+:[0-9]*)$/;

/** No event of any status. */
export const NO_EVENTS: Counts<EventStatus> = { new: 0, done: 0, parked: 0 };

/** No run of any status. */
export const NO_RUNS: Counts<RunStatus> = {
  ready: 0,
  waiting: 0,
  queued: 0,
  sending: 0,
  parked: 0,
  done: 0,
  failed: 0,
  stopped: 0,
};
