import type { AppAlarms } from "../alarms.ts";
import type { EngineError } from "../../core/base/errors.ts";
import { messageOf } from "../../core/base/errors.ts";
import { parseStoreUrl } from "../../core/base/store-url.ts";
import { logDiskRoom, logStoreHealth } from "../../log.ts";
import type { CommitObserver, StoreRoom } from "../../ports/measures.ts";
import type { Store, StoreHealth } from "../../ports/store/store.ts";
import type { OutcomeJournal } from "../../ports/store/outcome-journal.ts";
import type { CrashWatch, Logger } from "../../ports/system.ts";
import { openCrashWatch } from "../../stores/on-disk/crash-marker.ts";
import type { OpenCrashWatch } from "../../stores/on-disk/crash-marker.ts";
import { openStore } from "../../stores/open-store.ts";
import { openOutcomeFile } from "../../stores/on-disk/outcome-file.ts";
import { withLastRoom } from "./last-room.ts";
import { createStorageWatch } from "../../stores/on-disk/storage-watch.ts";
import type { StorageWatch } from "../../stores/on-disk/storage-watch.ts";
import { SYSTEM_RANDOM } from "../../system.ts";

/** The store of an engine, looked after. */
export interface KeptStore {
  readonly store: Store;
  /** Why a write failed, until one has succeeded a while after it; null for none. */
  storeFailure(): EngineError | null;
  /** Whether new events may be brought: there is room, and nothing is broken. */
  canTake(): boolean;
  /** What it takes, and what is left to it; null for one without a file. Rejects when that cannot be looked at. */
  room(): Promise<StoreRoom | null>;
  /** Looks at its file and its disk; to be called once a second. Never rejects. */
  look(): Promise<void>;
  /** Resolves when it can take nothing any more. */
  readonly broken: Promise<EngineError>;
  /** Null when nothing can outlive the process. */
  readonly crashes: CrashWatch | null;
  /** Null when the store is away only when the process is. */
  readonly outcomes: OutcomeJournal | null;
  close(): Promise<void>;
}

/**
 * Opens the store of an engine. `ownFiles` is the path, up to its ending, of the files that the engine keeps for itself beside a
 * store without a file.
 *
 * @throws EngineError as the store's own opening.
 */
export async function openKeptStore(
  url: string,
  {
    logger,
    alarms,
    ownFiles,
    onCommit,
  }: {
    readonly logger: Logger;
    /** Told of each transaction that was written. */
    readonly onCommit: CommitObserver;
    readonly alarms: Pick<AppAlarms, "tellHealth" | "tellRoom">;
    readonly ownFiles: string | null;
  },
): Promise<KeptStore> {
  let failure: EngineError | null = null;
  let isBroken = false;
  let storage: StorageWatch | null = null;
  let tellBroken: (error: EngineError) => void = () => undefined;
  const broken = new Promise<EngineError>((resolve) => {
    tellBroken = resolve;
  });
  const onHealth = (health: StoreHealth): void => {
    failure = health.kind === "available" ? null : health.error;
    isBroken ||= health.kind === "broken";
    logStoreHealth(logger, health, { isLow: storage?.isLow() === true });
    alarms.tellHealth(health);
    if (health.kind === "unavailable") void storage?.releaseBallast();
    if (health.kind === "broken") tellBroken(health.error);
  };
  // Before the store, which would stay open if the file cannot be read.
  const isElsewhere = parseStoreUrl(url).kind === "postgres";
  const outcomes = isElsewhere && ownFiles !== null ? openOutcomeFile(`${ownFiles}.outcomes`, logger) : null;
  const opened = await openStore(url, { random: SYSTEM_RANDOM, waitsForServer: true, onHealth, onCommit });
  storage = await createStorageWatch(url, {
    onRoom: (room) => {
      logDiskRoom(logger, room, { isAway: failure !== null });
      alarms.tellRoom(room);
    },
    onReplaced: (error) => {
      if (!isBroken) onHealth({ kind: "broken", error });
    },
  });
  const store = storage === null ? opened : withLastRoom(opened, storage.releaseBallast);
  const crashes = openCrashes(url, { logger, ownFiles });
  return {
    store,
    crashes,
    outcomes,
    close: async () => {
      await store.close();
      crashes?.close();
    },
    storeFailure: () => failure,
    canTake: () => !isBroken && storage?.isLow() !== true,
    room: async () => storage?.room() ?? null,
    look: async () => storage?.look(),
    broken,
  };
}

function openCrashes(
  url: string,
  { logger, ownFiles }: { readonly logger: Logger; readonly ownFiles: string | null },
): OpenCrashWatch | null {
  try {
    return openCrashWatch(url, ownFiles === null ? null : `${ownFiles}.working`);
  } catch (error) {
    logger.warn(
      { error: messageOf(error) },
      "what is being worked on cannot be noted: an event that ends the process is tried again without end",
    );
    return null;
  }
}

/**
 * Opens a store for reading, beside the engine that owns it.
 *
 * @throws EngineError STORE_MISSING when there is none yet; otherwise as the store's own opening.
 */
export function openReadOnlyStore(url: string): Promise<Store> {
  return openStore(url, { random: SYSTEM_RANDOM, readOnly: true });
}
