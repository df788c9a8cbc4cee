import { callDedupeKey } from "../core/event/outside/call-event.ts";
import { normalise } from "../core/event/normalise.ts";
import type { MadeEvent } from "../core/event/normalise.ts";
import type { Event, OptState } from "../core/model/event.ts";
import type { Contact } from "../core/model/contact.ts";
import { createContact } from "../core/model/contact.ts";
import type { Verdict } from "../core/model/trace.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { Settings } from "../core/model/ruleset/settings.ts";
import type { Effect } from "../core/model/run/effect.ts";
import type { Run } from "../core/model/run/run.ts";
import { rowsOf } from "../core/base/pages.ts";
import type { Failure, Firing } from "../ports/backtest.ts";
import type { Store } from "../ports/store/store.ts";
import type { Failed } from "./failures.ts";
import { askedTexts } from "./past/asked-texts.ts";
import { countedFailures, failureOf, parkedEvent, unevaluated } from "./failures.ts";
import { settleUnevaluated } from "./given-event.ts";
import { createMockedOutside } from "./mocked-outside.ts";
import type { CreateSimulatedEngine, SimulatedEngine } from "./simulation.ts";
import { FIXED_RANDOM } from "./simulation.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import { createVirtualClock } from "./virtual-clock.ts";

/** What some rules would have done on some events, from an instant on. */
export interface SimulatedRun {
  /** Every effect that was planned, or went out, from then on; the oldest first. */
  readonly effects: readonly Effect[];
  /** Runs started from then on. */
  readonly fired: number;
  /** Times between two events in which more was due than is looked at, so that the rest was left out. */
  readonly cutShort: number;
  /** What each event of an effect goes back to: one that was given, or an occurrence of a schedule; the same in every simulation. */
  readonly rootOf: ReadonlyMap<string, string>;
  /** Each run started from then on. */
  readonly firings: readonly Firing[];
  /** What was decided from then on for rules that looked and did not fire. */
  readonly spared: readonly Pick<Verdict, "ruleId" | "outcome" | "reason">[];
  /** What failed from then on, alike ones together, the most frequent first. */
  readonly failures: readonly Failure[];
}

/** What was before the events that a simulation is about. */
export interface Earlier {
  /** Oldest first. */
  readonly events: readonly Event[];
  /** The rules that were in force then. */
  readonly rules: readonly Rule[];
  /** What numbers had said about being texted before all of these events. */
  readonly optStates: readonly OptState[];
  /** What was known of contacts before all of these events; absent: nothing. */
  readonly contacts?: readonly Contact[];
}

/** How far the clock runs on behind the last event, so that what waits for a morning or a few days still comes; milliseconds. */
const AFTERMATH_MS = 7 * 86_400_000;
/** Steps of virtual time between two events before the rest of the wait is left out. */
const MAXIMUM_STEPS = 1_000;

/**
 * Runs rules over events, the oldest first, each at the time it was received, with the real engine on a store in memory: nothing
 * leaves, Heymarket and every connection answer 200. What was earlier runs through the rules of then, so that histories, limits, caps
 * and opt-outs are known; the others are put in force before the first event. `onEvent` is called after each with how many are done.
 */
export async function simulateEvents(
  events: readonly Event[],
  parts: {
    readonly rules: readonly Rule[];
    readonly settings: Settings;
    readonly createEngine: CreateSimulatedEngine;
    readonly earlier?: Earlier;
    readonly onEvent?: (done: number) => void | Promise<void>;
    /** Looks at what came of it all, before it is gone. */
    readonly look?: (store: Store, came: SimulatedRun) => Promise<void>;
  },
): Promise<SimulatedRun> {
  const { rules, settings, onEvent } = parts;
  const { earlier = { events: [], rules, optStates: [] } } = parts;
  const since = events[0]?.receivedAt ?? Number.POSITIVE_INFINITY;
  const clock = createVirtualClock((earlier.events[0]?.receivedAt ?? events[0]?.receivedAt ?? 0) - 1);
  const outside = createMockedOutside({});
  const engine = await parts.createEngine({ rules: earlier.rules, settings, ...outside, clock, random: FIXED_RANDOM });
  let cutShort = 0;
  let done = 0;
  const live = async (event: Event): Promise<void> => {
    if (!(await passTime(engine, clock, event.receivedAt))) cutShort += 1;
    await engine.accept(sameAgain(event));
    await engine.drain();
    await onEvent?.((done += 1));
  };
  try {
    for (const contact of earlier.contacts ?? []) await giveContact(engine, clock, contact);
    for (const optState of earlier.optStates) await giveOptState(engine, clock, optState);
    // Schedules begin before the first event.
    await engine.drain();
    for (const event of earlier.events) await live(event);
    if (events.length > 0 && !(await passTime(engine, clock, since - 1))) cutShort += 1;
    await engine.activate(rules);
    await engine.drain();
    for (const event of events) await live(event);
    if (!(await passTime(engine, clock, clock.now() + AFTERMATH_MS))) cutShort += 1;
    const came = { ...(await whatCame(engine, { since, rules })), cutShort };
    await parts.look?.(engine.store, came);
    return came;
  } finally {
    await engine.close();
  }
}

