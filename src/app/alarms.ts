import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { createAlarmDesk } from "../alarm/alarm-desk.ts";
import type { AlarmDesk } from "../alarm/alarm-desk.ts";
import { settingsDigests } from "../alarm/settings-digests.ts";
import { createInstanceWatch } from "../alarm/instance-watch.ts";
import type { InstanceWatch } from "../alarm/instance-watch.ts";
import { createSilenceWatch } from "../alarm/silence-watch.ts";
import type { SilenceWatch } from "../alarm/silence-watch.ts";
import type { Config } from "../config/config.ts";
import type { Outside } from "../ports/outside/action.ts";
import type { Alarms } from "../ports/alarm.ts";
import type { Store, StoreHealth } from "../ports/store/store.ts";
import type { Clock, Logger } from "../ports/system.ts";
import { digest, monotonicMs } from "../system.ts";
import { VERSION } from "../version.ts";
import type { Engine } from "./engine.ts";

/** The alarms of a running engine. */
export interface AppAlarms extends Alarms {
  /** Tells that the store cannot be written, and that it can again. */
  tellHealth(health: StoreHealth): void;
  /** Tells that the disk of the store is nearly full, and that it has room again. */
  tellRoom(room: { readonly isLow: boolean }): void;
  /** Tells when no webhook comes any more, by the events of a store. */
  watchSilence(store: Store, clock: Clock): SilenceWatch;
  /** Tells when engines on one store go by different rules or settings. */
  watchInstances(store: Store, engine: Pick<Engine, "inForce">): InstanceWatch;
  /** Tells what still waits, once. */
  close(): Promise<void>;
}

/** Alarms as the configuration in force says, told through the outside as it is then. */
export function createAppAlarms(parts: {
  readonly config: () => Config;
  readonly outside: () => Outside | null;
  readonly logger: Logger;
  /** Looks at each alarm that is raised, told or not. */
  readonly alarmsWatched: (desk: AlarmDesk) => AlarmDesk;
}): AppAlarms {
  const { config, outside, logger, alarmsWatched } = parts;
  const settings = () => config().alarms;
  const desk = alarmsWatched(createAlarmDesk({ settings, outside, logger, createId: () => `alarm_${randomUUID()}` }));
  return {
    ...desk,
    tellHealth: (health) => {
      desk.raise({ kind: "disk", subject: "", what: HEALTH[health.kind], example: null });
    },
    tellRoom: ({ isLow }) => {
      const what = isLow ? "the disk is nearly full, deliveries are answered 503" : "the disk has room again";
      desk.raise({ kind: "disk", subject: "", what, example: null });
    },
    watchSilence: (store, clock) => {
      const calendars = () => Object.values(config().settings.calendars);
      const sources = () => config().settings.sources;
      return createSilenceWatch({ settings, calendars, sources, store, clock, monotonicMs, alarms: desk, logger });
    },
    watchInstances: ({ instances }, { inForce }) => {
      const start = { id: randomUUID(), name: `${hostname()}:${process.pid}`, version: VERSION };
      const own = () => {
        const { ruleSet, settings: inUse } = inForce();
        return { ...start, rules: ruleSet, settings: settingsDigests(inUse, digest) };
      };
      return createInstanceWatch({ instances, own, monotonicMs, alarms: desk, logger });
    },
  };
}

const HEALTH: Readonly<Record<StoreHealth["kind"], string>> = {
  available: "the store can be written again",
  unavailable: "the store cannot be written, deliveries are answered 503",
  unreadable: "what waits in the store cannot be read, deliveries are taken and nothing comes of them",
  broken: "the store is broken, the engine ends",
};
