import { createHmac } from "node:crypto";
import type { Server } from "node:http";
import pino from "pino";
import { createActions } from "./act/actions.ts";
import { createReplaceableActions } from "./act/replaceable-actions.ts";
import type { Config } from "./config.ts";
import type { Arrival } from "./core/event/normalise.ts";
import type { EngineError } from "./core/base/errors.ts";
import { listenError } from "./core/base/listen-error.ts";
import { createMatchIndex } from "./core/match/match-index.ts";
import type { Rule } from "./core/model/rule.ts";
import type { Settings } from "./core/model/settings.ts";
import { createJournal } from "./journal/journal.ts";
import type { Actions } from "./ports/action.ts";
import type { Acceptance, Store, StoreHealth } from "./ports/store.ts";
import type { Logger, Random, SteadyClock } from "./ports/system.ts";
import { messageClassesOf } from "./receive/message-classes.ts";
import { createReceiver } from "./receive/receiver.ts";
import { closeServer, createHardenedServer } from "./receive/server.ts";
import type { ActiveRules } from "./run/engine-parts.ts";
import { Runner } from "./run/runner.ts";
import { createSteadyClock } from "./run/steady-clock.ts";
import { startTicker } from "./run/ticker.ts";
import { openStore } from "./stores/open-store.ts";
import { digest, monotonicMs, SYSTEM_CLOCK, SYSTEM_RANDOM, uptimeMs } from "./system.ts";
import { VERSION } from "./version.ts";