async function whatCame(
  engine: SimulatedEngine,
  { since, rules }: { readonly since: number; readonly rules: readonly Rule[] },
): Promise<Omit<SimulatedRun, "cutShort">> {
  const all: Effect[] = [];
  const runs: Run[] = [];
  for await (const { run, effects } of rowsOf((page) => engine.store.listRuns(page))) {
    if (run.createdAt >= since) runs.push(run);
    all.push(...effects);
  }
  const cameSince = ({ plannedAt, attempts }: Effect): boolean => (attempts[0]?.startedAt ?? plannedAt) >= since;
  const effects = all.filter(cameSince).sort((a, b) => a.plannedAt - b.plannedAt);
  const causes = new Map(all.map(({ id, eventId }) => [id, eventId]));
  const rootOf = await rootsOf(engine, { causes, eventIds: [...causes.values(), ...runs.map((run) => run.eventId)] });
  const firings = runs.toReversed().map((run): Firing => {
    const { id: runId, ruleId, eventId, createdAt: at, lane } = run;
    const root = rootOf.get(eventId) ?? eventId;
    return { runId, ruleId, root, at, lane, approvals: askedTexts(run, rules), failure: failureOf(run) };
  });
  const { spared, failed } = await lookedSince(engine, since);
  const failedRuns = firings.flatMap(({ ruleId: rule, root, lane, failure }) =>
    failure === null ? [] : [{ ...failure, rule, root, lane }],
  );
  return {
    effects,
    fired: runs.length,
    rootOf,
    firings,
    spared,
    failures: countedFailures([...failedRuns, ...failed]),
  };
}

/** What rules that looked and did not fire made of the events since an instant, and what could not be evaluated. */
async function lookedSince(
  engine: SimulatedEngine,
  since: number,
): Promise<Pick<SimulatedRun, "spared"> & { readonly failed: readonly Failed[] }> {
  const spared: SimulatedRun["spared"][number][] = [];
  const failed: Failed[] = [];
  for await (const { event, status, error, evaluation } of rowsOf((page) => engine.store.listEvents(page))) {
    if (event.receivedAt < since) break;
    const at = { root: event.id, lane: event.lane };
    if (status === "parked") failed.push(parkedEvent({ ...at, message: error ?? "" }));
    for (const { ruleId, outcome, reason } of evaluation?.verdicts ?? []) {
      if (outcome !== "fired") spared.push({ ruleId, outcome, reason });
      if (outcome === "error") failed.push(unevaluated({ ...at, rule: ruleId, message: reason }));
    }
  }
  return { spared, failed: failed.toReversed() };
}

/** Has it known what a number said about being texted. */
async function giveOptState(engine: SimulatedEngine, clock: VirtualClock, given: OptState): Promise<void> {
  const { phone, state, changedAt, reason } = given;
  const optChange = { phone, state, at: changedAt, undatedDigest: null, reason, told: null };
  const event = givenEvent(clock, { id: `evt_given_${phone.slice(1)}`, type: "opt_state_given", phone });
  await settleUnevaluated(engine, { ...event, optChange }, { clock, contact: null });
}

/** Has it known what Heymarket and rules told of a contact with a number. */
async function giveContact(engine: SimulatedEngine, clock: VirtualClock, given: Contact): Promise<void> {
  const { lane, phone, name, first, last, tags, timezone, custom, record } = given;
  if (phone === null) return;
  const event = givenEvent(clock, { id: `evt_known_${phone.slice(1)}`, type: "contact_given", phone });
  const contact = { ...createContact(lane, phone), name, first, last, tags, timezone, custom, record };
  await settleUnevaluated(engine, event, { clock, contact });
}

/** An event that starts no rules, of a contact. */
function givenEvent(
  clock: VirtualClock,
  { id, type, phone }: { readonly id: string; readonly type: string; readonly phone: string },
): ReturnType<typeof normalise> {
  const made = { kind: "made", origin: "webhook", source: "given", dry: false, author: null, dedupe: null } as const;
  const arrival = { ...made, id, type, data: { phone } };
  return normalise({ arrival, receivedAt: clock.now(), eventId: id, digest: (text) => text });
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

/** What the events go back to; `causes` are the events of effects, by effect. */
async function rootsOf(
  engine: SimulatedEngine,
  { causes, eventIds }: { readonly causes: ReadonlyMap<string, string>; readonly eventIds: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  const roots = new Map<string, string>();
  for (const eventId of new Set(eventIds)) {
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
