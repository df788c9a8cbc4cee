import type { Effect } from "../../core/model/run.ts";
import type { State } from "./state.ts";

/** A state as written in format 1, in the present form: its effects do not tell the number a text goes to. */
export function upgradeFromFormat1(state: State): State {
  const effects = [...state.effects].map(([id, effect]) => [id, { ...effect, phone: phoneOf(effect) }] as const);
  return { ...state, effects: new Map(effects) };
}

function phoneOf({ action, request }: Effect): string | null {
  const phone = request["phone"];
  return action === "send_message" && typeof phone === "string" ? phone : null;
}
