import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readEnvironment } from "../../config/environment.ts";
import type { Environment } from "../../config/environment.ts";
import { isoInZone } from "../../core/time/calendar.ts";
import type { startEngine } from "../../app/start-engine.ts";
import type { DeliveryObserver } from "../../ports/delivery.ts";
import type { Logger } from "../../ports/system.ts";
import { createMovableClock } from "../../system.ts";
import type { MovableClock } from "../../system.ts";
import { parseTimeToday } from "../at-time.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { shownZone } from "../../show/text/style.ts";
import type { InForce } from "./print/dev-arrivals.ts";
import { createArrivalPrinter } from "./print/dev-arrivals.ts";
import { createTroubleLog } from "./print/dev-log.ts";
import { devStoreUrl, forgetLaterTime } from "./dev-store.ts";
import type { WaitLog } from "./print/dev-waits.ts";
import { createWaitLog } from "./print/dev-waits.ts";

/** Options of `dev`, as written. */
export interface DevOptions {
  /** Time its clock starts at; absent: that of the machine. */
  readonly at?: string;
  readonly port?: number;
}

/** What every session of one `dev` is started with, whatever the files say. */
export interface DevStart extends Pick<Parameters<typeof startEngine>[1], "ruleWriter"> {
  readonly globals: GlobalOptions;
  /** Of the process; what `.env` says of addresses is meant for the real engine. */
  readonly environment: Environment;
  /** URL of the store, the same in every folder. */
  readonly store: string;
  readonly clock: MovableClock;
  /** Port asked for by `--port`, which must be free; null for the configured one, or any other when that is taken. */
  readonly port: number | null;
  readonly logger: Logger;
  readonly onDelivery: DeliveryObserver;
  readonly waits: WaitLog;
  /** Time of day by its clock. */
  readonly describeNow: () => string;
}

/**
 * Sets the clock, and finds the store and empties it when it comes from a later time.
 *
 * @throws EngineError USAGE for an `--at` that is no time.
 */
export async function prepareDev(
  context: CliContext,
  globals: GlobalOptions,
  parts: {
    readonly options: DevOptions;
    /** IANA zone of `--at`. */
    readonly zone: string;
    readonly inForce: () => InForce | null;
  },
): Promise<Omit<DevStart, "ruleWriter">> {
  const { options, zone, inForce } = parts;
  const { environment } = context;
  const clock = createMovableClock();
  if (options.at !== undefined) clock.moveTo(parseTimeToday(options.at, { now: clock.now(), zone }));
  const fullEnvironment = readEnvironment({ file: globals.config, environment });
  const written = fullEnvironment["HEYRULES_DEV_STORE"] ?? null;
  if (written === null && (await forgetLaterTime(globals, clock.now()))) {
    context.note("The store of dev held events of a later time, from an earlier --at: it starts empty.");
  }
  const describeNow = (): string =>
    context.style.dim(
      isoInZone(clock.now(), shownZone(context, inForce()?.settings ?? { timezone: zone })).slice(11, 19),
    );
  const waits = createWaitLog(context, { inForce, describeNow });
  const onPrinted = ({ runs }: { readonly runs: Parameters<WaitLog["follow"]>[0] }): void => {
    waits.follow(runs);
  };
  const logger = createTroubleLog(context);
  const onDelivery = createArrivalPrinter(context, { inForce, describeNow, onPrinted, logger });
  const store = devStoreUrl(globals, written);
  return { globals, environment, store, clock, port: options.port ?? null, logger, onDelivery, waits, describeNow };
}

/** What stood in the files that a configuration is read from, to tell which of them has changed. */
export interface WrittenFiles {
  readonly config: string;
  /** Of the `.env` beside it. */
  readonly dotEnv: string;
}

/** What stands in the files of the configuration now; nothing in one that cannot be read. */
export function writtenFiles({ config }: Pick<GlobalOptions, "config">): WrittenFiles {
  return { config: textOf(config), dotEnv: textOf(join(dirname(config), ".env")) };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
