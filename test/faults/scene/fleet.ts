import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineProcess, Exit, ProgramOptions } from "../../e2e/program.ts";
import type { World } from "../../e2e/world.ts";

/** The engines of a world: those that live, and what is known of those that do not. */
export interface Fleet {
  readonly living: () => readonly EngineProcess[];
  readonly start: (options?: Partial<ProgramOptions>) => Promise<EngineProcess>;
  /** Ends one by SIGKILL; nothing is posted to it from now on. */
  readonly kill: (engine: EngineProcess) => Promise<Exit>;
  /** Asks one to end by SIGTERM; nothing new is posted to it from now on. */
  readonly terminate: (engine: EngineProcess) => Promise<Exit>;
  /** Where to post: any of those that live, or null. */
  readonly webhook: () => string | null;
  /** When each was started, epoch milliseconds, oldest first. */
  readonly startedAt: () => readonly number[];
  /** Those that ended without being asked to, in words. */
  readonly fallen: () => readonly string[];
  /** The most memory any had, as seen when it was ended; null where the system does not tell. */
  readonly peakBytes: () => number | null;
  /** For how long an event loop was held up: the worst 99th percentile and the worst of all, milliseconds. */
  readonly loopDelayMs: () => { readonly p99: number; readonly most: number };
}

const LOOP_DELAY = fileURLToPath(new URL("../../fixtures/loop-delay.mjs", import.meta.url));

/** A fleet without engines. */
export function createFleet(world: World, random: () => number): Fleet {
  let living: readonly EngineProcess[] = [];
  const startedAt: number[] = [];
  const fallen: string[] = [];
  let peak: number | null = null;

  const take = (engine: EngineProcess): void => {
    living = living.filter((other) => other !== engine);
    const bytes = peakBytesOf(engine.pid);
    if (bytes !== null) peak = Math.max(peak ?? 0, bytes);
  };
  return {
    living: () => living,
    start: async (options = {}) => {
      const { environment = world.environment } = options;
      const watched = { NODE_OPTIONS: `--import=${LOOP_DELAY}`, HEYRULES_LOOP_DELAY: world.folder };
      const engine = await world.start({ ...options, environment: { ...environment, ...watched } });
      startedAt.push(engine.startedAt);
      living = [...living, engine];
      void engine.exited.then(({ code, signal }) => {
        if (!living.includes(engine)) return;
        living = living.filter((other) => other !== engine);
        fallen.push(`engine ${engine.pid} ended by itself with ${String(code ?? signal)}`);
      });
      return engine;
    },
    kill: (engine) => {
      take(engine);
      return engine.kill();
    },
    terminate: (engine) => {
      take(engine);
      return engine.terminate();
    },
    webhook: () => living[Math.floor(random() * living.length)]?.webhook ?? null,
    startedAt: () => startedAt,
    fallen: () => fallen,
    peakBytes: () => peak,
    loopDelayMs: () => worstDelay(world.folder),
  };
}

function worstDelay(folder: string): ReturnType<Fleet["loopDelayMs"]> {
  const files = readdirSync(folder).filter((name) => name.endsWith(".delay"));
  const delays = files.map((name) => readFileSync(join(folder, name), "utf8").split(" ").map(Number));
  const worst = (place: number): number => Math.max(0, ...delays.map((delay) => delay[place] ?? 0));
  return { p99: worst(0), most: worst(1) };
}

function peakBytesOf(pid: number): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}
