import { forEachAction } from "../core/actions/registry.ts";
import type { ActionName } from "../core/model/ruleset/action.ts";
import type { Outcome } from "../core/model/outcome.ts";
import type { Action, ActionRequest, Actions } from "../ports/outside/action.ts";

/** Makes an attempt, and may look at it from outside. */
export type AttemptWatch = (
  attempt: { readonly action: ActionName } & Pick<ActionRequest, "effectId" | "attempt">,
  perform: () => Promise<Outcome>,
) => Promise<Outcome>;

/** The same actions, each attempt made through `watch`. */
export function createWatchedActions(actions: Actions, watch: AttemptWatch): Actions {
  const watched = (name: ActionName): Action => {
    const action: Action = actions[name];
    return {
      ...action,
      perform: (request) => {
        const { effectId, attempt } = request;
        return watch({ action: name, effectId, attempt }, () => action.perform(request));
      },
    };
  };
  return forEachAction(watched);
}
