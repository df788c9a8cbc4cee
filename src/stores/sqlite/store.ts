import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { ChangeSet } from "../../core/model/changes.ts";
import { EngineError, messageOf } from "../../core/base/errors.ts";
import type { NewEvent } from "../../core/model/event.ts";
import type { Acceptance, CommitOutcome, Store, StoreHealth } from "../../ports/store.ts";
import type { GroupCommit } from "../group-commit.ts";
import { createGroupCommit } from "../group-commit.ts";
import { watchHealth } from "../health.ts";
import type { LaneSchedule } from "../lane-schedule.ts";
import { createLaneSchedule } from "../lane-schedule.ts";
import { settled } from "../settled.ts";
import { createAccept } from "./accept.ts";
import type { Parts } from "./commit.ts";
import { createWriteChanges } from "./commit.ts";
import type { Connection } from "./connection.ts";
import { openConnection } from "./connection.ts";
import { createInbox } from "./inbox.ts";
import { createLedger } from "./ledger.ts";
import { createOptStates } from "./opt-states.ts";
import type { ProcessLock } from "./process-lock.ts";
import { lockForProcess } from "./process-lock.ts";
import { createReservations } from "./reservations.ts";
import { createForgetting } from "./retention.ts";
import { checkSchema, migrate } from "./schema.ts";
import { createTables } from "./tables.ts";

/** How to open a SQLite store. */
export interface SqliteStoreOptions {
  /** The database file; made, with its folder, when it does not exist. */
  readonly path: string;
  /** Opens beside the engine that owns the file; everything that writes or claims rejects. Default false. */
  readonly readOnly?: boolean;
  /** How long a finished event, its runs and its dedupe key are kept, milliseconds; default 90 days. */
  readonly retentionMs?: number;
  /** Told at each change. */
  readonly onHealth?: (health: StoreHealth) => void;
}

const DAY_MS = 86_400_000;
/** Accepted events between two looks for old ones; as many are forgotten at a time. */
const FORGET_EVERY = 64;

