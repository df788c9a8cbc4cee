import { raisedKey } from "../../core/actions/emit.ts";
import { rowsOf } from "../../core/base/pages.ts";
import type { Event } from "../../core/model/event.ts";
import { firstOf } from "../../core/model/event.ts";
import { noticedKey } from "../../core/model/opt-event.ts";
import { sentTextOf } from "../../core/model/run/effect.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import type { Store } from "../../ports/store/store.ts";
import { rulesAtHand } from "../foresee.ts";
import type { Wish } from "../wish.ts";

/** So many events are looked at: rules may raise hundreds because of one, and somebody waits for the plan. */
const EVENTS_LOOKED_AT = 300;

/** Texts that went out, or may have. */
export interface TextsBefore {
  readonly count: number;
  /** Whether it is all of them; false when more came of the event than is looked at. */
  readonly isAll: boolean;
}

/**
 * Texts that went out, or may have, because of an event: by the rules `fires` on it and on every replay of it, and by the rules
 * in force on what these raised, and on the replays of that, and so on. The same would go out once more with the event. Left
 * out is one of these events, `except`, whose runs are looked at by themselves.
 */
export async function textsBefore(
  wish: Wish,
  event: Event,
  { fires, except }: { readonly fires: readonly string[]; readonly except?: string },
): Promise<TextsBefore> {
  const { store } = wish;
  const live = rulesAtHand(wish).flatMap(({ id, enabled }) => (enabled === "on" ? [id] : []));
  const met = new Set<string>();
  let count = 0;
  const family = fires.length === 0 ? [] : await familyOf(store, event);
  let eventIds: readonly string[] = family.filter((id) => id !== except);
  for (let ruleIds = fires; eventIds.length > 0; ruleIds = live) {
    const raised = new Set<string>();
    for (const eventId of eventIds) {
      if (met.has(eventId)) continue;
      if (met.size === EVENTS_LOOKED_AT) return { count, isAll: false };
      met.add(eventId);
      const effects = await effectsOf(store, eventId, ruleIds);
      count += effects.filter((effect) => sentTextOf(effect) !== null).length;
      for (const id of await raisedBy(store, effects)) raised.add(id);
    }
    eventIds = await familiesOf(store, [...raised]);
  }
  return { count, isAll: true };
}

/** An event and its replays, by id: the newest of them when there are more than are looked at. */
export async function familyOf(store: Store, event: Event): Promise<readonly string[]> {
  const replays = await store.replaysOf(event.id, EVENTS_LOOKED_AT);
  return [...new Set([firstOf(event), event.id, ...replays.map(({ id }) => id)])];
}

async function familiesOf(store: Store, eventIds: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const id of eventIds.slice(0, EVENTS_LOOKED_AT + 1)) {
    const record = await store.getEvent(id);
    if (record !== null) found.push(...(await familyOf(store, record.event)));
  }
  return found;
}

async function effectsOf(store: Store, eventId: string, ruleIds: readonly string[]): Promise<readonly Effect[]> {
  const found: Effect[] = [];
  for await (const { run, effects } of rowsOf((page) => store.listRuns({ eventId, ...page })))
    if (ruleIds.includes(run.ruleId)) found.push(...effects);
  return found;
}

/** Ids of the events that effects raised, or by which rules heard of an opt-out that they brought. */
async function raisedBy(store: Store, effects: readonly Effect[]): Promise<readonly string[]> {
  const keys = effects.flatMap(({ id }) => [raisedKey(id), noticedKey("target_opt_out", id)]);
  return keys.length === 0 ? [] : (await store.knownDedupeKeys(keys)).map(({ eventId }) => eventId);
}
