import { setTimeout as delay } from "node:timers/promises";
import { loadAhead } from "../act/load-ahead.ts";
import { createOutside } from "../act/outside.ts";
import { createReplaceableOutside } from "../act/replaceable-outside.ts";
import type { ReplaceableOutside } from "../act/replaceable-outside.ts";
import type { RunningAdmin } from "./admin.ts";
import { createAppAlarms } from "./alarms.ts";
import { openAppWatch } from "./operator/operations.ts";
import type { Operations } from "./operator/operations.ts";
import type { Desk } from "./operator/desk.ts";
import { openKeptStore } from "./store/kept-store.ts";
import { createAppReceiver } from "./receiver.ts";
import { STOP_GRACE_MS, stopAll } from "./stop-engine.ts";
import type { Listener, Working } from "./stop-engine.ts";
import { startRetention } from "./store/retention.ts";
import { createEngine } from "./engine.ts";
import type { Engine } from "./engine.ts";
import type { RuleSource } from "../compile/load.ts";
import type { Config } from "../config/config.ts";
import { tellingRule } from "../core/actions/own-rules.ts";
import type { EngineError } from "../core/base/errors.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import { countRules } from "../core/model/ruleset/rule-count.ts";
import type { DeliveryObserver } from "../ports/delivery.ts";
import type { RuleWriter } from "../ports/rule-writer.ts";
import type { Store } from "../ports/store/store.ts";
import type { Logger, SteadyClock } from "../ports/system.ts";
import type { SweepParts } from "../journal/sweep.ts";
import { createSweeper } from "../journal/sweeper.ts";
import type { Sweeper } from "../journal/sweeper.ts";
import { messageClassesOf } from "../receive/message-classes.ts";
import { closeServer, createHardenedServer, listen } from "../receive/server.ts";
import { createSteadyClock } from "../run/steady-clock.ts";
import { startTicker } from "../run/ticker.ts";
import { patiently } from "../stores/patience.ts";
import { digest, monotonicMs, SYSTEM_CLOCK, SYSTEM_RANDOM, uptimeMs } from "../system.ts";

/** A running engine with its public listener. */
export interface RunningEngine extends Engine {
  /** Address of the public listener, without path. */
  readonly url: string;
  /** Dashboard and admin API; null when the configuration wants none. */
  readonly admin: RunningAdmin | null;
  /**
   * Puts another version of the project in force: rules, settings, connections, credentials and webhook tokens. Attempts
   * under way end as they began. Store and listener stay as they are. Rejects, and nothing is changed, when the store
   * cannot keep the rules.
   */
  reload(config: Config, rules: readonly Rule[]): Promise<void>;
  /** What operators look at; it is to be told of a reload that was refused before it came here. */
  readonly operations: Operations;
  /** Resolves when the store can take nothing any more; to stop and to be started again is all that helps. */
  readonly broken: Promise<EngineError>;
  /** Takes no more connections, answers what comes over those that are open, lets what is under way end, closes the store. Safe to repeat. */
  stop(): Promise<void>;
}

/** What an engine is started with, besides the configuration. */
interface EngineStart {
  readonly rules: readonly Rule[];
  readonly logger: Logger;
  /** Absent: that of the store, where processes share one, else that of the machine. */
  readonly clock?: SteadyClock;
  readonly onDelivery?: DeliveryObserver;
  /** Path, up to its ending, of the files that the engine keeps for itself when the store has no file of its own. */
  readonly ownFiles?: string;
  /** The rule files as they stand, for the playground; absent: there are none. */
  readonly ruleFiles?: () => Promise<readonly RuleSource[]>;
  /** Writes the rule files, while the configuration in force permits it; absent: nobody may. */
  readonly ruleWriter?: RuleWriter;
  /** A person says that the clock is right, however far ahead of what the store knows. Default false. */
  readonly acceptsClock?: boolean;
}