/**
 * Opens the store of one machine: every write shares a synced transaction with whatever else waits, lanes are claimed
 * in memory, and no second process can open the file for writing.
 * @throws EngineError STORE_LOCKED, STORE_VERSION, STORE_UNAVAILABLE, or NOT_FOUND when there is nothing to read.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  await Promise.resolve();
  const path = existsSync(options.path) ? realpathSync(options.path) : resolve(options.path);
  return options.readOnly === true
    ? openForReading(path)
    : openForWriting({ retentionMs: 90 * DAY_MS, onHealth: () => undefined, ...options, path });
}

interface Opened {
  readonly connection: Connection;
  readonly deploymentKey: string;
  readonly commits: GroupCommit;
  readonly schedule: LaneSchedule;
  readonly retentionMs: number;
  readonly lock: ProcessLock | null;
}

function openForWriting({ path, retentionMs, onHealth }: Required<Omit<SqliteStoreOptions, "readOnly">>): Store {
  makeFolder(path);
  const lock = lockForProcess(path);
  try {
    const connection = openConnection({ path, readOnly: false });
    const deploymentKey = migrate(connection);
    const commits = createGroupCommit({ transaction: watchHealth(connection.transaction, { onHealth }) });
    return createStore({ connection, deploymentKey, commits, schedule: createLaneSchedule(), retentionMs, lock });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openForReading(path: string): Store {
  if (!existsSync(path)) throw new EngineError("NOT_FOUND", `There is no store ${path} to read yet; start the engine.`);
  const connection = openConnection({ path, readOnly: true });
  const deploymentKey = checkSchema(connection);
  const refuse = () =>
    Promise.reject(new EngineError("STORE_UNAVAILABLE", `The store ${path} is open for reading only.`));
  const commits = { submit: refuse, close: () => Promise.resolve() };
  const store = createStore({
    connection,
    deploymentKey,
    commits,
    schedule: createLaneSchedule(),
    retentionMs: 0,
    lock: null,
  });
  return { ...store, claimLanes: refuse };
}

function makeFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    const message = `The folder of the store ${path} cannot be made: ${messageOf(error)}.`;
    throw new EngineError("STORE_UNAVAILABLE", message, { cause: error });
  }
}

function createStore(opened: Opened): Store {
  const { connection, commits, schedule } = opened;
  const parts = createParts(connection);
  const { inbox, ledger, optStates, reservations, tables } = parts;
  const touch = connection.statement("UPDATE meta SET value = value WHERE key = 'deployment_key'");
  for (const { lane, events } of inbox.waitingLanes()) for (let i = 0; i < events; i += 1) schedule.addEvent(lane);
  for (const run of ledger.scheduledRuns()) schedule.takeUp(run);

  return {
    deploymentKey: opened.deploymentKey,
    accept: createAcceptAll(opened, createAccept(connection, optStates)),
    saveRules: (rules) =>
      commits.submit(() => {
        for (const rule of rules) tables.saveRule(rule);
      }),
    getRule: (version) => settled(() => tables.rule(version)),
    claimLanes: (now, limit) => settled(() => schedule.claim(now, limit)),
    viewLane: ({ lane }, now) =>
      settled(() => {
        const { hasEvent, hasDueRun } = schedule.workOf(lane, now);
        return {
          contact: tables.contact(lane),
          optState: optStates.get(lane),
          nextEvent: hasEvent ? inbox.nextEvent(lane) : null,
          dueRuns: hasDueRun ? ledger.dueRuns(lane, now) : [],
        };
      }),
    history: (lane, types, since) => settled(() => inbox.history(lane, types, since)),
    textsTo: (phone, since) => settled(() => ledger.textsTo(phone, since)),
    reservations: (keys) => settled(() => keys.flatMap((key) => reservations.get(key) ?? [])),
    isOwnLocalId: (localId) => settled(() => ledger.hasLocalId(localId)),
    commit: createCommit(opened, createWriteChanges(parts)),
    release: (claim) =>
      settled(() => {
        schedule.release(claim);
      }),
    shiftWaits: async (byMs) => {
      const runs = await commits.submit(() => ledger.shiftWaits(byMs));
      for (const run of runs) schedule.setRun(run);
      return runs.length;
    },
    nextDueAt: () => settled(() => schedule.nextDueAt()),
    listEvents: (query) => settled(() => inbox.list(query)),
    getEvent: (id) => settled(() => inbox.get(id)),
    listRuns: (query) => settled(() => ledger.list(query)),
    getRun: (id) => settled(() => ledger.get(id)),
    getContact: (lane) => settled(() => ({ contact: tables.contact(lane), optState: optStates.get(lane) })),
    check: () =>
      commits.submit(() => {
        touch.run();
      }),
    close: async () => {
      await commits.close();
      connection.close();
      opened.lock?.release();
    },
  };
}

function createParts(connection: Connection): Parts {
  return {
    inbox: createInbox(connection),
    ledger: createLedger(connection),
    optStates: createOptStates(connection),
    reservations: createReservations(connection),
    tables: createTables(connection),
  };
}

function createAcceptAll(opened: Opened, accept: (delivery: NewEvent) => Acceptance): Store["accept"] {
  const { commits, schedule, connection, retentionMs } = opened;
  const forget = createForgetting(connection);
  let sinceForgotten = 0;

  return async (deliveries) => {
    const acceptances = await commits.submit(() => {
      const now = deliveries.at(-1)?.event.receivedAt;
      if (now !== undefined && sinceForgotten >= FORGET_EVERY) {
        forget(now - retentionMs, now);
        sinceForgotten = 0;
      }
      return deliveries.map(accept);
    });
    deliveries.forEach(({ event }, index) => {
      if (acceptances[index]?.outcome !== "accepted") return;
      schedule.addEvent(event.lane);
      sinceForgotten += 1;
    });
    return acceptances;
  };
}

function createCommit(
  { commits, schedule }: Opened,
  write: (lane: string, changes: ChangeSet) => CommitOutcome,
): Store["commit"] {
  return async (claim, changes) => {
    const outcome = await commits.submit(() => (schedule.holds(claim) ? write(claim.lane, changes) : "lost"));
    if (outcome !== "committed") return outcome;
    if (changes.event !== null) schedule.removeEvent(claim.lane);
    for (const run of changes.runs) schedule.setRun(run);
    return outcome;
  };
}
