import type { ErasedContact } from "../../core/model/decision.ts";
import { phoneOfLane } from "../../core/model/source.ts";
import type { EffectRequest } from "../../core/model/ruleset/action.ts";
import type { EffectStatus } from "../../core/model/run/effect.ts";
import { isTerminal } from "../../core/model/run/run.ts";
import { createSeal } from "../seal.ts";
import type { Records } from "./records.ts";
import { dropEvent, saveEffect } from "./records.ts";

const NOTHING = {} as unknown as EffectRequest;

/**
 * Deletes everything stored of a contact but what forbids texting the number and the keys by which a repeat of an old
 * delivery is known. False, and nothing is deleted, while an attempt of theirs is on the wire, or a run of another contact has
 * a text to the number that is not settled.
 */
export function erase(records: Records, { lanes, phone }: ErasedContact): boolean {
  const { state } = records;
  const runs = [...state.runs.values()].filter((run) => lanes.includes(run.lane));
  if (runs.some(({ status }) => status === "sending") || isTextedByOthers(records, { lanes, phone })) return false;
  const runIds = new Set(runs.map(({ id }) => id));
  for (const [key, { runId }] of state.reservations) {
    // The key of a reservation outlives its run, and ends in whom it is for.
    if (runIds.has(runId) || key.endsWith(`|${phone}`)) state.reservations.delete(key);
  }
  for (const stored of state.events.values()) if (lanes.includes(stored.event.lane)) dropEvent(records, stored);
  for (const lane of lanes) {
    records.lanes.delete(lane);
    state.contacts.delete(lane);
  }
  for (const effect of state.effects.values()) {
    if (effect.phone !== phone) continue;
    records.texts.get(phone)?.delete(effect.id);
    saveEffect(records, { ...effect, request: NOTHING, phone: null, textDigest: null });
  }
  records.texts.delete(phone);
  const optState = state.optStates.get(phone);
  if (optState?.state === "in") state.optStates.delete(phone);
  else if (optState !== undefined) {
    const sealed = createSeal(state.deploymentKey).phone(phone);
    state.optStates.delete(phone);
    state.optStates.set(sealed, {
      ...optState,
      phone: sealed,
      reason: "not kept: the contact was erased",
      history: [],
    });
  }
  return true;
}

/** Every lane at which anything of a number stands, and its own. */
export function lanesOf({ state }: Records, phone: string): readonly string[] {
  const lanes = [...[...state.events.values()].map(({ event }) => event.lane), ...state.contacts.keys()];
  return [...new Set([phone, ...lanes.filter((lane) => phoneOfLane(lane) === phone)])];
}

const UNSETTLED: readonly EffectStatus[] = ["planned", "deferred", "sending", "unknown"];

function isTextedByOthers({ state }: Records, { lanes, phone }: ErasedContact): boolean {
  return [...state.effects.values()].some((effect) => {
    if (effect.phone !== phone || lanes.includes(effect.lane) || !UNSETTLED.includes(effect.status)) return false;
    const run = state.runs.get(effect.runId);
    return run !== undefined && !isTerminal(run.status);
  });
}
