import { rowsOf } from "../core/base/pages.ts";
import type { Event, OptState } from "../core/model/event.ts";
import type { LeftOut } from "../ports/backtest.ts";
import type { Records } from "../ports/store.ts";

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
}

/** Which events. */
export interface PastAsked {
  /** Epoch milliseconds of receipt, inclusive. */
  readonly since: number;
  /** More are not simulated: the newest are. */
  readonly most: number;
  /** Of what was before them, no more than this is looked at. */
  readonly mostEarlier: number;
}

/** The stored events received since an instant, and those before them. */
export async function pastEvents(
  store: Pick<Records, "listEvents" | "listOptStates">,
  asked: PastAsked,
): Promise<PastEvents> {
  const found: Event[] = [];
  let taken = 0;
  let earlier = 0;
  for await (const { event } of rowsOf((page) => store.listEvents(page))) {
    found.push(event);
    const isTaken = event.receivedAt >= asked.since && taken < asked.most;
    if (isTaken) taken += whyLeftOut(event) === null ? 1 : 0;
    else if ((earlier += 1) >= asked.mostEarlier) break;
  }
  // A state holds from when the event happened that changed it.
  const begin = found.reduce(
    (earliest, { at, receivedAt }) => Math.min(earliest, at, receivedAt),
    Number.POSITIVE_INFINITY,
  );
  const optStates: OptState[] = [];
  for await (const state of rowsOf((page) => store.listOptStates(page)))
    if (state.changedAt < begin) optStates.push(state);
  return { ...partedEvents(found, asked), optStates };
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
