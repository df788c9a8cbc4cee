import type { Contact } from "../../../core/model/contact.ts";
import type { StoredOptState } from "../../../core/texting/opt-state.ts";
import type { Effect } from "../../../core/model/run/effect.ts";
import { isEffectOf } from "../../../core/model/run/effect.ts";
import { createSeal } from "../../seal.ts";
import type { State } from "./state.ts";

/**
 * A state as written in format 1, in the present form: its effects do not tell the number a text goes to, opt-ins without
 * a date were not remembered, and times by the vendor's clock were taken as they came, also from the future. Nothing kept
 * is newer than the last receipt.
 */
export function upgradeFromFormat1(state: State): State {
  const lastReceiptAt = [...state.events.values()].reduce((last, { event }) => Math.max(last, event.receivedAt), 0);
  const past = (at: number): number => (lastReceiptAt === 0 ? at : Math.min(at, lastReceiptAt));
  const pastOrNull = (at: number | null): number | null => (at === null ? null : past(at));
  return {
    ...state,
    effects: mapValues(state.effects, (effect: Effect) => ({ ...effect, phone: phoneOf(effect) })),
    contacts: mapValues(state.contacts, (contact: Contact) => ({ ...contact, newestAt: past(contact.newestAt) })),
    optStates: mapValues(state.optStates, (optState: StoredOptState) => ({
      ...optState,
      undatedOptIns: [],
      changedAt: past(optState.changedAt),
      outAt: pastOrNull(optState.outAt),
      optedOutAt: pastOrNull(optState.optedOutAt),
    })),
  };
}

/**
 * A file of format 1 with its positions in rule files called `place`, as now; `at` is an instant. Inside a JSON string the
 * quotes would be escaped.
 */
export function withPlaces(text: string): string {
  return text.replaceAll('"at":{"line":', '"place":{"line":');
}

/** A state of which no dedupe key holds a number, as earlier releases wrote them, and exports of theirs. */
export function withSealedKeys(state: State): State {
  const { key: sealed } = createSeal(state.deploymentKey);
  return { ...state, dedupeRows: new Map([...state.dedupeRows].map(([key, row]) => [sealed(key), row])) };
}

function phoneOf(effect: Effect): string | null {
  return isEffectOf(effect, "send_message") ? effect.request.phone : null;
}

function mapValues<Value>(map: ReadonlyMap<string, Value>, change: (value: Value) => Value): Map<string, Value> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}
