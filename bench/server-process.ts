import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** What a server process used since it started. */
export interface Usage {
  /** Processor time, milliseconds. */
  readonly cpuMs: number;
  /** Most memory it was resident with so far. */
  readonly peakBytes: number;
}

/** A server in a process of its own. */
export interface ServerProcess {
  /** Without path. */
  readonly url: string;
  usage(): Promise<Usage>;
  /** Resolves when the server has worked off everything it accepted. */
  drain(): Promise<void>;
  /** How much it has done so far, as the server counts. */
  count(): Promise<number>;
  stop(): Promise<void>;
  /** Ends it by SIGKILL. */
  kill(): Promise<void>;
}

/** Starts `bench/<name>.ts` and resolves when it listens. Its log goes nowhere, but it is written. */
export async function startServer(name: string, parameters: readonly string[] = []): Promise<ServerProcess> {
  const path = join(import.meta.dirname, `${name}.js`);
  const child = fork(path, parameters, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const gone = once(child, "exit").then(([code]) => {
    throw new Error(`${name} ended with code ${String(code)}`);
  });
  gone.catch(() => undefined);

  const ask = async (question: string): Promise<unknown> => {
    child.send(question);
    const [answer] = (await Promise.race([once(child, "message"), gone])) as readonly unknown[];
    return answer;
  };
  return {
    url: (await ask("url")) as string,
    usage: async () => (await ask("usage")) as Usage,
    drain: async () => {
      await ask("drain");
    },
    count: async () => (await ask("count")) as number,
    stop: async () => {
      child.disconnect();
      await gone.catch(() => undefined);
    },
    kill: async () => {
      child.kill("SIGKILL");
      await gone.catch(() => undefined);
    },
  };
}

/** The other side: answers the questions of the process that started this one, and ends with it. */
export function answerParent(server: {
  readonly url: string;
  readonly drain?: () => Promise<void>;
  readonly count?: () => number | Promise<number>;
}): void {
  const answers: Readonly<Record<string, () => unknown>> = {
    url: () => server.url,
    usage: readUsage,
    drain: async () => {
      await server.drain?.();
      return "drained";
    },
    count: () => server.count?.() ?? 0,
  };
  process.on("message", (question) => {
    const answer = Promise.resolve(answers[String(question)]?.());
    void answer.then((value) => process.send?.(value));
  });
  process.on("disconnect", () => process.exit());
}

function readUsage(): Usage {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpuMs: (userCPUTime + systemCPUTime) / 1_000, peakBytes: maxRSS * 1_024 };
}
