import TinyQueue from "tinyqueue";

/** A run in a line. */
export interface Place {
  readonly runId: string;
  /** When it holds the line no longer, epoch milliseconds, or null. */
  readonly until: number | null;
  /** Whether it waits for an attempt here; else it may come here later, or its text is parked. */
  readonly isQueued: boolean;
  readonly dueAt: number | null;
}

/**
 * Places in one line, by the serials of the runs that stand there.
 *
 *   in order -> passed   the first, when its hold has ended while it is queued here: it keeps nobody, and may still go
 *   in order -> gone     the first, when its hold has ended and it is not queued here
 *   any -> in order      `set`
 */
export interface Places {
  /** Takes the place it had, or the one behind those that were made before. */
  readonly set: (serial: number, place: Place) => void;
  /** False when there was none. */
  readonly delete: (serial: number) => boolean;
  /** Whose turn it is: the earliest due of those who were passed, else the first, when it is due; or null. */
  readonly going: (now: number) => Place | null;
  /** The next instant at which that may be another, with nothing set anew; epoch milliseconds, or null. */
  readonly changesAt: (now: number) => number | null;
  readonly areEmpty: (now: number) => boolean;
}

/** A place whose hold has ended. */
interface PassedPlace {
  readonly serial: number;
  readonly place: Place;
}

interface State {
  /** By serial. */
  readonly inOrder: Map<number, Place>;
  /** Serials of these, the lowest on top; one that left before it was first leaves its own behind. */
  readonly order: TinyQueue<number>;
  /** By serial: those who keep nobody any more, and wait for an attempt here. */
  readonly passed: Map<number, Place>;
  /** The same, the earliest due on top; one that changed leaves its entry behind. */
  readonly passedByDue: TinyQueue<PassedPlace>;
}

/** A line in which nobody stands. */
export function createPlaces(): Places {
  const state: State = {
    inOrder: new Map(),
    order: new TinyQueue(),
    passed: new Map(),
    passedByDue: new TinyQueue<PassedPlace>([], byDue),
  };
  const { inOrder, order, passed } = state;
  return {
    set: (serial, place) => {
      passed.delete(serial);
      if (!inOrder.has(serial)) order.push(serial);
      inOrder.set(serial, place);
    },
    delete: (serial) => inOrder.delete(serial) || passed.delete(serial),
    going: (now) => {
      const first = firstOf(state, now);
      return [passedOf(state), first].find((place) => place !== null && mayGo(place, now)) ?? null;
    },
    changesAt: (now) => {
      const first = firstOf(state, now);
      return earlierOf(passedOf(state)?.dueAt ?? null, first === null ? null : waitEnd(state, first));
    },
    areEmpty: (now) => firstOf(state, now) === null && passed.size === 0,
  };
}

function firstOf({ inOrder, order, passed, passedByDue }: State, now: number): Place | null {
  for (let serial = order.peek(); serial !== undefined; serial = order.peek()) {
    const place = inOrder.get(serial);
    if (place !== undefined && (place.until === null || place.until > now)) return place;
    order.pop();
    inOrder.delete(serial);
    if (place?.isQueued !== true) continue;
    passed.set(serial, place);
    passedByDue.push({ serial, place });
  }
  return null;
}

function passedOf({ passed, passedByDue }: State): Place | null {
  for (let entry = passedByDue.peek(); entry !== undefined; entry = passedByDue.peek()) {
    if (passed.get(entry.serial) === entry.place) return entry.place;
    passedByDue.pop();
  }
  return null;
}

function mayGo({ isQueued, dueAt }: Place, now: number): boolean {
  return isQueued && (dueAt === null || dueAt <= now);
}

/** Until when the first stands still: its due time, or the end of a hold that keeps others. */
function waitEnd({ inOrder }: State, { isQueued, dueAt, until }: Place): number | null {
  return earlierOf(isQueued ? dueAt : null, inOrder.size > 1 ? until : null);
}

function earlierOf(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

function byDue(one: PassedPlace, other: PassedPlace): number {
  return (one.place.dueAt ?? 0) - (other.place.dueAt ?? 0) || one.serial - other.serial;
}
