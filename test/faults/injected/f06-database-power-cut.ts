import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { createSeeded } from "../../e2e/seeded.ts";
import { giveToServer, serveCluster } from "../../helpers/postgres-cluster.ts";
import type { Fault, FaultPlan, FaultReport, Skipped } from "../fault.ts";
import type { Kept, Operation } from "../scene/power-cut.ts";
import { cutAt, readRecording } from "../scene/power-cut.ts";
import type { Ack } from "../scene/recording.ts";
import { compileRecorder, countLost, deliverRecorded, placesIn } from "../scene/recording.ts";
import { openScene } from "../scene/scene.ts";
import { readStoreRows } from "../scene/store-rows.ts";

const SIZES = { short: { deliveries: 60, cuts: 2 }, full: { deliveries: 1_500, cuts: 40 } };
const KEPT: readonly Kept[] = ["nothing", "some"];

/** The power goes at random moments under the server of the database: what it wrote and did not sync is gone, or part of it. */
export const DATABASE_POWER_CUT: Fault = {
  id: "F06",
  title: "power cut under PostgreSQL, replayed from what was synced",
  stores: ["postgres"],
  crashesServer: true,
  run: cutPower,
};

/** What a server did to its folder of data. */
interface RecordedServer {
  readonly path: string;
  /** The folder that was recorded. */
  readonly of: string;
  /** The folder as it was when the recording began. */
  readonly initial: string;
  readonly storeUrl: string;
  readonly acks: readonly Ack[];
}

async function cutPower(plan: FaultPlan): Promise<FaultReport | Skipped> {
  const library = compileRecorder(plan);
  if (typeof library !== "string") return library;
  const { cuts } = SIZES[plan.size];
  const recorded = await recordServer(plan, library);
  const operations = readRecording(recorded.path);
  const found = [];
  for (const kept of KEPT) found.push({ kept, ...(await replay(plan, { recorded, operations, kept })) });
  // A disk that says it has synced the log and has not.
  const lying = operations.filter(({ what, path }) => what !== "s" || !path.includes("/pg_wal/"));
  const control = await replay(plan, { recorded, operations: lying, kept: "nothing" });
  return {
    injected: {
      deliveries: recorded.acks.length,
      cuts: cuts * KEPT.length,
      syncs: operations.filter(({ what }) => what === "s").length,
    },
    figures: {
      ...Object.fromEntries(found.map(({ kept, lost }) => [`lost when ${kept} unsynced is kept`, lost])),
      damaged: found.reduce((sum, { damaged }) => sum + damaged.length, 0),
      "lost by the control": control.lost,
    },
    violations: [
      ...found.flatMap(({ kept, lost }) => (lost === 0 ? [] : [`I1 lost ${lost} when ${kept} unsynced is kept`])),
      ...found.flatMap(({ damaged }) => damaged.slice(0, 1).map((damage) => `I7 damaged after a power cut: ${damage}`)),
      ...(control.lost > 0 ? [] : ["the control, whose disk does not sync, lost nothing: nothing was tried"]),
    ],
  };
}

/** Has an engine take deliveries while what the server of its database does is recorded. */
async function recordServer(plan: FaultPlan, library: string): Promise<RecordedServer> {
  const cluster = await plan.cluster();
  const scene = await openScene(plan);
  const { fleet, storeUrl } = scene;
  // The tables are made before the recording.
  await fleet.terminate(await fleet.start());
  let folder = "";
  await cluster.restart((data) => {
    folder = dirname(data);
    cpSync(data, join(folder, "initial"), { recursive: true, preserveTimestamps: true });
    copyFileSync(library, join(folder, "recorder.so"));
    giveToServer(join(folder, "recorder.so"));
    return {
      LD_PRELOAD: join(folder, "recorder.so"),
      HEYRULES_RECORD: join(folder, "recording"),
      HEYRULES_RECORD_OF: join(data, "/"),
    };
  });
  const engine = await fleet.start();
  const path = join(folder, "recording");
  const acks = await deliverRecorded(scene, path, SIZES[plan.size].deliveries);
  await fleet.kill(engine);
  return { path, of: join(folder, "data"), initial: join(folder, "initial"), storeUrl, acks };
}

/** Cuts the power again and again, starts a server on what is found, and reads what is in its database. */
async function replay(
  plan: FaultPlan,
  {
    recorded,
    operations,
    kept,
  }: { readonly recorded: RecordedServer; readonly operations: readonly Operation[]; readonly kept: Kept },
): Promise<{ readonly lost: number; readonly damaged: readonly string[] }> {
  const random = createSeeded(plan.seed + 6);
  const { of, initial, acks, storeUrl } = recorded;
  const places = placesIn(recorded, SIZES[plan.size].cuts, random);
  const folder = join(dirname(of), "after the cut");
  const damaged: string[] = [];
  let lost = 0;
  for (const place of cutAt(operations, { places, kept, random, of, initial, folder: join(folder, "data") })) {
    const { deliveries, damage } = await openAgain(folder, storeUrl);
    lost += countLost(acks, place, deliveries);
    if (damage !== null) damaged.push(damage);
  }
  return { lost, damaged };
}

/** What a server finds in a folder that was left by a power cut, which is gone afterwards. */
async function openAgain(
  folder: string,
  storeUrl: string,
): Promise<{ readonly deliveries: ReadonlySet<number | string> | null; readonly damage: string | null }> {
  // Of the process that had the power cut; here it, or another one of that number, may live.
  rmSync(join(folder, "data", "postmaster.pid"), { force: true });
  giveToServer(folder);
  try {
    const server = await serveCluster(folder);
    try {
      const url = new URL(storeUrl);
      url.port = new URL(server.url).port;
      const { events } = await readStoreRows(url.href);
      return { deliveries: new Set(events.map(({ delivery }) => delivery)), damage: server.findDamage(url.href) };
    } finally {
      server.stop();
    }
  } catch (error) {
    return { deliveries: null, damage: error instanceof Error ? error.message : String(error) };
  } finally {
    if (existsSync(folder)) rmSync(folder, { recursive: true });
    mkdirSync(folder);
  }
}
