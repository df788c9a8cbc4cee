import type { Config } from "../config/config.ts";
import type { Engine } from "./engine.ts";
import type { DeliveryObserver } from "../ports/delivery.ts";
import type { Logger } from "../ports/system.ts";
import { createReceiver } from "../receive/receiver.ts";
import { monotonicMs, SYSTEM_CLOCK } from "../system.ts";
import { VERSION } from "../version.ts";

/** The public port, with the tokens of the configuration in force. */
export function createAppReceiver(
  config: () => Config,
  {
    engine,
    silence,
    onDelivery,
    ...parts
  }: {
    readonly engine: Engine;
    readonly silence: { readonly hear: (source: string) => void };
    readonly onDelivery: readonly DeliveryObserver[];
    readonly ready: () => boolean;
    readonly logger: Logger;
  },
): ReturnType<typeof createReceiver> {
  return createReceiver({
    ...parts,
    sources: () => config().sources,
    accept: (deliveries) => engine.accept(deliveries),
    links: engine.links,
    version: VERSION,
    monotonicMs,
    now: () => SYSTEM_CLOCK.now(),
    onDelivery: (report) => {
      if (report.eventId !== null && report.source !== null) silence.hear(report.source);
      for (const observe of onDelivery) observe(report);
    },
  });
}
