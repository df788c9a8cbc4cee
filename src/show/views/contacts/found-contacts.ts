import { nameTold } from "../../../core/event/apply-event.ts";
import type { Event } from "../../../core/model/event.ts";
import type { OptStanding } from "../../../core/texting/opt-state.ts";
import { optStandingOf } from "../../../core/texting/opt-state.ts";
import { asRead } from "../../../core/texting/loops.ts";
import { phoneOfLane } from "../../../core/model/source.ts";
import type { Records } from "../../../ports/store/store.ts";
import { shownName } from "../../text/masked.ts";
import { maskLane } from "../../text/redact.ts";
import { printable } from "../../text/printable.ts";
import { lookThrough } from "../events/look-through.ts";
import { calledAs } from "./called-as.ts";

/** A contact that was found by what came of them, or by what they said of texting. */
export interface FoundContact {
  /** Its name in addresses. */
  readonly name: string;
  /** Masked number, or what else its lane is named by. */
  readonly contact: string;
  /** What Heymarket's record, else the newest event that says a name calls it; null when nothing does. */
  readonly calledAs: string | null;
  /** Null when nobody said whether they may be texted. */
  readonly standing: OptStanding | null;
  /** Type and receipt of the newest event, epoch milliseconds; null when none was looked at. */
  readonly newest: { readonly type: string; readonly at: number } | null;
}

/** Contacts that were found, and how far was looked. */
export interface FoundContacts {
  readonly rows: readonly FoundContact[];
  /** How many events, and people who opted out or in or are held, were looked at. */
  readonly looked: number;
  /** Whether there are more that were not looked at. */
  readonly isCut: boolean;
  /** Where those go on whose events are older; null at their end. */
  readonly next: string | null;
}

/** Who is looked for: whose number ends so, or who is called so. */
export type WantedContact = { readonly end: string } | { readonly name: string };

/** A list shows so many, and asks of each whether they may be texted. */
const MOST_FOUND = 50;

type FoundIn = Pick<Records, "listEvents" | "listOptStates" | "optStateOf" | "getContact">;

/**
 * A page of contacts by their newest events, the newest first; only those who are wanted, by the end of a number on the first page also
 * among those who said something of texting. No index of a store knows the end of a number, or a name: {@link lookThrough} bounds what is
 * looked at. @throws EngineError USAGE when `after` is no cursor.
 */
export async function foundContacts(
  store: FoundIn,
  wanted: WantedContact | null,
  { nameOf, after }: { readonly nameOf: (lane: string) => string; readonly after?: string },
): Promise<FoundContacts> {
  const end = wanted !== null && "end" in wanted ? wanted.end : null;
  const endsSo = (lane: string): boolean => end === null || phoneOfLane(lane)?.endsWith(end) === true;
  const isOfPageBefore = after === undefined ? () => false : createOfPageBefore(store, wanted);
  const byEvents = await lookThrough(
    (page) => store.listEvents(page),
    async ({ event }, found: readonly Event[]) => {
      const fits = endsSo(event.lane) && isCalled(event, wanted) && !found.some(({ lane }) => lane === event.lane);
      return fits && !(await isOfPageBefore(event)) ? event : null;
    },
    { limit: MOST_FOUND, ...(after === undefined ? {} : { after }) },
  );
  const known = new Set(byEvents.rows.map(({ lane }) => lane));
  const bySaying =
    end === null || after !== undefined
      ? { rows: [], looked: 0, next: null }
      : await lookThrough(
          (page) => store.listOptStates(page),
          ({ phone }) => (phone.startsWith("+") && endsSo(phone) && !known.has(phone) ? phone : null),
          { limit: MOST_FOUND },
        );
  const found = [
    ...byEvents.rows.map((event) => ({
      ...{ lane: event.lane, told: nameTold(event) },
      newest: { type: printable(event.type), at: event.receivedAt },
    })),
    ...bySaying.rows.map((lane) => ({ lane, told: null, newest: null })),
  ];
  const rows = found.map(async ({ lane, told, newest }) => {
    const phone = phoneOfLane(lane);
    const known = calledAs(await store.getContact(lane), phone) ?? shownName(told, phone);
    const said = phone === null ? null : await store.optStateOf(phone);
    const standing = said && optStandingOf(said);
    return { name: nameOf(lane), contact: maskLane(lane), calledAs: known, newest, standing };
  });
  return {
    rows: await Promise.all(rows),
    looked: byEvents.looked + bySaying.looked,
    isCut: byEvents.next !== null || bySaying.next !== null,
    next: byEvents.next,
  };
}

/** So many events of a contact are asked whether one tells the name that is looked for. */
const MOST_NEWER = 50;

/** Whether an event is of a contact that a page before has shown, since a newer event of theirs fits as well. */
function createOfPageBefore(
  store: Pick<Records, "listEvents">,
  wanted: WantedContact | null,
): (event: Event) => Promise<boolean> {
  const shown = new Set<string>();
  return async ({ id, lane }) => {
    const phone = phoneOfLane(lane);
    if (phone === null || shown.has(lane)) return phone !== null;
    const { rows } = await store.listEvents({ phone, limit: MOST_NEWER });
    const newest = rows.find(({ event }) => event.lane === lane && isCalled(event, wanted));
    if (newest === undefined || newest.event.id === id) return false;
    shown.add(lane);
    return true;
  };
}

function isCalled(event: Event, wanted: WantedContact | null): boolean {
  if (wanted === null || "end" in wanted) return true;
  return asRead(nameTold(event) ?? "").includes(asRead(wanted.name));
}
