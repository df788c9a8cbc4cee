import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { Writable } from "node:stream";
import pico from "picocolors";
import { expect, test } from "vitest";
import { watchOutput } from "../../src/cli/output.ts";
import { makeProject } from "../helpers/project.ts";
import { MAIN } from "../helpers/program.ts";

/** What `watchOutput` makes of an exit code when each write to the stream fails so, and what it says. */
async function settle(
  failure: NodeJS.ErrnoException | null,
  code: number,
): Promise<{ readonly code: number; readonly notes: readonly string[] }> {
  const stream = new Writable({
    write: (_chunk, _encoding, done) => {
      done(failure);
    },
  });
  const notes: string[] = [];
  const settled = watchOutput(stream);
  stream.write("a line");
  const surroundings = {
    environment: {},
    style: pico.createColors(false),
    columns: null,
    ask: null,
    out: () => undefined,
    note: (text: string) => notes.push(text),
  };
  return { code: await settled(code, surroundings), notes };
}

function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

test("what is written leaves the exit code as it is", async () => {
  expect(await settle(null, 0)).toEqual({ code: 0, notes: [] });
});

test("output that cannot be written is an error, with the reason of the system", async () => {
  const { code, notes } = await settle(systemError("ENOSPC"), 0);

  expect(code).toBe(1);
  expect(notes).toEqual([expect.stringMatching(/^The output could not be written .*ENOSPC.*\[OUTPUT_LOST\]$/)]);
});

test("a command that failed keeps its own exit code", async () => {
  expect((await settle(systemError("EIO"), 4)).code).toBe(4);
});

test("a reader that went away is no error", async () => {
  expect(await settle(systemError("EPIPE"), 0)).toEqual({ code: 0, notes: [] });
});

test.skipIf(!existsSync("/dev/full"))("a command on a full disk says so and ends with 1", () => {
  const full = openSync("/dev/full", "w");

  const { status, stderr } = spawnSync(process.execPath, [MAIN, "rules", "ls", "--json"], {
    cwd: makeProject().folder,
    env: {},
    stdio: ["ignore", full, "pipe"],
    encoding: "utf8",
  });
  closeSync(full);

  expect(status).toBe(1);
  expect(stderr).toMatch(/^The output could not be written .*\[OUTPUT_LOST\]\n$/);
});
