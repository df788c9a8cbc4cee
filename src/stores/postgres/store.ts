import { storeName } from "../../core/base/store-url.ts";
import type { CommitObserver } from "../../ports/measures.ts";
import type { Store, StoreHealth } from "../../ports/store/store.ts";
import { integerOf } from "../sql/sql-rows.ts";
import { readingOnly } from "../on-disk/store-file.ts";
import { createBudgets } from "./tables/budgets.ts";
import { createInstances } from "./tables/instances.ts";
import { acceptDelivery, acceptNeeds } from "./writes/accept.ts";
import { createSeal, withSealedKeys } from "../seal.ts";
import { isPassing } from "./server/failures.ts";
import type { Connection, ConnectionOptions, Query } from "./server/connection.ts";
import { createConnection, usingConnection } from "./server/connection.ts";
import { createSharedDecisions } from "./writes/decide.ts";
import { createDecisionRecords } from "./tables/rows/decision-rows.ts";
import { createSharedLanes, takeUpAbandonedRuns } from "./lanes/lanes.ts";
import { createRecords } from "./tables/records.ts";
import { forget, forgetQuiet } from "./writes/retention.ts";
import { readLanesOf } from "./writes/erasing.ts";
import { saveRuleLoads, saveRules } from "./tables/rule-versions.ts";
import type { Peers } from "./server/peers.ts";
import { meetPeers } from "./server/peers.ts";
import type { ServerClock } from "./server/server-clock.ts";
import { openServerClock } from "./server/server-clock.ts";
import { checkSchema, checkVersion, migrate } from "./server/schema.ts";
import type { Migrated } from "./server/schema.ts";
import { createWatermarks, readWatermark } from "./tables/watermarks.ts";
import { createWriteQueue } from "./writes/write-queue.ts";
import { PATIENCE, patiently } from "../patience.ts";

/** How to open a PostgreSQL store. */
export interface PostgresStoreOptions {
  /** Such as `postgres://heyrules:password@db.internal/heyrules`. */
  readonly url: string;
  /** Only reads; everything that writes or claims rejects. Default false. */
  readonly readOnly?: boolean;
  /**
   * A server that is about to start or has no connection left is asked again, for up to 30 s, since nobody tries again for an
   * engine. Default false: a person at a terminal is told at once.
   */
  readonly waitsForServer?: boolean;
  /** Told at each change. */
  readonly onHealth?: (health: StoreHealth) => void;
  /** Told of each transaction that was written. */
  readonly onCommit?: CommitObserver;
}

/** Connections of one process: one writes, the others look for work and read. */
const POOL_SIZE = 10;
/** Longest times for a statement, and until a connection is made: of the engine, of a person who reads, of a change of the schema. */
const TIMES = {
  engine: { statementMs: 3_000, connectMs: 2_000 },
  reading: { statementMs: 30_000, connectMs: 30_000 },
  migration: { statementMs: 600_000, connectMs: 30_000 },
};

