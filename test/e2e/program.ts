import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, closeSync, openSync } from "node:fs";
import { join, resolve } from "node:path";

/** The built program with its packages inside; HEYRULES_MAIN names another build. */
const MAIN = resolve(process.env["HEYRULES_MAIN"] ?? "dist-whole/main.js");
const TIMEOUT_MS = 300_000;

/** How and where the program is run. */
export interface ProgramOptions {
  /** Working directory: `heyrules.yaml` and `rules/` lie there, logs are written there. */
  readonly folder: string;
  /** A variable that is undefined is not set. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Another build of the program. */
  readonly main?: string;
  /** Options of `start`. */
  readonly options?: readonly string[];
  /** A command put in front, such as `prlimit …`; it must become the program, not start it. */
  readonly wrapper?: readonly string[];
  /** File its standard output goes to; default `engine.log` in the folder. */
  readonly logFile?: string;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** `heyrules start` as a process of its own, listening. */
export interface EngineProcess {
  readonly pid: number;
  /** Where deliveries are posted. */
  readonly webhook: string;
  /** When the process was made; epoch milliseconds. */
  readonly startedAt: number;
  readonly exited: Promise<Exit>;
  /** Ends it by SIGKILL. Safe to repeat. */
  readonly kill: () => Promise<Exit>;
  /** Asks it to end by SIGTERM. */
  readonly terminate: () => Promise<Exit>;
}

/** What a command did that ended by itself. */
export interface CommandResult extends Exit {
  readonly out: string;
  readonly err: string;
}

/** Starts the engine and waits until it listens; rejects with what it wrote when it ends before, or is killed for it. */
export async function startProgram(options: ProgramOptions): Promise<EngineProcess> {
  const startedAt = Date.now();
  const log = openSync(options.logFile ?? join(options.folder, "engine.log"), "a");
  const child = spawnProgram(["start", ...(options.options ?? [])], options, ["ignore", log, "pipe"]);
  closeSync(log);
  const exited = exitOf(child);
  const timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
  const webhook = await webhookOf(child, join(options.folder, "engine.err"));
  clearTimeout(timer);
  const end = (signal: NodeJS.Signals) => (): Promise<Exit> => {
    child.kill(signal);
    return exited;
  };
  return { pid: child.pid ?? 0, webhook, startedAt, exited, kill: end("SIGKILL"), terminate: end("SIGTERM") };
}

/** Runs a command of the program to its end; one that does not end is killed. */
export async function runProgram(args: readonly string[], options: ProgramOptions): Promise<CommandResult> {
  const child = spawnProgram(args, options, ["ignore", "pipe", "pipe"]);
  const timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
  const exited = exitOf(child);
  const [out, err] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  const exit = await exited;
  clearTimeout(timer);
  return { ...exit, out, err };
}

function spawnProgram(
  args: readonly string[],
  { folder, environment, main = MAIN, wrapper = [] }: ProgramOptions,
  stdio: ("ignore" | "pipe" | number)[],
): ChildProcess {
  const [command = "", ...rest] = [...wrapper, process.execPath, main, ...args];
  const env = { PATH: process.env["PATH"], NO_COLOR: "1", ...environment };
  return spawn(command, rest, { cwd: folder, env, stdio });
}

async function exitOf(child: ChildProcess): Promise<Exit> {
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { code, signal };
}

/** Reads standard error, keeping it in a file, until the engine tells its address. */
function webhookOf(child: ChildProcess, errorFile: string): Promise<string> {
  let said = "";
  return new Promise((resolve, reject) => {
    child.stderr?.on("data", (chunk: Buffer) => {
      appendFileSync(errorFile, chunk);
      said += chunk.toString();
      const address = /listening on (http:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(`${address}/webhooks/heymarket`);
    });
    child.once("close", (code, signal) => {
      reject(new Error(`heyrules start ended with ${String(code ?? signal)} before it listened: ${said}`));
    });
  });
}

async function textOf(stream: ChildProcess["stdout"]): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of (stream ?? []) as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
