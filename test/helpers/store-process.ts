import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

/** A process of its own that has a store open (see `test/fixtures/store-process.ts`). */
export interface StoreProcess {
  readonly process: ChildProcess;
  /** The next line it writes: `open`, `stored`, or the code of an error. */
  readonly answer: () => Promise<string>;
  /** Has it accept an event with this id; gives its answer. */
  readonly accept: (id: string) => Promise<string>;
  /** Ends it by SIGKILL and waits until it is gone. */
  readonly kill: () => Promise<void>;
}

/** Starts a process on a store URL; `wrapper` is a command put in front, such as `prlimit …`. */
export function startStoreProcess(url: string, wrapper: readonly string[] = []): StoreProcess {
  const command = [
    ...wrapper,
    process.execPath,
    "--import",
    "./test/fixtures/register-typescript.mjs",
    "test/fixtures/store-process.ts",
    url,
  ];
  const [program = "", ...parameters] = command;
  const child = spawn(program, parameters, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exited = once(child, "exit");

  async function answer(): Promise<string> {
    const line = await lines.next();
    return line.done === true ? "exited" : line.value;
  }
  async function kill(): Promise<void> {
    child.kill("SIGKILL");
    await exited;
  }
  onTestFinished(kill);
  return {
    process: child,
    answer,
    accept: (id) => {
      child.stdin.write(`${id}\n`);
      return answer();
    },
    kill,
  };
}
