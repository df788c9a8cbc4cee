import type { MadeEvent } from "../core/event/normalise.ts";
import type { Event } from "../core/model/event.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { Settings } from "../core/model/ruleset/settings.ts";
import type { Effect } from "../core/model/run.ts";
import { rowsOf } from "../core/base/pages.ts";
import { createMockedOutside } from "./mocked-outside.ts";
import type { CreateSimulatedEngine, SimulatedEngine } from "./simulation.ts";
import { FIXED_RANDOM } from "./simulation.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import { createVirtualClock } from "./virtual-clock.ts";

/** What some rules would have done on some events. */
export interface SimulatedRun {
  /** Every effect, the oldest first. */
  readonly effects: readonly Effect[];
  /** Runs started. */
  readonly fired: number;
}

/** How far the clock runs on behind the last event, so that what waits for a morning or a few days still comes; milliseconds. */
const AFTERMATH_MS = 7 * 86_400_000;
/** Steps of virtual time between two events before the rest of the wait is left out. */
const MAXIMUM_STEPS = 1_000;

/**
 * Runs rules over events, the oldest first, each at the time it was received, with the real engine on a store in memory: nothing
 * leaves, Heymarket and every connection answer 200. `onEvent` is called after each with how many are done.
 */
export async function simulateEvents(
  events: readonly Event[],
  parts: {
    readonly rules: readonly Rule[];
    readonly settings: Settings;
    readonly createEngine: CreateSimulatedEngine;
    readonly onEvent?: (done: number) => void;
  },
): Promise<SimulatedRun> {
  const { rules, settings, onEvent } = parts;
  const clock = createVirtualClock((events[0]?.receivedAt ?? 0) - 1);
  const engine = await parts.createEngine({ rules, settings, ...createMockedOutside({}), clock, random: FIXED_RANDOM });
  try {
    for (const [index, event] of events.entries()) {
      await passTime(engine, clock, event.receivedAt);
      await engine.accept(sameAgain(event));
      await engine.drain();
      onEvent?.(index + 1);
    }
    await passTime(engine, clock, clock.now() + AFTERMATH_MS);
    const effects: Effect[] = [];
    let fired = 0;
    for await (const record of rowsOf((page) => engine.store.listRuns(page))) {
      fired += 1;
      effects.push(...record.effects);
    }
    return { effects: effects.sort((a, b) => a.plannedAt - b.plannedAt), fired };
  } finally {
    await engine.close();
  }
}

/** An event as it came, belonging where it belonged. */
function sameAgain(event: Event): MadeEvent {
  const { id, source, type, data, author, phone, at, inboxId } = event;
  const dry = event.dry === true;
  const made = { kind: "made", id, origin: "webhook", source, dry, type, data, author, dedupe: null } as const;
  if (event.origin !== "outside") return made;
  const facts = { id, phone, hasOddPhone: false, at, ...(inboxId === null ? {} : { inboxId }) };
  return { ...made, outside: facts };
}

async function passTime(engine: SimulatedEngine, clock: VirtualClock, until: number): Promise<void> {
  for (let step = 0; step < MAXIMUM_STEPS; step += 1) {
    const dueAt = await engine.store.nextDueAt();
    if (dueAt === null || dueAt > until) break;
    clock.moveTo(dueAt);
    await engine.drain();
  }
  clock.moveTo(until);
}

/** How two simulations of the same events differ in what goes out. */
export interface SendChanges {
  readonly added: readonly Effect[];
  readonly removed: readonly Effect[];
  /** Sent by both for the same event and rule, with other content. */
  readonly changed: readonly { readonly before: Effect; readonly after: Effect }[];
}

/** Texts that reach somebody only after, only before, or otherwise. A text is the same by its event, rule and place among theirs. */
export function sendChanges(before: readonly Effect[], after: readonly Effect[]): SendChanges {
  const [old, now] = [byPlace(before), byPlace(after)];
  const changed = [...now].flatMap(([key, effect]) => {
    const earlier = old.get(key);
    const isSame = earlier === undefined || JSON.stringify(earlier.request) === JSON.stringify(effect.request);
    return isSame ? [] : [{ before: earlier, after: effect }];
  });
  return {
    added: [...now].filter(([key]) => !old.has(key)).map(([, effect]) => effect),
    removed: [...old].filter(([key]) => !now.has(key)).map(([, effect]) => effect),
    changed,
  };
}

function byPlace(effects: readonly Effect[]): ReadonlyMap<string, Effect> {
  const counts = new Map<string, number>();
  return new Map(
    effects.filter(isSend).map((effect) => {
      const base = `${effect.eventId} ${effect.ruleId}`;
      const place = counts.get(base) ?? 0;
      counts.set(base, place + 1);
      return [`${base} ${place}`, effect];
    }),
  );
}

/** Whether an effect is a text that went out. */
export function isSend({ phone, status }: Effect): boolean {
  return phone !== null && status === "done";
}
