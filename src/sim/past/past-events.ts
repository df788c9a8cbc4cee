import { rowsOf } from "../../core/base/pages.ts";
import type { Event, OptState } from "../../core/model/event.ts";
import type { LeftOut } from "../../ports/backtest.ts";
import type { Records } from "../../ports/store/store.ts";

/** Events to simulate, with what was before them; oldest first. */
export interface PastEvents {
  readonly events: readonly Event[];
  readonly earlier: readonly Event[];
  /** Of who had said something before all of these. */
  readonly optStates: readonly OptState[];
  /** How many of `events` are left out, by reason. */
  readonly left: Readonly<Record<LeftOut, number>>;
  /** There were more since then than are simulated: the older ones stand among `earlier`. */
  readonly isCut: boolean;
  /** Receipt of the newest event that was not read any more, since it was too much, epoch milliseconds; else null. */
  readonly stoppedAt: number | null;
  /** Numbers that no event is of, and of which it is not known whether they had opted out. */
  readonly unknownStates: number;
}

/** Which events. */
export interface PastAsked {
  /** Epoch milliseconds of receipt, inclusive. */
  readonly since: number;
  /** More are not simulated: the newest are. */
  readonly most: number;
  /** Of what was before them, no more than this is looked at. */
  readonly mostEarlier: number;
  /** No more events than this are read, those that are left out among them. */
  readonly mostRead: number;
  /** No more are read once those that are kept have this length as JSON, in characters. */
  readonly mostSize: number;
}

/** The stored events received since an instant, and those before them; what is left out is counted and not kept. */
export async function pastEvents(
  store: Pick<Records, "listEvents" | "listOptStates">,
  asked: PastAsked,
): Promise<PastEvents> {
  const kept: Event[] = [];
  const left: Record<LeftOut, number> = { echoes: 0, redacted: 0, own: 0 };
  let [taken, earlier, read, size] = [0, 0, 0, 0];
  let stoppedAt: number | null = null;
  // A state holds from when the event happened that changed it.
  let begin = Number.POSITIVE_INFINITY;
  for await (const { event } of rowsOf((page) => store.listEvents(page))) {
    if (read >= asked.mostRead || size >= asked.mostSize) {
      stoppedAt = event.receivedAt;
      break;
    }
    read += 1;
    begin = Math.min(begin, event.at, event.receivedAt);
    const reason = whyLeftOut(event);
    const isSince = event.receivedAt >= asked.since;
    if (reason === null) {
      kept.push(event);
      size += JSON.stringify(event).length;
    } else if (isSince) left[reason] += 1;
    if (isSince && taken < asked.most) taken += reason === null ? 1 : 0;
    else if ((earlier += 1) >= asked.mostEarlier) break;
  }
  const parted = partedEvents(kept, asked);
  const optStates = await optStatesBefore(store, { begin, kept });
  return { ...parted, ...optStates, left, stoppedAt };
}

/** States of numbers that no event is of: a rule may text them too. */
const MOST_OTHER_STATES = 20_000;

/** What numbers had said before an instant: of each that an event is of, and of others up to a limit. */
async function optStatesBefore(
  store: Pick<Records, "listOptStates">,
  { begin, kept }: { readonly begin: number; readonly kept: readonly Event[] },
): Promise<Pick<PastEvents, "optStates" | "unknownStates">> {
  const phones = new Set(kept.map(({ phone }) => phone));
  const optStates: OptState[] = [];
  let [others, unknownStates] = [0, 0];
  for await (const state of rowsOf((page) => store.listOptStates(page))) {
    if (state.changedAt >= begin) continue;
    if (!phones.has(state.phone) && (others += 1) > MOST_OTHER_STATES) unknownStates += 1;
    else optStates.push(state);
  }
  return { optStates, unknownStates };
}

/** Events that are simulated and what was before them, told apart by an instant. */
export function partedEvents(all: readonly Event[], { since, most }: Pick<PastAsked, "since" | "most">): PastEvents {
  const left: Record<LeftOut, number> = { echoes: 0, redacted: 0, own: 0 };
  const usable: Event[] = [];
  for (const event of all) {
    const reason = whyLeftOut(event);
    if (reason === null) usable.push(event);
    else if (event.receivedAt >= since) left[reason] += 1;
  }
  const inOrder = usable.toSorted((one, other) => one.receivedAt - other.receivedAt);
  const first = inOrder.findIndex(({ receivedAt }) => receivedAt >= since);
  const from = first === -1 ? inOrder.length : first;
  const begin = Math.max(from, inOrder.length - most);
  return {
    events: inOrder.slice(begin),
    earlier: inOrder.slice(0, begin),
    optStates: [],
    left,
    isCut: begin > from,
    ...{ stoppedAt: null, unknownStates: 0 },
  };
}

/** From outside: what the engine itself made of events, a simulation makes anew. */
const FROM_OUTSIDE: readonly Event["origin"][] = ["webhook", "sweep", "outside"];

/** Why an event is not simulated; null for one that is. */
export function whyLeftOut({ author, redactedAt, origin }: Event): LeftOut | null {
  if (!FROM_OUTSIDE.includes(origin)) return "own";
  if (author === "automation") return "echoes";
  return redactedAt === undefined ? null : "redacted";
}
