import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { phoneOf } from "../../e2e/delivery.ts";
import type { ProgramOptions } from "../../e2e/program.ts";
import type { FaultPlan, Skipped } from "../fault.ts";
import { copyCheckout } from "./patched-copy.ts";
import { openScene } from "./scene.ts";
import type { Scene } from "./scene.ts";

const AT_ONCE = 8;

/** A delivery that had its 200: how much was recorded then, and how long after its post. */
export interface Ack {
  readonly id: number;
  readonly at: number;
  readonly ms: number;
}

/** What was written to a SQLite store, in `recorder.c`'s form, and when deliveries had their 200. */
export interface Recorded {
  readonly path: string;
  /** The folder of the store. */
  readonly of: string;
  /** Oldest first. */
  readonly acks: readonly Ack[];
  readonly loopDelayMs: { readonly p99: number; readonly most: number };
}

/** Path of the library that records, made of `recorder.c` now; gone with the plan. */
export function compileRecorder(plan: FaultPlan): string | Skipped {
  if (process.platform !== "linux") return { skipped: "what records writes is made for Linux" };
  const library = join(copyCheckout([], plan), "recorder.so");
  const compiled = spawnSync("cc", ["-shared", "-fPIC", "-o", library, "test/faults/injected/recorder.c", "-ldl"]);
  return compiled.status === 0 ? library : { skipped: "there is no compiler for what records writes" };
}

/** Runs an engine on whose writes are recorded, and ends it by SIGKILL. */
export async function recordEngine(
  plan: FaultPlan,
  {
    library,
    deliveries,
    syncMs = 0,
    main,
  }: {
    readonly library: string;
    readonly deliveries: number;
    /** How much longer each sync takes. */
    readonly syncMs?: number;
  } & Pick<ProgramOptions, "main">,
): Promise<Recorded> {
  const scene = await openScene(plan, { connections: AT_ONCE });
  const { world, fleet } = scene;
  const path = join(world.folder, "recording");
  const environment = {
    ...world.environment,
    LD_PRELOAD: library,
    HEYRULES_RECORD: path,
    HEYRULES_RECORD_OF: world.storePath,
    HEYRULES_SYNC_MS: String(syncMs),
  };
  const engine = await fleet.start({ environment, ...(main === undefined ? {} : { main }) });
  const acks = await deliverRecorded(scene, path, deliveries);
  const loopDelayMs = fleet.loopDelayMs();
  await fleet.kill(engine);
  return { path, of: world.folder, acks, loopDelayMs };
}

/** Delivers so many texts, some at once, while what a database writes is recorded at `path`. */
export async function deliverRecorded(
  { traffic }: Pick<Scene, "traffic">,
  path: string,
  deliveries: number,
): Promise<readonly Ack[]> {
  const acks: Ack[] = [];
  let left = deliveries;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left > 0) {
        left -= 1;
        const delivery = traffic.write(phoneOf(left), "hello");
        const postedAt = performance.now();
        await traffic.deliver(delivery);
        acks.push({ id: delivery.id, at: statSync(path).size, ms: performance.now() - postedAt });
      }
    }),
  );
  return acks;
}

/** So many places in a recording, by chance, ascending, from the first 200 on. */
export function placesIn(
  { path, acks }: Pick<Recorded, "path" | "acks">,
  count: number,
  random: () => number,
): readonly number[] {
  const from = acks[0]?.at ?? 0;
  const until = statSync(path).size;
  const places = Array.from({ length: count }, () => from + Math.floor(random() * (until - from + 1)));
  return places.toSorted((one, other) => one - other);
}

/** How many deliveries had their 200 before a cut and are not found after it; all of them when nothing could be read. */
export function countLost(acks: readonly Ack[], place: number, found: ReadonlySet<number | string> | null): number {
  return acks.filter(({ id, at }) => at <= place && found?.has(id) !== true).length;
}
