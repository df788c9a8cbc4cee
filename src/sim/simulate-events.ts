import { callDedupeKey } from "../core/event/outside/call-event.ts";
import type { MadeEvent } from "../core/event/normalise.ts";
import type { Event } from "../core/model/event.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import { withoutLinks } from "../core/run/link/link-token.ts";
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
  /** Times between two events in which more was due than is looked at, so that the rest was left out. */
  readonly cutShort: number;
  /** What each event of an effect goes back to: one that was given, or an occurrence of a schedule; the same in every simulation. */
  readonly rootOf: ReadonlyMap<string, string>;
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
  let cutShort = 0;
  const pass = async (until: number): Promise<void> => {
    if (!(await passTime(engine, clock, until))) cutShort += 1;
  };
  try {
    // Schedules begin before the first event.
    await engine.drain();
    for (const [index, event] of events.entries()) {
      await pass(event.receivedAt);
      await engine.accept(sameAgain(event));
      await engine.drain();
      onEvent?.(index + 1);
    }
    await pass(clock.now() + AFTERMATH_MS);
    const effects: Effect[] = [];
    let fired = 0;
    for await (const record of rowsOf((page) => engine.store.listRuns(page))) {
      fired += 1;
      effects.push(...record.effects);
    }
    const rootOf = await rootsOf(engine, effects);
    return { effects: effects.sort((a, b) => a.plannedAt - b.plannedAt), fired, cutShort, rootOf };
  } finally {
    await engine.close();
  }
}

/** An event as it came, belonging where it belonged. */
function sameAgain(event: Event): MadeEvent {
  const { id, source, type, data, author, phone, at, inboxId } = event;
  const dry = event.dry === true;
  const made = { kind: "made", id, origin: "webhook", source, dry, type, data, author, dedupe: null } as const;
  const { called, lane } = event;
  if (called !== undefined)
    return { ...made, dedupe: callDedupeKey(type, called), call: { called, lane, phone, inboxId } };
  if (event.origin !== "outside") return made;
  const facts = { id, phone, hasOddPhone: false, at, ...(inboxId === null ? {} : { inboxId }) };
  return { ...made, outside: facts };
}

/** False: there was more due than is looked at. */
async function passTime(engine: SimulatedEngine, clock: VirtualClock, until: number): Promise<boolean> {
  for (let step = 0; step < MAXIMUM_STEPS; step += 1) {
    const dueAt = await engine.nextDueAt();
    if (dueAt === null || dueAt > until) {
      clock.moveTo(until);
      return true;
    }
    clock.moveTo(dueAt);
    await engine.drain();
  }
  clock.moveTo(until);
  return false;
}

async function rootsOf(engine: SimulatedEngine, effects: readonly Effect[]): Promise<ReadonlyMap<string, string>> {
  const causes = new Map(effects.map(({ id, eventId }) => [id, eventId]));
  const roots = new Map<string, string>();
  for (const eventId of new Set(causes.values())) {
    let event = (await engine.store.getEvent(eventId))?.event;
    for (let cause = causes.get(event?.raised?.by ?? ""); cause !== undefined;) {
      event = (await engine.store.getEvent(cause))?.event;
      cause = causes.get(event?.raised?.by ?? "");
    }
    // An occurrence has an id of its own each time.
    const isOccurrence = event?.origin === "schedule";
    roots.set(eventId, isOccurrence ? `schedule ${event?.at ?? ""}` : (event?.id ?? eventId));
  }
  return roots;
}

/** How two simulations of the same events differ in what goes out. */
export interface SendChanges {
  readonly added: readonly Effect[];
  readonly removed: readonly Effect[];
  /** Sent by both for the same event and rule, with other content. */
  readonly changed: readonly { readonly before: Effect; readonly after: Effect }[];
}

/** What is compared of a simulation. */
type Compared = Pick<SimulatedRun, "effects" | "rootOf">;

/** Texts that reach somebody only after, only before, or otherwise. A text is the same by the event it goes back to, its rule, and its place among theirs. */
export function sendChanges(before: Compared, after: Compared): SendChanges {
  const [old, now] = [byPlace(before), byPlace(after)];
  const changed = [...now].flatMap(([key, effect]) => {
    const earlier = old.get(key);
    const isSame = earlier === undefined || written(earlier) === written(effect);
    return isSame ? [] : [{ before: earlier, after: effect }];
  });
  return {
    added: [...now].filter(([key]) => !old.has(key)).map(([, effect]) => effect),
    removed: [...old].filter(([key]) => !now.has(key)).map(([, effect]) => effect),
    changed,
  };
}

/** What an effect says; a link is another one for each version of its rule. */
function written({ request }: Effect): string {
  return withoutLinks(JSON.stringify(request));
}

function byPlace({ effects, rootOf }: Compared): ReadonlyMap<string, Effect> {
  const counts = new Map<string, number>();
  return new Map(
    effects.filter(isSend).map((effect) => {
      const base = `${rootOf.get(effect.eventId) ?? effect.eventId} ${effect.ruleId}`;
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
