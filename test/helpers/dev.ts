import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { DevState } from "../../src/cli/dev/dev-state.ts";
import type { RunningProgram } from "./program.ts";
import { startProgram, waitForNote } from "./program.ts";

/** A `heyrules dev` in a process of its own. */
export interface RunningDev extends RunningProgram {
  /** What it says of itself, read anew. */
  readonly state: () => DevState;
  /** Posts a webhook body under its token and gives status and answer. */
  readonly post: (
    body: object,
  ) => Promise<{ readonly status: number; readonly answer: { readonly status?: string; readonly event?: string } }>;
}

/** Starts `dev` in a folder on a free port and waits until it looks after its files; end it by a signal. */
export async function startDev(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
  options: readonly string[] = [],
): Promise<RunningDev> {
  const program = startProgram(["dev", ...options], { folder, environment: { HEYRULES_PORT: "0", ...environment } });
  const failed = program.ended.then((code) => {
    throw new Error(`dev ended with ${code}: ${program.err()}`);
  });
  await Promise.race([waitForNote(program, "when a file changes"), failed]);
  failed.catch(() => undefined);
  const config = options[options.indexOf("--config") + 1];
  const project = options.includes("--config") && config !== undefined ? resolve(folder, dirname(config)) : folder;
  const state = (): DevState => JSON.parse(readFileSync(join(project, "data/dev/dev.json"), "utf8")) as DevState;
  return {
    ...program,
    state,
    post: async (body) => {
      const { url, token } = state();
      const response = await fetch(`${url}/webhooks/heymarket`, {
        method: "POST",
        // Whoever stops then has no connection to wait for.
        headers: { "content-type": "application/json", connection: "close" },
        body: JSON.stringify({ id: 1, token, ...body }),
      });
      return { status: response.status, answer: (await response.json()) as { status?: string; event?: string } };
    },
  };
}