/** The rules of the project, and those of the engine as far as the configuration lets them do anything. */
function withOwnRules({ heymarket, settings }: Config, rules: readonly Rule[]): readonly Rule[] {
  return heymarket !== null && settings.sending.tellsHeymarket ? [...rules, tellingRule(digest)] : rules;
}

/**
 * Starts the engine: store, lanes, ticker and the public listener.
 *
 * @throws EngineError STORE_LOCKED, STORE_VERSION or STORE_UNAVAILABLE when the store cannot be opened,
 * PORT_IN_USE or CANNOT_LISTEN when the address cannot be listened on.
 */
export async function startEngine(config: Config, start: EngineStart): Promise<RunningEngine> {
  const { rules, logger, onDelivery, ownFiles = null, ruleFiles = () => Promise.resolve([]) } = start;
  let inForce = config;
  let outside: ReplaceableOutside | null = null;
  const watch = await openAppWatch();
  const alarms = createAppAlarms({ config: () => inForce, outside: () => outside, logger, ...watch });
  const kept = await openKeptStore(config.store, { logger, alarms, ownFiles, onCommit: watch.onCommit });
  const working: Working = { alarms, kept };
  try {
    const { broken, crashes, outcomes } = kept;
    const store = watch.storeWatched(kept.store);
    const wall = start.clock ?? store.sharedClock ?? SYSTEM_CLOCK;
    const clock = start.clock ?? createSteadyClock({ wall, monotonicMs, uptimeMs });
    const system = { clock, random: SYSTEM_RANDOM, logger, alarms, ...(crashes === null ? {} : { crashes }) };
    const remotes = createReplaceableOutside(config, (to) =>
      createOutside({ ...to, ...system, budgets: store.budgets, onCall: watch.onCall }),
    );
    outside = remotes;
    const asked = askedOf(store);
    const retained = { store, wall, ...system, trustsClock: trustsClock(start) };
    const retention = (working.retention = await asked(() => startRetention(() => inForce, retained)));
    const ruleWriter = (): RuleWriter | null => (inForce.mayWriteRules ? (start.ruleWriter ?? null) : null);
    const engineParts = {
      ...{ ...remotes, actions: watch.actionsWatched(remotes.actions) },
      ...{ rules: withOwnRules(config, rules), settings: config.settings, ...system },
      ...(outcomes === null ? {} : { outcomes }),
      links: { ownAddress: () => working.receiver?.url ?? "", secrets: () => inForce.linkSecrets },
      ...{ store: retention.store, clock: retention.clock, ruleWriter },
    };
    const engine = await asked(() => createEngine(engineParts));
    const [silence, instances] = [alarms.watchSilence(store, clock), alarms.watchInstances(store, engine)];
    const looked = { engine, messages: remotes.teamMessages, isClockTrusted: retention.isClockTrusted, ...system };
    const sweeper = createAppSweeper(() => inForce, looked);
    Object.assign(working, { runner: engine.runner, sweeper, instances });
    let stopping: Promise<void> | null = null;
    const watches = { ...silence, ...instances, isStopping: () => stopping !== null };
    const seen = { ...kept, ...remotes, ...retention, ...watches, store, pauses: engine.pauses };
    const operations = watch.operations({ ...seen, rules: countRules(withOwnRules(config, rules)) });
    const heard = [watch.onDelivery, ...(onDelivery === undefined ? [] : [onDelivery])];
    const receiving = { onDelivery: heard, silence, ready: () => kept.canTake(), onListening: watch.loadAhead };
    const { url } = (working.receiver = await openReceiver(() => inForce, { ...receiving, engine, logger }));
    const { admin } = (working.desk = await openDesk(() => inForce, {
      ...{ engine, operations, clock: retention.clock, logger, ownFiles, ruleFiles, receiverUrl: url },
      mayWriteRules: () => ruleWriter() !== null,
    }));
    // What is due is not known while the clock is in doubt.
    const schedules = async (): Promise<void> => (retention.isClockTrusted() ? engine.scheduler.tick() : undefined);
    const others = [{ tick: schedules }, { tick: () => kept.look() }];
    working.ticker = startTicking(engine, [retention, silence, instances, sweeper, ...others]);
    engine.runner.wake();
    const replacing = createReplacing(config, { engine, operations }, (next) => {
      inForce = next;
      remotes.replace(next);
    });
    const stop = (): Promise<void> => (stopping ??= stopAll(working));
    return { ...engine, ...replacing, url, admin, operations, broken, stop };
  } catch (error) {
    // Deliveries may have come, and woken the runner.
    await stopAll(working);
    throw error;
  }
}

