import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MAIN } from "./project.ts";
import { TOKEN } from "./webhook.ts";

/** heyrules as a user starts it. */
export interface Program {
  readonly child: ChildProcess;
  /** Resolves with the first group of the first match in what it has written since the last call. */
  waitFor(pattern: RegExp): Promise<string>;
  /** Memory it is resident with, bytes; NaN where /proc does not tell. */
  residentBytes(): number;
  /** Processor time of its main thread so far, in steps of 10 ms; NaN where /proc does not tell. */
  mainThreadMs(): number;
  /** Asks it to end by SIGTERM, and resolves when it has. */
  terminate(): Promise<void>;
  stop(): Promise<void>;
}

const LONGEST_WAIT_MS = 30_000;

/** Writes a project into a folder. */
export function writeProject(
  folder: string,
  { config, rules }: { readonly config: string; readonly rules: string },
): void {
  writeFileSync(join(folder, "heyrules.yaml"), config);
  mkdirSync(join(folder, "rules"), { recursive: true });
  writeFileSync(join(folder, "rules", "rules.yaml"), rules);
}

/** Starts a command on the project of a folder; port 0 is any that is free. */
export function startProgram(command: string, folder: string, store: string, port = 0): Program {
  const parameters = ["--config", join(folder, "heyrules.yaml"), "--rules", join(folder, "rules"), command];
  const environment = {
    ...process.env,
    HEYRULES_STORE: store,
    HEYRULES_HOST: "127.0.0.1",
    HEYRULES_PORT: String(port),
    HEYMARKET_WEBHOOK_TOKEN: TOKEN,
    NO_COLOR: "1",
  };
  const child = spawn(process.execPath, [MAIN, ...parameters], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let written = "";
  let onWritten = (): void => undefined;
  const onData = (chunk: Buffer): void => {
    written += chunk.toString();
    onWritten();
  };
  child.stdout.on("data", onData);
  child.stderr.on("data", onData);
  const waitFor = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const fail = (): void => {
        reject(new Error(`heyrules ${command} did not write ${String(pattern)}, only: ${written}`));
      };
      const timer = setTimeout(fail, LONGEST_WAIT_MS);
      child.once("exit", fail);
      onWritten = () => {
        const match = pattern.exec(written);
        if (match === null) return;
        written = written.slice(match.index + match[0].length);
        clearTimeout(timer);
        child.off("exit", fail);
        resolve(match[1] ?? "");
      };
      onWritten();
    });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  };
  return {
    child,
    waitFor,
    residentBytes: () => residentBytes(child.pid ?? 0),
    mainThreadMs: () => mainThreadMs(child.pid ?? 0),
    terminate: () => end("SIGTERM"),
    stop: () => end("SIGKILL"),
  };
}

function residentBytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1_024;
  } catch {
    return Number.NaN;
  }
}

/** Of a hundred ticks a second, as Linux counts for programs. */
const TICK_MS = 10;

function mainThreadMs(pid: number): number {
  try {
    // Behind the name, which may hold spaces: state is the first, user and system time are the 12th and 13th.
    const fields = readFileSync(`/proc/${pid}/task/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return Number.NaN;
  }
}
