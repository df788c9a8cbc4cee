import { setTimeout as delay } from "node:timers/promises";
import { EngineError } from "../core/base/errors.ts";

/** How often, and for how long. Nobody tries again for whoever starts an engine, and a server that is busy takes its time. */
export const PATIENCE = { everyMs: 500, atMostMs: 30_000 };

/** What `open` gives, tried again while the server is away; rejects with what it says at last. */
export async function patiently<Opened>(
  open: () => Promise<Opened>,
  { everyMs, atMostMs } = PATIENCE,
  mayPass: (error: EngineError) => boolean = () => true,
): Promise<Opened> {
  const endsAt = performance.now() + atMostMs;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      const isAway = error instanceof EngineError && error.code === "STORE_UNAVAILABLE" && mayPass(error);
      if (!isAway || performance.now() > endsAt) throw error;
      await delay(everyMs);
    }
  }
}