/** A clock that was given is moved on purpose. */
function trustsClock({ clock, acceptsClock = false }: EngineStart): boolean {
  return clock !== undefined || acceptsClock;
}

/** What puts other rules of files in force, by themselves or as another version of the project; those that stand in no file stay with them. */
function createReplacing(
  started: Config,
  { engine, operations }: { readonly engine: Engine; readonly operations: Operations },
  follow: (config: Config) => void,
): Pick<RunningEngine, "activate" | "reload"> {
  return {
    activate: (rules, settings, together) =>
      engine.activate(withOwnRules({ ...started, settings }, rules), settings, together),
    reload: async (config, rules) => {
      const all = withOwnRules(config, rules);
      await engine.activate(all, config.settings, () => {
        follow(config);
      });
      operations.reloaded(countRules(all));
    },
  };
}

/** Asks a store for what a start needs: a server that is too busy to answer is asked again, a file answers or does not. */
function askedOf({ sharedClock }: Pick<Store, "sharedClock">): <Answer>(ask: () => Promise<Answer>) => Promise<Answer> {
  return sharedClock === null ? (ask) => ask() : patiently;
}

function startTicking(
  engine: Engine,
  lookers: readonly { readonly tick: () => Promise<void> }[],
): ReturnType<typeof startTicker> {
  return startTicker({
    onTick: () => {
      void engine.lookAround();
      for (const looker of lookers) void looker.tick();
    },
    onBeat: () => {
      void engine.runner.beat();
    },
  });
}

/** Looks for missed texts as the configuration in force says. */
function createAppSweeper(
  config: () => Config,
  {
    engine,
    isClockTrusted,
    ...parts
  }: { readonly engine: Engine; readonly isClockTrusted: () => boolean } & Pick<
    SweepParts,
    "messages" | "clock" | "logger"
  >,
): Sweeper {
  return createSweeper({
    ...parts,
    store: engine.store,
    accept: (arrivals) => engine.accept(arrivals),
    everyMs: () => (config().heymarket === null || !isClockTrusted() ? null : config().sweepMs),
    monotonicMs,
  });
}

/** Long enough for who waits at the door to be let in: loading and reading what comes next keeps the thread for longer than that. */
const HEAD_START_MS = 50;

/** The public listener: deliveries are taken from here on, those that came while nobody listened first; then what they need not wait for is loaded. */
async function openReceiver(
  config: () => Config,
  { onListening, ...parts }: Parameters<typeof createAppReceiver>[1] & { readonly onListening: () => void },
): Promise<Listener> {
  const receiver = createAppReceiver(config, parts);
  const server = createHardenedServer(receiver, messageClassesOf(receiver));
  const url = await listen(server, config());
  await delay(HEAD_START_MS);
  void loadAhead();
  onListening();
  return { url, close: () => closeServer(server, STOP_GRACE_MS) };
}

/** What people and commands look at and steer by: loaded when deliveries are taken already, since they do not wait for it. */
async function openDesk(...args: Parameters<typeof import("./operator/desk.ts").openDesk>): Promise<Desk> {
  const desk = await import("./operator/desk.ts");
  return desk.openDesk(...args);
}
