import { createSeeded } from "../../e2e/seeded.ts";
import type { Finding } from "../check/evidence.ts";
import type { FaultPlan, FaultReport, Figures } from "../fault.ts";
import type { Load, LoadOptions } from "./load.ts";
import { startLoad } from "./load.ts";
import { describeWaits } from "./waits.ts";
import type { Scene } from "./scene.ts";

/** How long what was sent may take to be answered in the end: a net, not a measure. */
const ANSWERED_MS = 300_000;

/** Injects while deliveries come in, lets everything come to rest, and checks every promise. */
export async function runUnderLoad(
  plan: FaultPlan,
  scene: Scene,
  {
    load: options,
    processes = 1,
    awaitsMissing = false,
    inject,
  }: {
    readonly load: Omit<LoadOptions, "random">;
    /** Engines that live in the end. */
    readonly processes?: number;
    readonly awaitsMissing?: boolean;
    /** Gives what was injected, counted. */
    readonly inject: (load: Load) => Promise<Figures>;
  },
): Promise<FaultReport> {
  const load = startLoad(scene.traffic, { ...options, random: createSeeded(plan.seed + 2) });
  let injected: Figures;
  let found: Finding;
  try {
    injected = await inject(load);
    while (scene.fleet.living().length < processes) await scene.fleet.start();
    await load.untilAcked(1);
    await load.stop(ANSWERED_MS);
    found = await scene.conclude({ awaitsMissing });
  } finally {
    await load.stop(0);
  }
  return { injected, figures: { ...found.figures, ...describeWaits(scene) }, violations: found.violations };
}
