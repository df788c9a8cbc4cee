import { EngineError } from "../../core/base/errors.ts";
import type { JsonObject } from "../../core/base/json.ts";
import { ownValue } from "../../core/base/json.ts";
import { shorten } from "../../show/text/printable.ts";
import { SYSTEM_CLOCK } from "../../system.ts";
import type { GlobalOptions } from "../context.ts";
import { parseJson, request } from "../send/http.ts";
import type { DevState } from "./dev-state.ts";
import { readDevState } from "./dev-state.ts";

/**
 * What time it is for whoever reads a store, epoch milliseconds: by the clock of the running `heyrules dev` whose store it is,
 * which may have been moved on, else by that of this machine. Without a store that of any `dev` of the project counts.
 */
export async function nowBeside(globals: Pick<GlobalOptions, "config">, store: string | null): Promise<number> {
  const dev = readDevState(globals);
  if (dev === null || (store !== null && dev.store !== store)) return SYSTEM_CLOCK.now();
  try {
    return await askClock(dev, {});
  } catch (error) {
    // Its process may be gone by now, or never have come up.
    if (error instanceof EngineError) return SYSTEM_CLOCK.now();
    throw error;
  }
}

/** What the clock of a running `dev` shows, moved on first when the body says to where. @throws EngineError REMOTE_REFUSED, or as asking throws. */
export async function askClock(dev: Pick<DevState, "heymarketUrl">, body: JsonObject): Promise<number> {
  const { text } = await request(`${dev.heymarketUrl}/_sandbox/clock`, body);
  const now = ownValue(parseJson(text), "now");
  if (typeof now === "number") return now;
  throw new EngineError("REMOTE_REFUSED", `The clock of dev could not be moved: ${shorten(text, 300)}`);
}
