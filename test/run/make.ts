import { setMaxListeners } from "node:events";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { createEngine } from "../../src/app/engine.ts";
import type { Engine } from "../../src/app/engine.ts";
import { parseEnvelopes } from "../../src/core/event/envelope.ts";
import type { JsonObject } from "../../src/core/base/json.ts";
import { forEachAction } from "../../src/core/actions/registry.ts";
import type { ActionName } from "../../src/core/model/ruleset/action.ts";
import type { Alarm } from "../../src/core/alarm/alarm.ts";
import type { Rule } from "../../src/core/model/ruleset/rule.ts";
import type { Settings } from "../../src/core/model/ruleset/settings.ts";
import { done, notSent, unclear } from "../../src/core/model/outcome.ts";
import type { Outcome } from "../../src/core/model/outcome.ts";
import type { Action, ActionRequest, Destinations, Outside } from "../../src/ports/outside/action.ts";
import type { EventRecord, RunRecord, Store } from "../../src/ports/store/store.ts";
import type { TeamMessages } from "../../src/ports/outside/team-messages.ts";
import type { OutcomeJournal } from "../../src/ports/store/outcome-journal.ts";
import type { CrashWatch, Random } from "../../src/ports/system.ts";
import type { VirtualClock } from "../../src/sim/virtual-clock.ts";
import { createVirtualClock } from "../../src/sim/virtual-clock.ts";
import { openLowdbStore } from "../../src/stores/lowdb/store.ts";
import { createSeeded } from "../e2e/seeded.ts";
import { deliveriesOf, makeSettings, NOW, PHONE } from "../helpers/make.ts";
import type { LogLine } from "../helpers/receiver.ts";
import { createLog } from "../helpers/receiver.ts";
import { compileBody } from "../helpers/rules.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";
import { openKeptStore } from "./kept-store.ts";

/** One call of `perform`, as the outside would see it. */
export interface Performed extends ActionRequest {
  readonly action: ActionName;
}

/** What an attempt comes to; nothing given means done. */
export type Script = (attempt: Performed) => Outcome | Promise<Outcome> | undefined;

/** An engine under test, with everything it did. */
export interface TestEngine extends Engine {
  /** Those it began with. */
  readonly rules: readonly Rule[];
  readonly clock: VirtualClock;
  readonly performed: readonly Performed[];
  readonly log: readonly LogLine[];
  readonly alarms: readonly Alarm[];
  /** Takes a text of the contact in, and gives the id of its event. */
  text(text: string, overrides?: TextOverrides): Promise<string>;
  /** Takes any event in. */
  receive(type: string, data: JsonObject): Promise<string>;
  /** Works off what is due. */
  drain(): Promise<void>;
  /** Moves the clock on, then works off what is due. */
  pass(ms: number): Promise<void>;
  event(id: string): Promise<EventRecord>;
  /** The runs so far, oldest first. */
  runs(): Promise<readonly RunRecord[]>;
  /** The one run there is. */
  onlyRun(): Promise<RunRecord>;
}

export interface TextOverrides {
  readonly id?: string | number;
  readonly phone?: string;
  readonly data?: JsonObject;
}

export interface EngineParts {
  /** Text below `rules:`, or compiled rules. */
  readonly rules: string | readonly Rule[];
  readonly script?: Script;
  /** A real outside in place of the scripted one; `performed` then stays empty. */
  readonly outside?: (clock: VirtualClock) => Outside;
  /** Whether a destination has room; asked anew for every attempt. Every one has by default. */
  readonly hasRoom?: (destination: string) => boolean;
  /** Destinations as they are, in place of `hasRoom`. */
  readonly destinations?: Destinations;
  readonly settings?: Settings;
  readonly store?: Store;
  readonly clock?: VirtualClock;
  /** Messages that Heymarket has; absent: it cannot be asked. */
  readonly teamMessages?: TeamMessages;
  readonly crashes?: CrashWatch;
  readonly outcomes?: OutcomeJournal;
}

/** A store in memory, closed when the test ends. */
export async function openMemoryStore(): Promise<Store> {
  return closed(await openLowdbStore({ path: null, random: nextRandom() }));
}

/** A SQLite store in a file, closed when the test ends. */
export async function openFileStore(path = join(makeTemporaryFolder(), "heyrules.db")): Promise<Store> {
  return closed(await openKeptStore(path));
}

/** The stores every scenario holds for. */
export const STORES = [
  ["in memory", openMemoryStore],
  ["in a SQLite file", () => openFileStore()],
] as const;

