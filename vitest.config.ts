import { existsSync, statfsSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { defineConfig } from "vitest/config";
import { WaitingFirst } from "./test/setup/waiting-first.ts";

/** What measures how the work on much in memory grows: what other tests have left there would count. */
const IN_FRESH_PROCESSES = ["test/stores/one-process/{lane-schedule,lines}.test.ts"];
/** Only a net against tests that hang: nothing may depend on how fast the machine is. */
const NET_MS = 600_000;
/** Where tests make their files: in memory where there is room, since they open thousands of stores, and a disk takes its time for each sync. */
const MEMORY = "/dev/shm";
const ROOM_BYTES = 2 ** 31;

export default defineConfig({
  test: {
    env: { TMPDIR: process.env["TMPDIR"] ?? (hasRoom(MEMORY) ? MEMORY : tmpdir()) },
    testTimeout: NET_MS,
    hookTimeout: NET_MS,
    expect: { poll: { timeout: NET_MS / 2 } },
    // Tests that wait for processes, at once in one file.
    maxConcurrency: 2,
    // A test leaves nothing behind, so files need no process of their own, in which loading our modules takes most of the time.
    isolate: false,
    // More than there are processors: what tests wait for is time in which others work.
    maxWorkers: availableParallelism() + 3,
    sequence: { sequencer: WaitingFirst },
    projects: [
      { extends: true, test: { name: "fresh", include: IN_FRESH_PROCESSES, isolate: true } },
      // One for all others: each project loads our modules anew in each of its workers.
      {
        extends: true,
        test: {
          name: "shared",
          include: ["test/**/*.test.ts"],
          exclude: IN_FRESH_PROCESSES,
          globalSetup: ["test/setup/built-program.ts", "test/setup/postgres-server.ts"],
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["src/**/*.{ts,tsx}"],
      reporter: ["text-summary", "json"],
      thresholds: { lines: 90, "src/core/**": { lines: 100 } },
    },
  },
});

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= ROOM_BYTES;
}
