import { forEachAction } from "../core/actions/registry.ts";
import type { ActionName } from "../core/model/action.ts";
import type { Action, Actions } from "../ports/action.ts";
import type { Connection, HeymarketAccess } from "../ports/connection.ts";

/** What actions talk to, with the secrets it takes. */
export interface Remotes {
  readonly heymarket: HeymarketAccess | null;
  readonly connections: readonly Connection[];
}

/** Actions that what they talk to may be replaced under. */
export interface ReplaceableActions {
  readonly actions: Actions;
  /** New attempts go to these remotes; those under way end where they began. Rates and pauses start anew if any differs. */
  readonly replace: (remotes: Remotes) => void;
}

/** Actions for the first remotes, made anew by `create` when others take their place. */
export function createReplaceableActions(first: Remotes, create: (remotes: Remotes) => Actions): ReplaceableActions {
  let known = contentOf(first);
  let current = create(first);

  const follow = (name: ActionName): Action => {
    const action = (): Action => current[name];
    return {
      takeSlot: (request, signal) => action().takeSlot(request, signal),
      perform: (attempt) => action().perform(attempt),
    };
  };
  return {
    actions: forEachAction(follow),
    replace: (remotes) => {
      const content = contentOf(remotes);
      if (content === known) return;
      known = content;
      current = create(remotes);
    },
  };
}

/** Good for comparing only: it holds secrets. */
function contentOf({ heymarket, connections }: Remotes): string {
  return JSON.stringify([heymarket, connections]);
}
