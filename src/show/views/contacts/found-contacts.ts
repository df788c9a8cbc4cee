import type { Event, OptState } from "../../../core/model/event.ts";
import { phoneOfLane } from "../../../core/model/source.ts";
import type { Records } from "../../../ports/store/store.ts";
import { maskLane } from "../../text/redact.ts";
import { printable } from "../../text/printable.ts";
import { lookThrough } from "../events/look-through.ts";

/** A contact that was found by what came of them, or by what they said of texting. */
export interface FoundContact {
  /** Its name in addresses. */
  readonly name: string;
  /** Masked number, or what else its lane is named by. */
  readonly contact: string;
  /** Null when nobody said whether they may be texted. */
  readonly state: OptState["state"] | null;
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
}

/** A list shows so many, and asks of each whether they may be texted. */
const MOST_FOUND = 50;

/**
 * Contacts by their newest events, the newest first; only those whose number ends so, where an end is asked for, then also among
 * those who said something of texting. No index of a store knows the end of a number: {@link lookThrough} bounds what is looked at.
 */
export async function foundContacts(
  store: Pick<Records, "listEvents" | "listOptStates" | "optStateOf">,
  end: string | null,
  nameOf: (lane: string) => string,
): Promise<FoundContacts> {
  const fits = (lane: string): boolean => end === null || phoneOfLane(lane)?.endsWith(end) === true;
  const byEvents = await lookThrough(
    (page) => store.listEvents(page),
    ({ event }, found: readonly Event[]) =>
      fits(event.lane) && !found.some(({ lane }) => lane === event.lane) ? event : null,
    { limit: MOST_FOUND },
  );
  const known = new Set(byEvents.rows.map(({ lane }) => lane));
  const bySaying =
    end === null
      ? { rows: [], looked: 0, next: null }
      : await lookThrough(
          (page) => store.listOptStates(page),
          ({ phone }) => (phone.startsWith("+") && fits(phone) && !known.has(phone) ? phone : null),
          { limit: MOST_FOUND },
        );
  const found = [
    ...byEvents.rows.map(({ lane, type, receivedAt }) => ({ lane, newest: { type: printable(type), at: receivedAt } })),
    ...bySaying.rows.map((lane) => ({ lane, newest: null })),
  ];
  const rows = found.map(async ({ lane, newest }) => {
    const phone = phoneOfLane(lane);
    const said = phone === null ? null : await store.optStateOf(phone);
    return { name: nameOf(lane), contact: maskLane(lane), state: said?.state ?? null, newest };
  });
  return {
    rows: await Promise.all(rows),
    looked: byEvents.looked + bySaying.looked,
    isCut: byEvents.next !== null || bySaying.next !== null,
  };
}
