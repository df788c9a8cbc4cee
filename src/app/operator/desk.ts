import { startAdmin } from "../admin.ts";
import type { RunningAdmin } from "../admin.ts";
import type { Engine } from "../engine.ts";
import { openPlayground } from "../playground/playground.ts";
import type { Config } from "../../config/config.ts";
import { startControl } from "./control.ts";

/** Where people and commands look at a running engine and steer it. */
export interface Desk {
  /** Dashboard and admin API; null when the configuration wants none. */
  readonly admin: RunningAdmin | null;
  readonly close: () => Promise<void>;
}

/** What a desk shows, and by what it steers. */
type DeskParts = Omit<Parameters<typeof startAdmin>[1], "store" | "operator" | "inForce" | "playground"> & {
  readonly engine: Pick<Engine, "store" | "operator" | "inForce">;
  readonly ruleFiles: Parameters<typeof openPlayground>[0]["ruleFiles"];
};

/**
 * Opens the playground, the listener of the dashboard and the one that takes operations; none of them when one cannot be opened.
 *
 * @throws EngineError PORT_IN_USE or CANNOT_LISTEN; STORE_UNAVAILABLE when a file beside the store cannot be written.
 */
export async function openDesk(config: () => Config, { engine, ruleFiles, ...parts }: DeskParts): Promise<Desk> {
  const { store, operator, inForce } = engine;
  const { clock, logger } = parts;
  const storeUrl = config().store;
  const closes: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(closes.map((end) => end()));
  };
  try {
    const eventsMs = (): number => config().retention.eventsMs;
    const playground = openPlayground({ store, inForce, ruleFiles, clock, storeUrl, eventsMs });
    closes.push(playground.close);
    const admin = await startAdmin(config, { ...parts, store, operator, inForce, playground });
    if (admin !== null) closes.push(admin.close);
    closes.push(await startControl({ operator, loginUrl: admin?.loginUrl ?? null, storeUrl, logger }));
    return { admin, close };
  } catch (error) {
    await close();
    throw error;
  }
}
