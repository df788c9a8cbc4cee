import type { Destinations, Room } from "../../ports/outside/action.ts";
import type { DestinationState } from "../../ports/measures.ts";

/** What a remote says of how many may call it. */
export interface Callable {
  /** How many calls may start now. */
  room(): number;
  /** Starts one call; null when there is no room. The result gives the room for it back when the call was not made. */
  start(): (() => void) | null;
}

/** A remote that says how it stands. */
export interface Remote extends Callable {
  /** Null where nothing is called. Changes nothing, and asks nobody for more. */
  state(): Omit<DestinationState, "name"> | null;
}

/** Tells one listener that there may be room again. */
export interface RoomBell {
  readonly ring: () => void;
  readonly onRing: (listener: () => void) => void;
}

/** Attempts under way at one destination; one that does not answer keeps no more than these. */
const ATTEMPTS_AT_ONCE = 32;

/** A bell that nobody listens to yet. */
export function createRoomBell(): RoomBell {
  let listener = (): void => undefined;
  return {
    ring: () => {
      listener();
    },
    onRing: (next) => {
      listener = next;
    },
  };
}

/** Destinations by name: each takes as many attempts as its rate allows, and not many at once. */
export function createDestinations(remotes: ReadonlyMap<string, Callable>, bell: RoomBell): Destinations {
  const underWay = new Map<string, number>();
  const attemptsAt = (name: string): number => underWay.get(name) ?? 0;

  return {
    roomAt: (name) => {
      const free = ATTEMPTS_AT_ONCE - attemptsAt(name);
      return free === 0 ? 0 : Math.min(free, remotes.get(name)?.room() ?? free);
    },
    enter: (name): Room | null => {
      if (attemptsAt(name) === ATTEMPTS_AT_ONCE) return null;
      const remote = remotes.get(name);
      const giveBack = remote === undefined ? () => undefined : remote.start();
      if (giveBack === null) return null;
      underWay.set(name, attemptsAt(name) + 1);
      const leave = (): void => {
        underWay.set(name, attemptsAt(name) - 1);
        bell.ring();
      };
      return {
        leave,
        turnBack: () => {
          giveBack();
          leave();
        },
      };
    },
    onRoom: bell.onRing,
  };
}
