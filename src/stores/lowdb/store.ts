import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { EngineError } from "../../core/base/errors.ts";
import type { Store, StoreHealth } from "../../ports/store.ts";
import type { Random } from "../../ports/system.ts";
import type { LaneSchedule } from "../lane-schedule.ts";
import { createLaneSchedule } from "../lane-schedule.ts";
import { settled } from "../settled.ts";
import type { Database } from "./database.ts";
import { openFile, openMemory, openSnapshot } from "./database.ts";
import {
  historyOf,
  listEvents,
  listRuns,
  optStateOf,
  readEventRecord,
  readRunRecord,
  scheduleOf,
  textsTo,
  viewLane,
} from "./read.ts";
import { acceptDelivery, forget, writeChanges, writeShiftedWaits } from "./write.ts";

/** How to open a lowdb store. */
export interface LowdbStoreOptions {
  /** The JSON file; made, with its folder, when it does not exist. Null keeps everything in memory. */
  readonly path: string | null;
  /** Source of a memory store's deployment key; a file's key comes from the system's cryptographic source. */
  readonly random: Random;
  /** How many finished events are kept; default 10,000 in a file, all in memory. */
  readonly keepEvents?: number;
  /** Reads a file as it stands now; everything that writes or claims rejects. Default false. */
  readonly readOnly?: boolean;
  /** Told at each change. */
  readonly onHealth?: (health: StoreHealth) => void;
}

/**
 * Opens a small store: all of it in memory, and with a path also in a JSON file, which is written anew, whole and
 * synced, at every commit. For simulations, tests and tiny installations.
 * @throws EngineError STORE_LOCKED, STORE_VERSION, STORE_UNAVAILABLE, or NOT_FOUND when there is nothing to read.
 */
export async function openLowdbStore(options: LowdbStoreOptions): Promise<Store> {
  const { path, random, readOnly = false } = options;
  const keepEvents = options.keepEvents ?? (path === null ? Number.POSITIVE_INFINITY : 10_000);
  const schedule = createLaneSchedule();
  if (path === null) return createStore({ database: openMemory(random), schedule, keepEvents });
  const realPath = existsSync(path) ? realpathSync(path) : resolve(path);
  if (!readOnly) return createStore({ database: await openFile(realPath, options.onHealth), schedule, keepEvents });
  const store = createStore({ database: await openSnapshot(realPath), schedule, keepEvents });
  return { ...store, claimLanes: () => Promise.reject(readingOnly(realPath)) };
}

function readingOnly(path: string): EngineError {
  return new EngineError("STORE_UNAVAILABLE", `The store ${path} is open for reading only.`);
}

interface Opened {
  readonly database: Database;
  readonly schedule: LaneSchedule;
  readonly keepEvents: number;
}

function createStore(opened: Opened): Store {
  const { database, schedule } = opened;
  const { records, submit } = database;
  const waiting = scheduleOf(records());
  for (const lane of waiting.events) schedule.addEvent(lane);
  for (const run of waiting.runs) schedule.takeUp(run);

  return {
    deploymentKey: records().state.deploymentKey,
    accept: createAccept(opened),
    saveRules: (rules) =>
      submit(() => {
        for (const rule of rules) records().state.rules.set(rule.version, rule);
      }),
    getRule: (version) => settled(() => records().state.rules.get(version) ?? null),
    claimLanes: (now, limit) => settled(() => schedule.claim(now, limit)),
    viewLane: (claim, now) => settled(() => viewLane(records(), claim.lane, now)),
    history: (lane, types, since) => settled(() => historyOf(records(), { lane, types, since })),
    textsTo: (phone, since) => settled(() => textsTo(records(), phone, since)),
    reservations: (keys) => settled(() => keys.flatMap((key) => records().state.reservations.get(key) ?? [])),
    isOwnLocalId: (localId) => settled(() => records().localIds.has(localId)),
    commit: createCommit(opened),
    release: (claim) =>
      settled(() => {
        schedule.release(claim);
      }),
    shiftWaits: async (byMs) => {
      const runs = await submit(() => writeShiftedWaits(records(), byMs));
      for (const run of runs) schedule.setRun(run);
      return runs.length;
    },
    nextDueAt: () => settled(() => schedule.nextDueAt()),
    listEvents: (query) => settled(() => listEvents(records(), query)),
    getEvent: (id) =>
      settled(() => {
        const stored = records().state.events.get(id);
        return stored === undefined ? null : readEventRecord(stored);
      }),
    listRuns: (query) => settled(() => listRuns(records(), query)),
    getRun: (id) =>
      settled(() => {
        const run = records().state.runs.get(id);
        return run === undefined ? null : readRunRecord(records(), run);
      }),
    getContact: (lane) =>
      settled(() => ({
        contact: records().state.contacts.get(lane) ?? null,
        optState: optStateOf(records(), lane),
      })),
    check: () => submit(() => undefined),
    close: database.close,
  };
}

function createAccept({ database, schedule, keepEvents }: Opened): Store["accept"] {
  const forgetEvery = Math.max(64, keepEvents / 10);
  let sinceForgotten = 0;
  return async (deliveries) => {
    const acceptances = await database.submit(() => {
      const now = deliveries.at(-1)?.event.receivedAt;
      if (now !== undefined && sinceForgotten >= forgetEvery) {
        forget(database.records(), { keepEvents, now });
        sinceForgotten = 0;
      }
      return deliveries.map((delivery) => acceptDelivery(database.records(), delivery));
    });
    deliveries.forEach(({ event }, index) => {
      if (acceptances[index]?.outcome !== "accepted") return;
      schedule.addEvent(event.lane);
      sinceForgotten += 1;
    });
    return acceptances;
  };
}

function createCommit({ database, schedule }: Opened): Store["commit"] {
  return async (claim, changes) => {
    const outcome = await database.submit(() =>
      schedule.holds(claim) ? writeChanges(database.records(), { lane: claim.lane, changes }) : "lost",
    );
    if (outcome !== "committed") return outcome;
    if (changes.event !== null) schedule.removeEvent(claim.lane);
    for (const run of changes.runs) schedule.setRun(run);
    return outcome;
  };
}
