import type { OptState } from "../../core/model/event.ts";
import type { DeliveryOutcome } from "../../core/model/delivery.ts";
import type { RunStatus } from "../../core/model/run/run.ts";
import type { TallyKind } from "../../core/model/tally.ts";

/** Status of an event of the inbox. */
export type EventStatus = "new" | "done" | "parked";

/** One page of a list, newest first. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Given as `after` it continues behind the last of these rows, whatever came or changed meanwhile; null at the end. */
  readonly next: string | null;
  /** What was left out since it cannot be read, such as `run run_1`; absent when nothing was. */
  readonly leftOut?: readonly string[];
}

/** How many rows of a list, and from where on. */
export interface PageOptions {
  readonly limit: number;
  /** The `next` of the page before; from the newest on without it. Only good for the store that gave it. */
  readonly after?: string;
  /** What is to become of a record that cannot be read: left out of the page, which names it. Without it the list fails. */
  readonly damaged?: "left_out";
}

/** Which events. */
export interface EventFilter {
  readonly type?: string;
  /** E.164 with plus sign. */
  readonly phone?: string;
  readonly status?: EventStatus;
  /** Epoch milliseconds of receipt, inclusive. */
  readonly since?: number;
}

/** Which runs. */
export interface RunFilter {
  readonly ruleId?: string;
  readonly eventId?: string;
  readonly status?: RunStatus;
  /** Of a text of theirs. */
  readonly delivery?: DeliveryOutcome;
}

/** Which page of which events, by receipt. */
export interface ListEventsOptions extends EventFilter, PageOptions {
  /** Name of where they came from. */
  readonly source?: string;
}

/** Which page of which runs, in the order they were made. */
export interface ListRunsOptions extends RunFilter, PageOptions {
  /** Only those made before, epoch milliseconds. */
  readonly until?: number;
  /** Only those with a text that went out from `since` on and before `until`, epoch milliseconds: 0 and the largest safe integer for whenever. */
  readonly sent?: { readonly since: number; readonly until: number };
}

/** The one made before, or the one made after. */
export type Side = "older" | "newer";

/** Which opt states, by number. */
export interface ListOptStatesOptions extends PageOptions {
  readonly state?: OptState["state"];
}

/** How many there are of each status. */
export type Counts<Status extends string> = Readonly<Record<Status, number>>;

/** Which tallies: of hours that begin from `since` on and before `until`, epoch milliseconds. */
export interface TallyOptions {
  readonly since: number;
  readonly until: number;
  readonly what?: readonly TallyKind[];
  /** Id of a rule, or name of a source. */
  readonly subject?: string;
}
