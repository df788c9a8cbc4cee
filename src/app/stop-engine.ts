import type { Engine } from "./engine.ts";
import type { Desk } from "./operator/desk.ts";

/** How long attempts on the wire may take to end when the engine stops. */
export const STOP_GRACE_MS = 30_000;

/** A listener that takes requests. */
export interface Listener {
  /** Without path. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** What is stopped when an engine stops, as far as it has come. */
export interface Working {
  readonly alarms: { readonly close: () => Promise<unknown> };
  readonly kept: { readonly close: () => Promise<unknown> };
  retention?: { readonly stop: () => void };
  runner?: Pick<Engine["runner"], "stop">;
  sweeper?: { readonly stop: () => void };
  receiver?: Listener;
  desk?: Desk;
  ticker?: { readonly stop: () => void };
  instances?: { readonly leave: () => Promise<void> };
}

/** In an order in which nothing that is acknowledged is lost, and nothing goes out that somebody else may send meanwhile. */
export async function stopAll({ receiver, desk, runner, sweeper, ...working }: Working): Promise<void> {
  const { retention, ticker, instances, alarms, kept } = working;
  // What comes over connections that are still open is stored: not every sender tries again.
  sweeper?.stop();
  retention?.stop();
  await Promise.all([receiver?.close(), desk?.close(), runner?.stop(STOP_GRACE_MS)]);
  // Until now: what is still on the wire is to stay ours.
  ticker?.stop();
  await instances?.leave();
  await alarms.close();
  await kept.close();
}
