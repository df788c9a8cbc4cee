import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";

/** A command running in a process of its own. */
export interface RunningProgram {
  /** Standard output so far. */
  readonly out: () => string;
  /** Standard error so far. */
  readonly err: () => string;
  readonly pid: number;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Resolves to the exit code; null when a signal ended the process. */
  readonly ended: Promise<number | null>;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** What lets Node.js run a module of this source. */
export const WITH_TYPESCRIPT = ["--import", join(ROOT, "test/fixtures/register-typescript.mjs")];

/** The built program with its packages inside: it starts in a third of the time of its source. `test/e2e/start.test.ts` and `package.test.ts` start what is shipped. */
export const MAIN = join(ROOT, "dist-whole/main.js");

/** Starts a command of heyrules in a folder, with nothing but the given environment; of what was built here, or elsewhere. */
export function startProgram(
  args: readonly string[],
  options: {
    readonly folder: string;
    readonly environment?: Readonly<Record<string, string>>;
    readonly main?: string;
  },
): RunningProgram {
  const { folder, environment = {}, main = MAIN } = options;
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, env: environment, stdio: "pipe" });
  let out = "";
  let err = "";
  child.stdout.on("data", (data: Buffer) => (out += data.toString()));
  child.stderr.on("data", (data: Buffer) => (err += data.toString()));
  return {
    out: () => out,
    err: () => err,
    pid: child.pid ?? 0,
    kill: (signal) => {
      child.kill(signal);
    },
    ended: new Promise((resolve) => {
      child.once("close", resolve);
    }),
  };
}

/** Waits until a program has written something on standard error. */
export async function waitForNote(program: RunningProgram, text: string): Promise<void> {
  await vi.waitFor(
    () => {
      if (!program.err().includes(text)) throw new Error(`not written yet: ${text}\n${program.err()}`);
    },
    { timeout: 150_000, interval: 20 },
  );
}
