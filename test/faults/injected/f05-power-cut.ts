import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSeeded } from "../../e2e/seeded.ts";
import type { Fault, FaultPlan, FaultReport, Skipped } from "../fault.ts";
import { openAgain } from "../scene/after-cut.ts";
import { applyPatch, copyCheckout } from "../scene/patched-copy.ts";
import type { Kept } from "../scene/power-cut.ts";
import { cutAt, readRecording } from "../scene/power-cut.ts";
import { compileRecorder, countLost, placesIn, recordEngine } from "../scene/recording.ts";
import type { Recorded } from "../scene/recording.ts";

const SIZES = { short: { deliveries: 120, cuts: 20 }, full: { deliveries: 2_000, cuts: 300 } };
const KEPT: readonly Kept[] = ["nothing", "some", "everything"];
const SYNCED = "await sync(log);";

/** The power goes at random moments: what was written and not synced is gone, or part of it. */
export const POWER_CUT: Fault = {
  id: "F05",
  title: "power cut, replayed from what was synced",
  stores: ["sqlite"],
  run: cutPower,
};

async function cutPower(plan: FaultPlan): Promise<FaultReport | Skipped> {
  const library = compileRecorder(plan);
  if (typeof library !== "string") return library;
  const { cuts, deliveries } = SIZES[plan.size];
  const recorded = await recordEngine(plan, { library, deliveries });
  const control = await recordEngine(plan, { library, deliveries, main: controlProgram(plan) });
  const found = KEPT.map((kept) => ({ kept, ...replay(plan, recorded, kept) }));
  const lostByControl = replay(plan, control, "nothing");
  return {
    injected: { deliveries: recorded.acks.length, cuts: cuts * KEPT.length },
    figures: {
      ...Object.fromEntries(found.map(({ kept, lost }) => [`lost when ${kept} unsynced is kept`, lost])),
      damaged: found.reduce((sum, { damaged }) => sum + damaged.length, 0),
      "cuts in which the control lost": lostByControl.cutsWithLoss,
      "lost by the control at most": lostByControl.most,
    },
    violations: [
      ...found.flatMap(({ kept, lost }) => (lost === 0 ? [] : [`I1 lost ${lost} when ${kept} unsynced is kept`])),
      ...found.flatMap(({ damaged }) => damaged.slice(0, 1).map((damage) => `I7 damaged after a power cut: ${damage}`)),
      ...(lostByControl.cutsWithLoss > 0
        ? []
        : ["the control, which does not sync every commit, lost nothing: nothing was tried"]),
    ],
  };
}

/** The program without a sync at every commit. */
function controlProgram(plan: FaultPlan): string {
  const dist = join(copyCheckout(["dist"], plan), "dist");
  const file = readdirSync(dist).find(
    (name) => name.endsWith(".js") && readFileSync(join(dist, name), "utf8").includes(SYNCED),
  );
  if (file === undefined) throw new Error(`no file of dist holds ${SYNCED}: mend the control`);
  applyPatch(dist, { file, from: SYNCED, to: "" });
  return join(dist, "main.js");
}

function replay(
  plan: FaultPlan,
  recorded: Recorded,
  kept: Kept,
): {
  readonly lost: number;
  readonly most: number;
  readonly cutsWithLoss: number;
  readonly damaged: readonly string[];
} {
  const random = createSeeded(plan.seed + 4);
  const { path, of, acks } = recorded;
  const places = placesIn(recorded, SIZES[plan.size].cuts, random);
  const losses: number[] = [];
  const damaged: string[] = [];
  const folder = `${path}-replayed`;
  for (const place of cutAt(readRecording(path), { places, kept, random, of, folder })) {
    const { deliveries, damage } = openAgain(folder);
    if (damage !== null) damaged.push(damage);
    losses.push(countLost(acks, place, deliveries));
  }
  return {
    lost: losses.reduce((sum, count) => sum + count, 0),
    most: Math.max(...losses),
    cutsWithLoss: losses.filter((count) => count > 0).length,
    damaged,
  };
}
