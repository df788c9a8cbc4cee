import type { EventRecord, Records } from "../../ports/store.ts";
import type { EventStatus, ListEventsOptions } from "../../ports/store-lists.ts";
import { maskLane, maskNumbers } from "../text/redact.ts";
import { printable, shorten } from "../text/printable.ts";

/** One event of a list. */
export interface EventRow {
  readonly id: string;
  readonly type: string;
  readonly status: EventStatus;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Name of where it came from. */
  readonly source: string;
  readonly isDry: boolean;
  /** Masked number, or what else its lane is named by. */
  readonly contact: string;
  /** The start of what it said; null for one without words, and when they were taken out. */
  readonly text: string | null;
  /** How many rules fired, and how many were looked at; null before it was evaluated. */
  readonly verdicts: { readonly fired: number; readonly looked: number } | null;
  readonly duplicates: number;
  /** Why it could not be evaluated, or null. */
  readonly error: string | null;
}

/** A page of events, newest first. */
export interface EventListView {
  readonly rows: readonly EventRow[];
  /** Leads to the next page; null at the end. */
  readonly next: string | null;
}

const SNIPPET_LENGTH = 140;

/** A page of the events that were asked for. @throws EngineError USAGE when `after` is no cursor. */
export async function eventList(store: Pick<Records, "listEvents">, query: ListEventsOptions): Promise<EventListView> {
  const { rows, next } = await store.listEvents(query);
  return { rows: rows.map(eventRowOf), next };
}

/** An event as a row of a list. */
export function eventRowOf({ event, status, error, evaluation, duplicates }: EventRecord): EventRow {
  const { id, type, receivedAt, source, dry, lane, text } = event;
  return {
    ...{ id, type: printable(type), status, receivedAt, source: printable(source), isDry: dry === true },
    contact: maskLane(lane),
    text: text === null ? null : maskNumbers(shorten(text, SNIPPET_LENGTH)),
    verdicts:
      evaluation === null
        ? null
        : {
            fired: evaluation.verdicts.filter(({ outcome }) => outcome === "fired").length,
            looked: evaluation.verdicts.length,
          },
    duplicates,
    error: error === null ? null : maskNumbers(printable(error)),
  };
}