/** A logger that writes JSON lines to standard output, or nothing when `level` is `silent`. */
export function createLogger(level: "info" | "warn" | "error" | "silent", toStderr = false): Logger {
  const destination = pino.destination({ dest: toStderr ? 2 : 1, sync: true, maxLength: UNWRITTEN_LOG_CHARACTERS });
  // A full disk below the log must not stop the engine (asynchronous, pino waits for space at exit): what could not be
  // written is tried again with the next line.
  destination.on("error", () => undefined);
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

/** So much of the log is kept while it cannot be written; what comes on top is lost. */
const UNWRITTEN_LOG_CHARACTERS = 1_000_000;

/** What an engine is made of. */
export interface EngineOptions {
  readonly store: Store;
  readonly actions: Actions;
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly clock: SteadyClock;
  readonly random: Random;
  readonly logger: Logger;
}

/** Journal and lanes on one store: everything between the receiver and the actions. */
export interface Engine {
  readonly store: Store;
  readonly runner: Runner;
  /** Resolves when the events are durable; their lanes are worked on after that. */
  accept(arrivals: readonly Arrival[]): Promise<readonly Acceptance[]>;
  /**
   * Puts other rules in force, for every event evaluated from now on, and calls `together` in the same instant; runs
   * under way keep their version. Rejects, and nothing is changed, when the store cannot keep the rules.
   */
  activate(rules: readonly Rule[], settings: Settings, together?: () => void): Promise<void>;
  /** Names the rules in force: the same for the same versions. */
  ruleSetHash(): string;
}

/** Joins journal, core, lanes and actions on a store. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { store, clock, random, logger } = options;
  let active = await prepareRules(store, options.rules, options.settings);
  const journal = createJournal({ store, clock, random, digest, logger });
  const runner = new Runner({ ...options, activeRules: () => active, digest, localIdOf: createLocalIds(store) });
  return {
    store,
    runner,
    accept: async (arrivals) => {
      const acceptances = await journal.accept(arrivals);
      runner.wake();
      return acceptances;
    },
    activate: async (rules, settings, together) => {
      active = await prepareRules(store, rules, settings);
      together?.();
    },
    ruleSetHash: () => active.ruleSet.hash,
  };
}

/** A running engine with its public listener. */
export interface RunningEngine extends Engine {
  /** Address of the public listener, without path. */
  readonly url: string;
  /**
   * Puts another version of the project in force: rules, settings, connections, credentials and webhook tokens. Attempts
   * under way end as they began. Store and listener stay as they are. Rejects, and nothing is changed, when the store
   * cannot keep the rules.
   */
  reload(config: Config, rules: readonly Rule[]): Promise<void>;
  /** Resolves when the store can take nothing any more; to stop and to be started again is all that helps. */
  readonly broken: Promise<EngineError>;
  /** Takes no more deliveries, lets what is under way end, closes the store. Safe to repeat. */
  stop(): Promise<void>;
}

/** Attempts on the wire may take this long to end when the engine stops. */
const STOP_GRACE_MS = 30_000;

/**
 * Starts the engine: store, lanes, ticker and the public listener.
 *
 * @throws EngineError STORE_LOCKED, STORE_VERSION or STORE_UNAVAILABLE when the store cannot be opened,
 * PORT_IN_USE or CANNOT_LISTEN when the address cannot be listened on.
 */
export async function startEngine(
  config: Config,
  parts: { readonly rules: readonly Rule[]; readonly logger: Logger; readonly clock?: SteadyClock },
): Promise<RunningEngine> {
  const { rules, logger, clock = createSteadyClock({ wall: SYSTEM_CLOCK, monotonicMs, uptimeMs }) } = parts;
  let isReady = true;
  let tellBroken: (error: EngineError) => void = () => undefined;
  const broken = new Promise<EngineError>((resolve) => {
    tellBroken = resolve;
  });
  const onHealth = (health: StoreHealth): void => {
    logHealth(logger, health);
    if (health.kind !== "broken") return;
    isReady = false;
    tellBroken(health.error);
  };
  const store = await openStore(config.store, { random: SYSTEM_RANDOM, onHealth });
  try {
    const system = { clock, random: SYSTEM_RANDOM, logger };
    let { sources } = config;
    const remotes = createReplaceableActions(config, (to) => createActions({ ...to, ...system }));
    const engine = await createEngine({ store, actions: remotes.actions, rules, settings: config.settings, ...system });
    const receiver = createReceiver({
      sources: () => sources,
      accept: (deliveries) => engine.accept(deliveries),
      ready: () => isReady,
      version: VERSION,
      monotonicMs,
      logger,
    });
    const server = createHardenedServer(receiver, messageClassesOf(receiver));
    const url = await listen(server, config);
    const ticker = startTicker(() => {
      engine.runner.wake();
    });
    engine.runner.wake();
    let stopping: Promise<void> | null = null;
    const stop = async (): Promise<void> => {
      isReady = false;
      ticker.stop();
      await Promise.all([closeServer(server, STOP_GRACE_MS), engine.runner.stop(STOP_GRACE_MS)]);
      await store.close();
    };
    const reload: RunningEngine["reload"] = (next, nextRules) =>
      engine.activate(nextRules, next.settings, () => {
        sources = next.sources;
        remotes.replace(next);
      });
    return { ...engine, url, reload, broken, stop: () => (stopping ??= stop()) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function logHealth(logger: Logger, health: StoreHealth): void {
  switch (health.kind) {
    case "available":
      logger.warn({}, "the store can be written again; deliveries are taken");
      return;
    case "unavailable":
      logger.error(
        { error: health.error.message },
        "the store cannot be written; deliveries are answered 503 until it can",
      );
      return;
    case "broken":
      logger.error(
        { error: health.error.message },
        "the store is broken; nothing is taken any more, and the engine ends",
      );
  }
}

/** An engine on a store in memory for rule tests: no network, no ticker, time only by the given clock. */
export async function createSimulatedEngine(parts: {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly actions: Actions;
  readonly clock: SteadyClock;
  readonly random: Random;
}): Promise<{
  readonly store: Store;
  accept(arrival: Arrival): Promise<Acceptance>;
  drain(): Promise<void>;
  close(): Promise<void>;
}> {
  const store = await openStore("memory:", { random: parts.random });
  const engine = await createEngine({ ...parts, store, logger: SILENT });
  return {
    store,
    accept: async (arrival) => {
      const [acceptance] = await engine.accept([arrival]);
      if (acceptance === undefined) throw new Error("the store in memory gave no answer");
      return acceptance;
    },
    drain: () => engine.runner.drain(),
    close: () => store.close(),
  };
}

const SILENT: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Makes rules ready to match and keeps their versions for the runs that will name them. */
async function prepareRules(store: Store, rules: readonly Rule[], settings: Settings): Promise<ActiveRules> {
  await store.saveRules(rules);
  const hash = digest(rules.map((rule) => `${rule.id}@${rule.version}:${rule.enabled}`).join("\n")).slice(0, 16);
  const ordered = rules.toSorted((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
  return { ruleSet: { hash, rules: ordered }, index: createMatchIndex(ordered), settings };
}

/** `local_id` of a text: the first 26 base32 characters (RFC 4648) of HMAC-SHA256(deployment key, effect id). */
function createLocalIds(store: Store): (effectId: string) => string {
  const key = Buffer.from(store.deploymentKey, "hex");
  return (effectId) => base32(createHmac("sha256", key).update(effectId).digest()).slice(0, 26);
}

function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{5}/g) ?? [];
  return groups.map((group) => "abcdefghijklmnopqrstuvwxyz234567"[Number.parseInt(group, 2)]).join("");
}

function listen(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<string> {
  return new Promise((resolve, reject) => {
    const settings = { hostSetting: "HEYRULES_HOST", portSetting: "HEYRULES_PORT" };
    server.once("error", (error) => {
      reject(listenError({ host, port, ...settings }, error));
    });
    server.listen(port, host, () => {
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      resolve(`http://${host.includes(":") ? `[${host}]` : host}:${bound}`);
    });
  });
}