/**
 * Opens the store that many processes share. Every write shares a transaction with whatever else its process has to write;
 * lanes and turns are claimed under a lease; what processes must not do at once is locked by rows of the database.
 * @throws EngineError STORE_VERSION, STORE_UNAVAILABLE, or STORE_MISSING when there is nothing to read.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { url } = options;
  const target = { url, name: storeName(url), readOnly: options.readOnly === true };
  if (target.readOnly) {
    return usingConnection(createConnection({ ...target, ...TIMES.reading, size: 2 }), async (connection) =>
      createReadingStore(connection, await checkSchema(connection)),
    );
  }
  const prepared = () => prepareSchema(target);
  const { deploymentKey } = await (options.waitsForServer === true
    ? patiently(prepared, PATIENCE, isPassing)
    : prepared());
  return patiently(() => openForEngine(target, deploymentKey, options));
}

function prepareSchema(target: Pick<ConnectionOptions, "url" | "name" | "readOnly">): Promise<Migrated> {
  return usingConnection(createConnection({ ...target, ...TIMES.migration, size: 1 }), async (connection) => {
    const migrated = await migrate(connection);
    await connection.close();
    return migrated;
  });
}

function openForEngine(
  target: Pick<ConnectionOptions, "url" | "name" | "readOnly">,
  deploymentKey: string,
  { onHealth = () => undefined, onCommit }: PostgresStoreOptions,
): Promise<Store> {
  return usingConnection(createConnection({ ...target, ...TIMES.engine, size: POOL_SIZE }), async (connection) => {
    await takeUpAbandonedRuns(connection);
    const clock = await openServerClock({
      readServerAt: () => readServerAt(connection.query),
      monotonicMs: () => performance.now(),
    });
    const peers = await meetPeers({
      ...target,
      statementMs: TIMES.engine.statementMs,
      checkSchema: (query) => checkVersion(target.name, query),
    });
    return createSharedStore(connection, { deploymentKey, onHealth, onCommit, clock, peers });
  });
}

async function readServerAt(query: Query): Promise<number> {
  const [row] = await query("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS at");
  if (row === undefined) throw new Error("the server did not say what time it is");
  return integerOf(row, "at");
}

function createSharedStore(
  connection: Connection,
  options: {
    readonly deploymentKey: string;
    readonly onHealth: (health: StoreHealth) => void;
    readonly onCommit: CommitObserver | undefined;
    readonly clock: ServerClock;
    readonly peers: Peers;
  },
): Store {
  const { query } = connection;
  const { clock, peers } = options;
  const seal = createSeal(options.deploymentKey);
  const queue = createWriteQueue(connection, { ...options, seal, onWork: peers.tell });
  const { lanes, releaseAll } = createSharedLanes(connection, {
    queue,
    seal,
    onWork: peers.onWork,
    beforeLook: async () => {
      await Promise.all([clock.refresh(), peers.keepInTouch()]);
    },
  });
  let closing: Promise<void> | null = null;
  const close = async () => {
    // What cannot be given back now is free when its lease runs out.
    await releaseAll().catch(() => undefined);
    await queue.close();
    await peers.close();
    await connection.close();
  };
  return withSealedKeys({
    deploymentKey: options.deploymentKey,
    sharedClock: clock,
    budgets: createBudgets(connection),
    instances: createInstances(connection),
    accept: (deliveries) =>
      queue.submit(acceptNeeds(deliveries), (batch) => deliveries.map((delivery) => acceptDelivery(batch, delivery))),
    forget: (passage) => forget(connection, passage),
    forgetQuiet: (passage) => forgetQuiet(connection, passage),
    lanesOf: (phone) => readLanesOf(query, phone),
    ...lanes,
    ...createWatermarks(connection),
    ...createSharedDecisions(connection, { queue, seal }),
    ...createRecords(connection, seal),
    saveRules: async (rules, loadedAt) => {
      await saveRules(query, rules);
      const loads = rules.map(({ version }) => ({ version, firstAt: loadedAt, lastAt: loadedAt }));
      await saveRuleLoads(query, loads);
    },
    check: queue.touch,
    close: () => (closing ??= close()),
  });
}

function createReadingStore(connection: Connection, deploymentKey: string): Store {
  const refuse = () => Promise.reject(readingOnly(connection.name));
  return withSealedKeys({
    deploymentKey,
    sharedClock: null,
    budgets: null,
    instances: null,
    ...createRecords(connection, createSeal(deploymentKey)),
    ...createDecisionRecords(connection.query),
    accept: refuse,
    forget: refuse,
    forgetQuiet: refuse,
    lanesOf: (phone) => readLanesOf(connection.query, phone),
    decide: refuse,
    claimLanes: refuse,
    claimTurns: refuse,
    onWork: () => undefined,
    renew: refuse,
    viewLane: refuse,
    commit: refuse,
    release: refuse,
    shiftWaits: refuse,
    nextDueAt: refuse,
    claimWatermark: refuse,
    moveWatermark: refuse,
    readWatermark: (name) => readWatermark(connection.query, name),
    saveRules: refuse,
    check: refuse,
    close: connection.close,
  });
}
