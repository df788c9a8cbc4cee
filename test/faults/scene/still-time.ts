import { join } from "node:path";
import type { RunningEngine } from "../../../src/app/start-engine.ts";
import { startEngine } from "../../../src/app/start-engine.ts";
import { compileRules } from "../../../src/compile/rules/compile.ts";
import { readConfig } from "../../../src/config/config.ts";
import type { SentMessage } from "../../../src/sandbox/heymarket/seed.ts";
import { createVirtualClock } from "../../../src/sim/virtual-clock.ts";
import type { VirtualClock } from "../../../src/sim/virtual-clock.ts";
import { digest } from "../../../src/system.ts";
import { until } from "../../e2e/until.ts";
import type { World, WorldOptions } from "../../e2e/world.ts";
import { startWorld } from "../../e2e/world.ts";
import type { FaultPlan } from "../fault.ts";
import { countOpenRows } from "./store-rows.ts";
import { makeStoreUrl } from "./store.ts";

/** An engine in this process on a real store, with Heymarket and a CRM by HTTP, all at a clock that stands still until it is moved. */
export interface StillScene {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly engine: RunningEngine;
  readonly storeUrl: string;
  /** A contact writes, and the webhook of it is answered 200; throws when it is not. */
  readonly receive: (phone: string, text: string) => Promise<void>;
  /** Waits until all events are evaluated and all runs are at an end. */
  readonly rest: () => Promise<void>;
  /** Texts that contacts got, oldest first. */
  readonly texts: () => readonly SentMessage[];
}

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Opens a scene at an instant, epoch milliseconds; gone with the plan. */
export async function openStillScene(
  plan: FaultPlan,
  { at, clock = createVirtualClock(at), ...options }: StillOptions,
): Promise<StillScene> {
  const urlOf = await makeStoreUrl(plan);
  const world = await startWorld({ ...options, storeUrl: urlOf, now: () => clock.now() });
  plan.atEnd(world.close);
  const storeUrl = urlOf(world.folder);
  const engine = await startInProcess(world, { rules: options.rules, clock });
  plan.atEnd(() => engine.stop());

  async function post(body: object): Promise<void> {
    // Whoever stops then has no connection to wait for.
    const headers = { "content-type": "application/json", connection: "close" };
    const address = `${engine.url}/webhooks/heymarket`;
    const response = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
    const answer = await response.text();
    if (response.status !== 200) throw new Error(`not accepted: ${response.status} ${answer}`);
  }
  return {
    world,
    clock,
    engine,
    storeUrl,
    receive: (phone, text) => post(world.heymarket.receiveText({ phone, text })),
    rest: () =>
      until("everything at rest", async () => {
        await engine.runner.drain();
        return (await countOpenRows(storeUrl)).open === 0;
      }),
    texts: () => world.heymarket.sent(),
  };
}

/** What a scene is like, and when it begins. */
export type StillOptions = Omit<WorldOptions, "storeUrl" | "now"> & {
  readonly at: number;
  /** One that others go by as well; default one of its own. */
  readonly clock?: VirtualClock;
};

/** The engine of a world, in this process. */
async function startInProcess(
  { folder, environment }: World,
  { rules: text, clock }: { readonly rules: string; readonly clock: VirtualClock },
): Promise<RunningEngine> {
  const file = join(folder, "heyrules.yaml");
  const { config, diagnostics, problems } = await readConfig({ file, environment, requireSecrets: true });
  if (config === null) throw new Error(JSON.stringify([diagnostics, problems]));
  const sources = [{ file: join(folder, "rules", "rules.yaml"), text }];
  const { rules, diagnostics: findings } = compileRules({ sources, settings: config.settings, digest, strict: true });
  if (rules.length === 0) throw new Error(JSON.stringify(findings));
  return startEngine(config, { rules, clock, logger: SILENT });
}
