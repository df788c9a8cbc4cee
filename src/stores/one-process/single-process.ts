import { rowsAfter } from "../../core/model/changes.ts";
import type { EngineError } from "../../core/base/errors.ts";
import { isCovered } from "../../core/event/judge-delivery.ts";
import type { Event, NewEvent, OptChange } from "../../core/model/event.ts";
import { phoneOfLane } from "../../core/model/source.ts";
import type { LaneView, Records, Store } from "../../ports/store/store.ts";
import type { GroupCommit } from "./group-commit.ts";
import { DUE_RUNS } from "../claims.ts";
import { withSealedKeys } from "../seal.ts";
import type { OpenRun } from "./known.ts";
import type { Knowing } from "./knowing.ts";
import { createKnowing } from "./knowing.ts";
import { settled } from "./settled.ts";
import type { SynchronousTables } from "./synchronous-tables.ts";

interface Opened {
  readonly tables: SynchronousTables;
  /** Runs work on the tables in one transaction. */
  readonly submit: GroupCommit["submit"];
  /** Drops what the store has no room for; asked once in `every` accepted events, inside their transaction. Absent: it has room. */
  readonly trimming?: { readonly every: number; readonly trim: () => void };
  /** Overwrites what was deleted, where the storage does not by itself. */
  readonly scrub?: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What only processes that share a store have. */
const NOT_SHARED = { sharedClock: null, budgets: null, instances: null } as const;

/** A store over tables that no other process writes: which lanes have work is known in memory. */
export function createSingleProcessStore(opened: Opened): Store {
  const { tables, submit, close } = opened;
  const knowing = createKnowing(tables);
  const { known } = knowing;
  return withSealedKeys({
    deploymentKey: tables.deploymentKey,
    ...NOT_SHARED,
    accept: createAccept(opened, knowing),
    saveRules: (rules, loadedAt) =>
      submit(() => {
        for (const rule of rules) tables.saveRule(rule, loadedAt);
      }),
    claimLanes: (now, limit) => known().then(({ schedule }) => schedule.claim(now, limit)),
    claimTurns: (now, roomAt) => known().then(({ lines }) => lines.claim(now, roomAt)),
    onWork: () => undefined,
    renew: (claims) => known().then(({ holds }) => claims.filter(holds)),
    viewLane: async ({ lane }, now) => {
      const { hasEvent, dueRunIds } = (await known()).schedule.workOf(lane, now, DUE_RUNS);
      if (!hasEvent && dueRunIds.length === 0) return NOTHING_DUE;
      return {
        contact: tables.contact(lane),
        optState: tables.optState(phoneOfLane(lane) ?? lane),
        nextEvent: hasEvent ? tables.nextEvent(lane) : null,
        heededRuns: hasEvent ? tables.heededRunsOf(lane) : [],
        dueRuns: dueRunIds.flatMap((id) => tables.run(id) ?? []),
      };
    },
    commit: createCommit(opened, knowing),
    decide: createDecide(opened, knowing),
    pauses: () => settled(() => tables.pauses()),
    listAudit: (options) => settled(() => tables.listAudit(options)),
    release: async (claim) => {
      (await known()).release(claim);
    },
    shiftWaits: async (byMs) => {
      const { setRun } = await known();
      const runs = await submit(() => tables.shiftWaits(byMs));
      runs.forEach(setRun);
      return runs.length;
    },
    nextDueAt: () => known().then(({ schedule, lines }) => earlierOf(schedule.nextDueAt(), lines.nextDueAt())),
    // Nobody else can take it.
    claimWatermark: (name) => settled(() => ({ at: tables.watermark(name) })),
    readWatermark: (name) => settled(() => tables.watermark(name)),
    moveWatermark: (name, at) =>
      submit(() => {
        tables.setWatermark(name, Math.max(at, tables.watermark(name) ?? 0));
      }),
    forget: createForget(opened),
    forgetQuiet: (passage) => submit(() => tables.forgetQuiet(passage)),
    lanesOf: (phone) => settled(() => tables.lanesOf(phone)),
    ...recordsOf(tables),
    check: () =>
      submit(() => {
        tables.touch();
      }),
    close,
  });
}

/** The same store for reading beside the process that owns it: whatever writes or claims rejects with `refusal`. */
export function createReadingStore({
  tables,
  refusal,
  close,
}: Pick<Opened, "tables" | "close"> & { readonly refusal: EngineError }): Store {
  const refuse = () => Promise.reject(refusal);
  const store = createSingleProcessStore({ tables, submit: refuse, close });
  return { ...store, claimLanes: refuse, claimTurns: refuse, claimWatermark: refuse };
}

/** Of every lane that is worked on this is the last view: nothing is read for it. */
const NOTHING_DUE: LaneView = { contact: null, optState: null, nextEvent: null, heededRuns: [], dueRuns: [] };

function earlierOf(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

function createAccept({ tables, submit, trimming }: Opened, { addEvents }: Knowing): Store["accept"] {
  let sinceTrimmed = 0;
  return async (deliveries) => {
    let count = 0;
    const acceptances = await addEvents((writing) =>
      submit(() => {
        if (trimming !== undefined && sinceTrimmed >= trimming.every) {
          trimming.trim();
          sinceTrimmed = 0;
        }
        const written = deliveries.map((delivery) => tables.accept(delivery));
        const accepted = deliveries.filter((_delivery, index) => written[index]?.outcome === "accepted");
        count = accepted.length;
        writing([...eventsTold(tables, deliveries), ...accepted.map(({ event }) => event)]);
        return written;
      }),
    );
    sinceTrimmed += count;
    return acceptances;
  };
}

/** Events that a rule raised, or by which rules hear of a change of opt state, as far as they are stored; asked in the transaction that may have stored them. */
function eventsTold(
  tables: SynchronousTables,
  changes: readonly { readonly optChange: OptChange | null; readonly raised?: readonly NewEvent[] }[],
): readonly Event[] {
  const told = changes.flatMap(({ optChange, raised = [] }) => [
    ...raised.map(({ event }) => event),
    ...(optChange?.told == null ? [] : [optChange.told.event]),
  ]);
  return told.filter(({ id }) => tables.event(id) !== null);
}

function createForget({ tables, submit, scrub }: Opened): Store["forget"] {
  let hasTaken = false;
  return async (passage) => {
    const passed = await submit(() => tables.forget(passage));
    hasTaken ||= passed.count > 0;
    if (!hasTaken || passed.next !== null) return passed;
    hasTaken = false;
    await scrub?.();
    return passed;
  };
}

function createCommit({ tables, submit }: Opened, { known: asked }: Knowing): Store["commit"] {
  return async (claim, changes) => {
    const known = await asked();
    let told: readonly Event[] = [];
    const outcome = await submit(() => {
      if (!known.holds(claim)) return "lost";
      const written = tables.writeChanges(claim.lane, changes);
      if (written === "committed") told = eventsTold(tables, [changes]);
      return written;
    });
    if (outcome !== "committed") return outcome;
    for (const { lane } of told) known.schedule.addEvent(lane);
    if (changes.event !== null) known.schedule.removeEvent(claim.lane);
    changes.runs.forEach(known.setRun);
    return outcome;
  };
}

function createDecide({ tables, submit, scrub }: Opened, { known: asked }: Knowing): Store["decide"] {
  return async (decision) => {
    const known = await asked();
    const { seen, changes, parkedEvent, replay, erases } = decision;
    let erased: readonly OpenRun[] = [];
    let withheld: readonly OpenRun[] = [];
    let told: readonly Event[] = [];
    try {
      const outcome = await submit(() => {
        if (replay !== null && isCovered(replay, (key) => tables.dedupeRow(key))) return "stale";
        erased = erases === null ? [] : erases.lanes.flatMap((lane) => tables.openRunsOf(lane));
        const written = tables.decide(decision);
        if (written === "stale") return written;
        if (replay !== null) tables.accept(replay.arrival);
        told = eventsTold(tables, [changes]);
        // Until it is durable: what is claimed meanwhile knows nothing of these runs.
        withheld = [...seen, ...erased];
        withheld.forEach(known.withhold);
        return written;
      });
      if (outcome === "stale") return outcome;
      for (const { lane } of told) known.schedule.addEvent(lane);
      rowsAfter(seen, changes.runs).forEach(known.setRun);
      for (const run of erased) known.setRun({ ...run, status: "stopped", holds: [] });
      if (erases !== null) {
        erases.lanes.forEach(known.schedule.dropEvents);
        await scrub?.();
      }
      if (parkedEvent?.status === "new") known.schedule.addEvent(parkedEvent.lane);
      if (replay !== null) known.schedule.addEvent(replay.arrival.event.lane);
      return outcome;
    } catch (error) {
      // Nothing, when it came to no try: what was seen may be long past.
      withheld.forEach(known.setRun);
      throw error;
    }
  };
}

function recordsOf(tables: SynchronousTables): Records {
  return {
    getRule: (version) => settled(() => tables.rule(version)),
    ruleVersions: (ruleId) => settled(() => tables.ruleVersions(ruleId)),
    history: (lane, types, since) => settled(() => tables.history(lane, types, since)),
    textsTo: (phone, since) => settled(() => tables.textsTo(phone, since)),
    optStateOf: (phone) => settled(() => tables.optState(phone)),
    optHistory: (phone) => settled(() => tables.optHistory(phone)),
    reservations: (keys) => settled(() => keys.flatMap((key) => tables.reservation(key) ?? [])),
    knownDedupeKeys: (keys) =>
      settled(() =>
        keys.flatMap((key) => {
          const row = tables.dedupeRow(key);
          return row === null ? [] : [{ key, eventId: row.eventId }];
        }),
      ),
    ownText: (ids) => settled(() => tables.ownText(ids)),
    getContact: (lane) => settled(() => tables.contact(lane)),
    getEvent: (id) => settled(() => tables.event(id)),
    replaysOf: (eventId, limit) => settled(() => tables.replaysOf(eventId, limit)),
    getRun: (id) => settled(() => tables.run(id)),
    listEvents: (options) => settled(() => tables.listEvents(options)),
    listRuns: (options) => settled(() => tables.listRuns(options)),
    runBeside: (id, side) => settled(() => tables.runBeside(id, side)),
    listOptStates: (options) => settled(() => tables.listOptStates(options)),
    countEvents: (filter) => settled(() => tables.countEvents(filter)),
    countRuns: (filter) => settled(() => tables.countRuns(filter)),
    backlog: () => settled(() => tables.backlog()),
    tallies: (options) => settled(() => tables.tallies(options)),
  };
}
