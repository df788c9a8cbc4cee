import type { Contact } from "../../core/model/contact.ts";
import { knownOf } from "../../core/model/contact-record.ts";
import type { Event, OptState } from "../../core/model/event.ts";
import { rowsOf } from "../../core/base/pages.ts";
import type { EventRecord, Records } from "../../ports/store/store.ts";
import { contactThen } from "./contact-then.ts";
import { whyLeftOut } from "./past-events.ts";

/** What was there before an event, as far as a store tells. */
export interface Before {
  /** Of the contact; the oldest first. */
  readonly earlier: readonly Event[];
  /** Without what came of the event. */
  readonly contact: Contact | null;
  readonly optState: OptState | null;
}

/** More earlier events of a contact are not run before the one that is tried, and more are not looked at. */
const MOST_EARLIER = 300;
const MOST_LOOKED_AT = 2_000;
const RUNS_READ = 50;

/** What was known of the contact of an event before it: `record` is that of the event where it is stored, else null. */
export async function knownBefore(
  store: Pick<Records, "listEvents" | "listRuns" | "getContact" | "optStateOf">,
  event: Event,
  record: EventRecord | null,
): Promise<Before> {
  const { phone, lane } = event;
  if (phone === null) return { earlier: [], contact: null, optState: null };
  const earlier = await earlierEvents(store, event);
  const contact = await store.getContact(lane);
  const optState = await store.optStateOf(phone);
  const verdicts = record?.evaluation?.verdicts ?? [];
  const runs = record === null ? [] : (await store.listRuns({ eventId: event.id, limit: RUNS_READ })).rows;
  const effects = runs.flatMap((run) => run.effects);
  const ruleIds = verdicts.map(({ ruleId }) => ruleId);
  const then = contactThen({ event, contact, optState, verdicts, ruleIds, effects });
  const begin = (earlier[0] ?? event).receivedAt - 1;
  const known = contact === null ? null : knownOf(contact);
  return {
    earlier,
    contact:
      contact === null || known === null
        ? null
        : {
            ...contact,
            ...{ name: then.name, tags: then.tags, timezone: then.timezone },
            custom: { ...known.custom, ...then.custom },
            record: contact.record && { ...contact.record, tags: then.tags },
          },
    optState:
      then.optState === null
        ? null
        : {
            ...{ phone, state: then.optState, changedAt: begin, reason: optState?.reason ?? "known before" },
            optedOutAt: then.optState === "out" ? begin : null,
          },
  };
}

async function earlierEvents(store: Pick<Records, "listEvents">, event: Event): Promise<readonly Event[]> {
  const { phone, lane, receivedAt } = event;
  if (phone === null) return [];
  const found: Event[] = [];
  let looked = 0;
  for await (const { event: one } of rowsOf((page) => store.listEvents({ phone, ...page }))) {
    const isUsable = one.lane === lane && one.receivedAt < receivedAt && one.id !== event.id;
    if (isUsable && whyLeftOut(one) === null) found.push(one);
    if ((looked += 1) >= MOST_LOOKED_AT || found.length >= MOST_EARLIER) break;
  }
  return found.reverse();
}
