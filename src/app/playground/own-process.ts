import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { EngineError } from "../../core/base/errors.ts";
import { PACKAGE_FOLDER } from "../../package-folder.ts";

/** What a process of the own program sends to the one that started it. */
export type WorkMessage =
  | { readonly kind: "begun" }
  | { readonly kind: "told"; readonly done: number; readonly total: number }
  | { readonly kind: "ended"; readonly answer: unknown }
  | { readonly kind: "failed"; readonly message: string };

/** Has work done in a process of the own program, which cannot hold up or end this one. */
export interface OwnProcesses {
  /** Never rejects: `problem` is a sentence on why there is no answer. */
  run(
    work: object,
    limits: {
      /** From when the process has begun with it. */
      readonly limitMs: number;
      readonly signal?: AbortSignal;
      readonly told?: (done: number, total: number) => void;
    },
  ): Promise<{ readonly answer: unknown } | { readonly problem: string }>;
  close(): void;
}

/** Of the heap of such a process; one that needs more ends. */
const MEMORY_MB = 192;
/** By these signals Node.js ends when its heap is full. */
const OUT_OF_MEMORY: readonly (NodeJS.Signals | null)[] = ["SIGABRT", "SIGTRAP", "SIGILL"];
/** What it needs of the environment to run and to reach the store; secrets of the engine are none of its business. */
const KNOWN_VARIABLES = /^(?:PATH|TZ|LANG|LC_\w+|TMPDIR|TEMP|TMP|SystemRoot|NODE_EXTRA_CA_CERTS|PG\w+)$/;
/** How long one waits for more work before it ends. */
const IDLE_MS = 60_000;
/** How long a process may take to start. */
const START_MS = 60_000;

/** At most so many processes at once that run a hidden command of the program. One that is idle is kept for a minute. */
export function createOwnProcesses(
  command: string,
  { most, main = `${PACKAGE_FOLDER}dist/main.js` }: { readonly most: number; readonly main?: string },
): OwnProcesses {
  const all = new Set<ChildProcess>();
  let busy = 0;
  let idle: { readonly child: ChildProcess; readonly timer: NodeJS.Timeout } | null = null;

  const start = (): ChildProcess => {
    const child = startProcess(main, command);
    all.add(child);
    child.once("exit", () => {
      all.delete(child);
      if (idle?.child === child) takeIdle();
    });
    return child;
  };
  const takeIdle = (): ChildProcess | null => {
    if (idle === null) return null;
    const { child, timer } = idle;
    clearTimeout(timer);
    idle = null;
    return child.connected ? child : null;
  };
  const keep = (child: ChildProcess): void => {
    if (idle !== null || !child.connected) {
      child.kill("SIGKILL");
      return;
    }
    const timer = setTimeout(() => takeIdle()?.kill("SIGKILL"), IDLE_MS);
    timer.unref();
    idle = { child, timer };
  };
  return {
    run: async (work, limits) => {
      if (limits.signal?.aborted === true) return { problem: CANCELLED };
      if (busy >= most) return { problem: "Others are trying drafts just now: try again in a moment." };
      busy += 1;
      const child = takeIdle() ?? start();
      try {
        const answer = await answerOf(child, work, limits);
        keep(child);
        return { answer };
      } catch (error) {
        child.kill("SIGKILL");
        if (error instanceof EngineError) return { problem: error.message };
        throw error;
      } finally {
        busy -= 1;
      }
    },
    close: () => {
      takeIdle();
      for (const child of all) child.kill("SIGKILL");
    },
  };
}

function startProcess(main: string, command: string): ChildProcess {
  const child = fork(main, [command], {
    execArgv: [...process.execArgv.filter(isForLoading), `--max-old-space-size=${MEMORY_MB}`],
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => KNOWN_VARIABLES.test(name))),
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  // What cannot be started says so as `error`, and is told of where the work waits.
  child.on("error", () => undefined);
  return child;
}

/** What Node.js needs to load the program as this process was loaded. */
function isForLoading(argument: string): boolean {
  return argument.startsWith("--enable-source-maps");
}

const CANCELLED = "It was cancelled.";

/** @throws EngineError LIMIT with a sentence on why there is no answer. */
function answerOf(
  child: ChildProcess,
  work: object,
  { limitMs, signal, told }: Parameters<OwnProcesses["run"]>[1],
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      child.off("message", onMessage);
      child.off("exit", onExit);
      child.off("error", onError);
      signal?.removeEventListener("abort", onAbort);
      settle();
    };
    const fail = (message: string): void => {
      end(() => {
        reject(new EngineError("INTERNAL", message));
      });
    };
    const onAbort = (): void => {
      fail(CANCELLED);
    };
    const onExit = (_code: unknown, signal: NodeJS.Signals | null): void => {
      fail(endOf(signal));
    };
    const onError = (error: Error): void => {
      fail(`It could not be started: ${error.message}.`);
    };
    const onMessage = (message: unknown): void => {
      const said = message as WorkMessage;
      if (said.kind === "begun") wait(limitMs);
      else if (said.kind === "told") told?.(said.done, said.total);
      else if (said.kind === "failed") fail(said.message);
      else
        end(() => {
          resolve(said.answer);
        });
    };
    let timer: NodeJS.Timeout | undefined;
    const wait = (ms: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        fail(`It was ended after ${Math.round(ms / 1_000)} s, which is as long as it may take.`);
      }, ms);
    };
    wait(START_MS);
    child.on("message", onMessage);
    child.on("exit", onExit);
    child.on("error", onError);
    signal?.addEventListener("abort", onAbort);
    if (signal?.aborted === true) onAbort();
    else
      child.send(work, (error) => {
        if (error !== null) onError(error);
      });
  });
}

/** Why a process ended before it was done. */
function endOf(signal: NodeJS.Signals | null): string {
  if (OUT_OF_MEMORY.includes(signal)) return `It was ended: it needed more than ${MEMORY_MB} MB.`;
  return `It ended before it was done${signal === null ? "" : `, by ${signal}`}: try again.`;
}
