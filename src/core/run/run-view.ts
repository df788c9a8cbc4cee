import type { ChangeSet } from "../model/changes.ts";
import { rowsAfter } from "../model/changes.ts";
import type { Contact } from "../model/contact.ts";
import type { Effect } from "../model/run/effect.ts";
import type { Run } from "../model/run/run.ts";

/** A run with its part of the lane, as it stands in memory: what is stored and what was decided since. */
export interface RunView {
  readonly run: Run;
  readonly contact: Contact;
  /** Ledger rows of the run so far. */
  readonly effects: readonly Effect[];
}

/** A view after what was decided. */
export function viewAfter(view: RunView, changes: ChangeSet): RunView {
  return {
    run: changes.runs.find(({ id }) => id === view.run.id) ?? view.run,
    contact: changes.contact ?? view.contact,
    effects: rowsAfter(view.effects, changes.effects),
  };
}

/** A ledger row as it stands now. */
export function effectOf({ run, effects }: RunView, effectId: string): Effect {
  const effect = effects.find(({ id }) => id === effectId);
  if (effect === undefined) throw new Error(`run ${run.id} has no effect ${effectId}`);
  return effect;
}
