import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../test/helpers/free-port.ts";
import { EVENTS } from "./fill-store.ts";
import { fillApart } from "./filled-store.ts";
import { show, showMegabytes } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { runLoad } from "./load.ts";
import { startProgram, writeProject } from "./program.ts";
import type { Program } from "./program.ts";
import { configText, CRM_RULE } from "./project.ts";
import { median } from "./statistics.ts";
import { createBodies } from "./webhook.ts";
import { withFolder } from "./workspace.ts";

const STARTS = 7;
const CONNECTIONS = 16;
/** Deliveries before an engine is ended. */
const UNDER_LOAD_MS = 500;
const IDLE_MS = 2_000;
/** As a sender that cannot wait: what listens is what counts, not what is told of it. */
const KNOCK_EVERY_MS = 5;

/** What a start costs with many events in the store, after an engine that ended by itself and after one that was killed. */
export function measureStart(): Promise<readonly Figure[]> {
  return withFolder(async (folder) => {
    const full = `sqlite:${join(folder, "full.db")}`;
    await fillApart(full);
    writeProject(folder, { config: configText(), rules: CRM_RULE });
    const start = (): Promise<Started> => startToFirstAck(folder, full);
    const idle = await start();
    await delay(IDLE_MS);
    const idleBytes = idle.program.residentBytes();
    await idle.program.terminate();

    const after = { stop: [] as Started[], kill: [] as Started[] };
    for (let round = 0; round < STARTS; round += 1) {
      for (const [before, end] of [
        ["stop", "kill"],
        ["kill", "stop"],
      ] as const) {
        const started = await start();
        after[before].push(started);
        await endUnderLoad(started, end);
      }
    }
    const events = `${show(EVENTS)} events`;
    return [
      figureOf(`start after a stop to the first 200, ${events} in the store`, after.stop),
      figureOf(`start after kill -9 under load to the first 200, ${events} in the store`, after.kill),
      {
        name: "resident memory, idle, with that history",
        goal: "<= 130 MB",
        measured: Number.isNaN(idleBytes) ? "not known on this system" : showMegabytes(idleBytes),
        isMet: Number.isNaN(idleBytes) ? null : idleBytes <= 130e6,
      },
    ];
  });
}

interface Started {
  readonly program: Program;
  readonly url: string;
  /** From the start of the program to its first 200. */
  readonly ms: number;
  /** Processor time of the main thread until then; that of a machine that others use too says more than the clock. */
  readonly processorMs: number;
}

async function startToFirstAck(folder: string, store: string): Promise<Started> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  const program = startProgram("start", folder, store, port);
  const body = createBodies("hello");
  while (!(await isTaken(url, body()))) {
    if (program.child.exitCode !== null) throw new Error(`heyrules ended by itself: ${String(program.child.exitCode)}`);
    await delay(KNOCK_EVERY_MS);
  }
  return { program, url, ms: performance.now() - startedAt, processorMs: program.mainThreadMs() };
}

/** Posts one body; false when nobody listens. @throws Error when the answer is not 200. */
async function isTaken(url: string, body: string): Promise<boolean> {
  const left = [body];
  try {
    await runLoad({ url, connections: 1, ms: Number.POSITIVE_INFINITY, body: () => left.pop() ?? null });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ECONNREFUSED") return false;
    throw error;
  }
}

async function endUnderLoad({ program, url }: Started, how: "stop" | "kill"): Promise<void> {
  const body = createBodies("hello");
  const load = runLoad({ url, connections: CONNECTIONS, ms: Number.POSITIVE_INFINITY, body }).catch(() => undefined);
  await delay(UNDER_LOAD_MS);
  await (how === "kill" ? program.stop() : program.terminate());
  await load;
}

function figureOf(name: string, starts: readonly Started[]): Figure {
  const ms = starts.map((started) => started.ms);
  const seconds = (value: number): string => `${show(value / 1_000)} s`;
  const processor = show(median(starts.map(({ processorMs }) => processorMs)));
  return {
    name,
    goal: "p50 <= 1 s",
    measured: `p50 ${seconds(median(ms))}, ${seconds(Math.min(...ms))} to ${seconds(Math.max(...ms))} of ${starts.length}; main thread ${processor} ms`,
    isMet: median(ms) <= 1_000,
  };
}