/** An engine on scripted actions and a clock that stands still; stopped when the test ends. */
export async function startEngine(parts: EngineParts): Promise<TestEngine> {
  const { settings = makeSettings(), clock = createVirtualClock(NOW), script = () => undefined } = parts;
  const store = parts.store ?? (await openMemoryStore());
  const performed: Performed[] = [];
  const alarms: Alarm[] = [];
  const { lines, logger } = createLog();
  const rules = typeof parts.rules === "string" ? compileBody(parts.rules, settings).rules : parts.rules;
  const outside = parts.outside?.(clock) ?? createScriptedOutside({ ...parts, script, performed });
  const engine = await createEngine({
    store,
    ...outside,
    rules,
    settings,
    clock,
    logger,
    random: nextRandom(),
    alarms: {
      raise: (alarm) => {
        alarms.push(alarm);
      },
    },
    ...(parts.teamMessages === undefined ? {} : { teamMessages: parts.teamMessages }),
    ...(parts.crashes === undefined ? {} : { crashes: parts.crashes }),
    ...(parts.outcomes === undefined ? {} : { outcomes: parts.outcomes }),
  });
  onTestFinished(() => engine.runner.stop(0));
  let serial = 0;
  const receive: TestEngine["receive"] = async (type, data) => {
    const parsed = parseEnvelopes(JSON.stringify({ type, id: 1, event_data: data }));
    if (!parsed.ok) throw new Error(parsed.message);
    const [acceptance] = await engine.accept(deliveriesOf(parsed.envelopes, { source: "test" }));
    return acceptance?.eventId ?? "";
  };
  const runs = async () => (await store.listRuns({ limit: 1_000 })).rows.toReversed();
  return {
    ...engine,
    rules,
    clock,
    performed,
    log: lines,
    alarms,
    receive,
    text: (text, { id = `m${(serial += 1)}`, phone = PHONE, data = {} } = {}) =>
      receive("message_received", {
        id,
        text,
        phone,
        date: new Date(clock.now()).toISOString(),
        conversation: { id: `chat of ${phone}`, inbox: 21 },
        ...data,
      }),
    drain: () => engine.runner.drain(),
    pass: async (ms) => {
      clock.moveTo(clock.now() + ms);
      await engine.runner.drain();
    },
    event: async (id) => {
      const record = await store.getEvent(id);
      if (record === null) throw new Error(`there is no event ${id}`);
      return record;
    },
    runs,
    onlyRun: async () => {
      const [run, ...others] = await runs();
      if (run === undefined || others.length > 0) throw new Error(`there are ${others.length + 1} runs, or none`);
      return run;
    },
  };
}

let seeded = { test: "", times: 0 };

/** Randomness that differs within a test, and is the same whatever ran before the test. */
function nextRandom(): Random {
  const { currentTestName: test = "" } = expect.getState();
  seeded = { test, times: seeded.test === test ? seeded.times + 1 : 1 };
  return { next: createSeeded(seeded.times) };
}

/** The outcome of an attempt that may or may not have worked. */
export const UNCLEAR = unclear("the answer was lost");

/** The outcome of an attempt that surely did nothing. */
export const NOT_SENT = notSent("refused to connect");

/** Destinations that have no room until they are opened. */
export interface Gate {
  readonly hasRoom: (destination: string) => boolean;
  readonly open: () => void;
}

/** Closed destinations; all of them when none is named. */
export function createGate(...closed: readonly string[]): Gate {
  let isOpen = false;
  return {
    hasRoom: (destination) => isOpen || (closed.length > 0 && !closed.includes(destination)),
    open: () => {
      isOpen = true;
    },
  };
}

/** A door that lets nobody through until it is opened, for good. */
export interface Door {
  /** How many came to it so far. */
  readonly came: () => number;
  /** Comes to the door; resolves when it is open, rejects when `signal` aborts before. */
  pass(signal?: AbortSignal): Promise<void>;
  open(): void;
}

export function createDoor(): Door {
  let came = 0;
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    came: () => came,
    pass: (signal) => {
      came += 1;
      if (signal === undefined) return opened;
      // Everybody at the door listens to the one signal of the engine's shutdown.
      setMaxListeners(0, signal);
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          reject(new Error("the wait was ended"));
        };
        signal.addEventListener("abort", leave, { once: true });
        void opened.then(() => {
          signal.removeEventListener("abort", leave);
          resolve();
        });
      });
    },
    open: () => {
      open();
    },
  };
}

/** Resolves when `condition` holds, looked at after every turn of the event loop; rejects when it never does. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 1_000_000; turn += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error("what was waited for did not come about");
}

function createScriptedOutside(parts: {
  readonly script: Script;
  readonly performed: Performed[];
  readonly hasRoom?: (destination: string) => boolean;
  readonly destinations?: Destinations;
}): Outside {
  const { script, performed, hasRoom = () => true } = parts;
  const room = { leave: () => undefined, turnBack: () => undefined };
  const byDoor: Destinations = {
    roomAt: (name) => (hasRoom(name) ? Number.POSITIVE_INFINITY : 0),
    enter: (name) => (hasRoom(name) ? room : null),
    onRoom: () => undefined,
  };
  const actions = forEachAction((name): Action => ({
    perform: async (request) => {
      const attempt = { ...request, action: name };
      performed.push(attempt);
      return (await script(attempt)) ?? done({});
    },
  }));
  return { actions, destinations: parts.destinations ?? byDoor };
}

function closed(store: Store): Store {
  onTestFinished(() => store.close());
  return store;
}
