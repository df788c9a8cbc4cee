import { defineConfig } from "vitest/config";

const PURE = ["test/core/**/*.test.ts", "test/compile/**/*.test.ts"];
/** Only a net against tests that hang: nothing may depend on how fast the machine is. */
const NET_MS = 300_000;

export default defineConfig({
  test: {
    testTimeout: NET_MS,
    hookTimeout: NET_MS,
    expect: { poll: { timeout: NET_MS / 2 } },
    projects: [
      // Modules without state need no worker of their own for each file, which takes three times as long.
      { extends: true, test: { name: "pure", include: PURE, isolate: false } },
      { extends: true, test: { name: "rest", include: ["test/**/*.test.ts"], exclude: PURE } },
    ],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      reporter: ["text-summary", "json"],
      thresholds: { lines: 90, "src/core/**": { lines: 100 } },
    },
  },
});
