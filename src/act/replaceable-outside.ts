import { forEachAction } from "../core/actions/registry.ts";
import type { ActionName } from "../core/model/ruleset/action.ts";
import { NO_RECORDS } from "../core/model/outcome.ts";
import type { Action } from "../ports/outside/action.ts";
import type { Connection, HeymarketAccess } from "../ports/outside/connection.ts";
import type { ActingOutside } from "./outside.ts";

/** What actions talk to, with the secrets it takes. */
export interface Remotes {
  readonly heymarket: HeymarketAccess | null;
  readonly connections: readonly Connection[];
}

/** An outside whose remotes may be replaced. */
export interface ReplaceableOutside extends ActingOutside {
  /** New attempts go to these remotes; those under way end where they began. Rates and pauses start anew if any differs. */
  readonly replace: (remotes: Remotes) => void;
}

/** The outside with the first remotes, made anew by `create` when others take their place. */
export function createReplaceableOutside(
  first: Remotes,
  create: (remotes: Remotes) => ActingOutside,
): ReplaceableOutside {
  let known = contentOf(first);
  let current = create(first);
  let tellRoom = (): void => undefined;

  const follow = (name: ActionName): Action => {
    const action = (): Action => current.actions[name];
    return {
      perform: (attempt) => action().perform(attempt),
      lookUp: async (sought) => (await action().lookUp?.(sought)) ?? NO_RECORDS,
    };
  };
  return {
    actions: forEachAction(follow),
    destinationStates: () => current.destinationStates(),
    contactRecords: { read: (phone, waitMs) => current.contactRecords.read(phone, waitMs) },
    teamMessages: { page: (until) => current.teamMessages.page(until) },
    destinations: {
      roomAt: (destination) => current.destinations.roomAt(destination),
      enter: (destination) => current.destinations.enter(destination),
      onRoom: (listener) => {
        tellRoom = listener;
        current.destinations.onRoom(listener);
      },
    },
    replace: (remotes) => {
      const content = contentOf(remotes);
      if (content === known) return;
      known = content;
      current = create(remotes);
      current.destinations.onRoom(tellRoom);
      tellRoom();
    },
  };
}

/** Good for comparing only: it holds secrets. */
function contentOf({ heymarket, connections }: Remotes): string {
  return JSON.stringify([heymarket, connections]);
}
