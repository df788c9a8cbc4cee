import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Reply } from "../../e2e/delivery.ts";
import { phoneOf } from "../../e2e/delivery.ts";
import type { EngineProcess } from "../../e2e/program.ts";
import { until } from "../../e2e/until.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import type { Scene } from "../scene/scene.ts";
import { openScene } from "../scene/scene.ts";

const ROUNDS = { short: 1, full: 5 };
const PADDING = "x".repeat(50_000);
const REFUSALS = 3;
/** What the log says of a disk that is full, and of one that is not any more; what is nearly full is told for itself. */
const FULL = ["the store cannot be written", "the disk is nearly full"];
const OVER = ["the store can be written again", "the disk has room again"];

/** A small file system is full, and then it is larger. */
export const DISK_FULL: Fault = {
  id: "F09",
  title: "full file system, then free again",
  stores: ["sqlite"],
  run: async (plan) => {
    const storeFolder = mkdtempSync(join(tmpdir(), "heyrules-disk-"));
    plan.atEnd(() => {
      spawnSync("umount", ["--lazy", storeFolder]);
      rmSync(storeFolder, { recursive: true, force: true });
    });
    const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", storeFolder]).status === 0;
    if (!isMounted) return { skipped: "mounting a file system is not allowed here" };
    const leaveFree = (megabytes: number): void => {
      const { blocks, bfree, bsize } = statfsSync(storeFolder);
      const used = Math.ceil(((blocks - bfree) * bsize) / 1024 ** 2);
      spawnSync("mount", ["-o", `remount,size=${used + megabytes}m`, storeFolder]);
    };
    const scene = await openScene(plan, { storeFolder });
    const engine = await scene.fleet.start();
    return fillAndFree(plan, scene, {
      engine,
      // As small as it was made, the first time.
      limit: (round) => {
        if (round > 0) leaveFree(1);
      },
      // Also for what a slow machine has posted until it is noticed that there is room.
      free: () => {
        leaveFree(64);
      },
    });
  },
};

/** A file may not grow any more, and then it may. */
export const FILE_LIMIT: Fault = {
  id: "F10",
  title: "size limit of files, then none",
  stores: ["sqlite"],
  run: async (plan) => {
    if (spawnSync("prlimit", ["--version"]).status !== 0) return { skipped: "there is no prlimit here" };
    const scene = await openScene(plan);
    const engine = await scene.fleet.start();
    const setLimit = (bytes: string): void => {
      spawnSync("prlimit", ["--pid", String(engine.pid), `--fsize=${bytes}:`]);
    };
    return fillAndFree(plan, scene, {
      engine,
      limit: (round) => {
        setLimit(String(1_500_000 * (round + 1)));
      },
      free: () => {
        setLimit("unlimited");
      },
    });
  },
};

interface Disk {
  readonly engine: EngineProcess;
  readonly limit: (round: number) => void;
  readonly free: (round: number) => void;
}

/** Fills until deliveries are turned away, frees, and looks whether everything goes on by itself. */
async function fillAndFree(plan: FaultPlan, { traffic, world, conclude }: Scene, disk: Disk): Promise<FaultReport> {
  const violations: string[] = [];
  const rounds = ROUNDS[plan.size];
  const told = (lines: readonly string[]): readonly number[] =>
    lines.map((line) => world.logs().split(line).length - 1);
  const post = (): Promise<Reply | null> =>
    traffic.postOnce(traffic.write(phoneOf(traffic.sent.length), "hello", PADDING));
  for (let round = 0; round < rounds; round += 1) {
    disk.limit(round);
    await until("the disk is full", async () => !isAccepted(await post()));
    for (let count = 0; count < REFUSALS; count += 1) {
      const reply = await post();
      const isTold = reply?.kind === "answered" && reply.status === 503 && /^\d+$/.test(reply.retryAfter ?? "");
      // What fits all the same, since a checkpoint has made room in the log, is taken.
      if (!isTold && !isAccepted(reply))
        violations.push(`not answered 503 with Retry-After while the disk is full: ${JSON.stringify(reply)}`);
    }
    disk.free(round);
    await until("deliveries are taken again", async () => isAccepted(await post()));
    // Ten seconds after the last failure: what fails again before that is not told again.
    const isOver = async (): Promise<boolean> => {
      await post();
      return sumOf(told(FULL)) === sumOf(told(OVER));
    };
    if (round < rounds - 1) await until("the log tells that the disk is not full any more", isOver, { everyMs: 1_000 });
  }
  const refused = traffic.sent.filter(({ acks }) => acks.length === 0);
  await Promise.all(refused.map((delivery) => traffic.deliver(delivery)));
  const found = await conclude();
  const times = told(FULL);
  const isToldOnceEach = sumOf(times) >= rounds && Math.max(...times) <= rounds;
  if (!isToldOnceEach)
    violations.push(`the log tells ${times.join(" and ")} times that the disk is full, of ${rounds}`);
  return {
    injected: { "times full": rounds, "deliveries turned away": traffic.failures() },
    figures: found.figures,
    violations: [...violations, ...found.violations],
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function isAccepted(reply: Reply | null): boolean {
  return reply?.kind === "answered" && reply.status === 200;
}
