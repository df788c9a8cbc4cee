import { createSeeded } from "../../e2e/seeded.ts";
import type { Fault, FaultPlan, FaultReport, Figures, Skipped } from "../fault.ts";
import { openAgain } from "../scene/after-cut.ts";
import { cutAt, readRecording } from "../scene/power-cut.ts";
import { compileRecorder, recordEngine } from "../scene/recording.ts";
import type { Recorded } from "../scene/recording.ts";

const SIZES = {
  short: { delaysMs: [10], deliveries: 80 },
  full: { delaysMs: [10, 100, 1_000], deliveries: 400 },
};

/** Every sync of the store takes long. */
export const SLOW_SYNC: Fault = {
  id: "F07",
  title: "slow syncs",
  stores: ["sqlite"],
  run: slowDown,
};

async function slowDown(plan: FaultPlan): Promise<FaultReport | Skipped> {
  const library = compileRecorder(plan);
  if (typeof library !== "string") return library;
  const { delaysMs, deliveries } = SIZES[plan.size];
  let figures: Figures = {};
  const violations: string[] = [];
  for (const syncMs of delaysMs) {
    const recorded = await recordEngine(plan, { library, deliveries, syncMs });
    const early = countEarly(plan, recorded);
    const syncs = readRecording(recorded.path).filter(
      ({ what, end }) => what === "s" && end > (recorded.acks[0]?.at ?? 0),
    );
    const slowest = recorded.acks.map(({ ms }) => ms).toSorted((one, other) => one - other);
    figures = {
      ...figures,
      [`${syncMs} ms: answered before the sync`]: early,
      [`${syncMs} ms: syncs`]: syncs.length,
      [`${syncMs} ms: ack p50/p99 ms`]: [0.5, 0.99]
        .map((part) => Math.round(slowest[Math.floor(part * deliveries)] ?? 0))
        .join("/"),
      [`${syncMs} ms: loop held up p99/max ms`]: `${recorded.loopDelayMs.p99}/${recorded.loopDelayMs.most}`,
    };
    if (early > 0)
      violations.push(`I1 ${early} deliveries were answered 200 before they were synced, at ${syncMs} ms a sync`);
  }
  return {
    injected: { "deliveries at each": deliveries, "milliseconds a sync": delaysMs.join(", ") },
    figures,
    violations,
  };
}

/** Deliveries that would be lost if the power went at the moment of their 200. */
function countEarly(plan: FaultPlan, { path, of, acks }: Recorded): number {
  const random = createSeeded(plan.seed);
  const places = acks.map(({ at }) => at).toSorted((one, other) => one - other);
  const folder = `${path}-replayed`;
  const ids = acks.toSorted((one, other) => one.at - other.at).map(({ id }) => id);
  const cuts = cutAt(readRecording(path), { places, kept: "nothing", random, of, folder });
  let early = 0;
  for (const id of ids) {
    cuts.next();
    if (openAgain(folder).deliveries?.has(id) !== true) early += 1;
  }
  return early;
}
