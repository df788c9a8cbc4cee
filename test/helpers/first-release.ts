import type { OptState } from "../../src/core/model/event.ts";
import type { Effect } from "../../src/core/model/run/effect.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { makeNewEvent, NOW, PHONE } from "./make.ts";

/** A time by the vendor's clock that the first release took as it came. */
export const FUTURE = Date.UTC(2099, 0, 1);

/** A rule as the first release wrote it, with its position called `at`; its name looks like one. */
export const OLD_RULE = { version: "v1", name: '"at":{"line":1}', at: { line: 3, column: 5 }, triggers: [] };

/** `OLD_RULE` as it is read now. */
export const OLD_RULE_NOW = { version: "v1", name: OLD_RULE.name, place: OLD_RULE.at, triggers: [] };

/** An effect as the first release wrote it, which did not tell the number a text goes to. */
export function makeOldEffect(effect: Effect): Omit<Effect, "phone"> & { readonly phone: undefined } {
  return { ...effect, phone: undefined };
}

/** The opt state of the contact after a START that is received just after `NOW`. */
export async function optStateAfterStart(store: Store): Promise<OptState["state"] | undefined> {
  const start = {
    phone: PHONE,
    state: "in" as const,
    at: NOW + 1,
    undatedDigest: null,
    told: null,
    reason: "text was START",
  };
  await store.accept([makeNewEvent({ event: { id: "evt_2", receivedAt: NOW + 2 }, optChange: start })]);
  return (await store.optStateOf(PHONE))?.state;
}
