import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** What measures all the same: CPU time to compare two sizes of one input; figures that faults print; what an attacker would measure. */
const MEASURES = [
  "helpers/growth.ts",
  "faults/scene/recording.ts",
  "faults/scene/traffic.ts",
  "faults/scene/visitor.ts",
  "faults/injected/f11-database-disk-full.ts",
  "faults/injected/f49-wrong-tokens.ts",
  "faults/injected/f51-timing.ts",
];
const STOPWATCH = /\b(?:performance\.now|hrtime|cpuUsage|process\.uptime|console\.time)\b/;
/** `}, 5_000);` at the end of a test, or an own `{ timeout: 5_000 }` of it. */
const OWN_LIMIT = /^(?:test|it|beforeAll|beforeEach)[^\n]*\{ timeout: |^\}, [\d_]+\);$/m;
/** Waits that end after a second unless it is said otherwise, where it is said; those of `expect.poll` end with the net. */
const WAIT = /\bvi\.wait(?:For|Until)\(/;
const LONG_LIMIT = /^[^]{0,400}?\btimeout: \d{3}_000\b/;
const ASSIGNMENT = /([A-Za-z_$][\w$]*)(?:\[[^\]]*\]|\.\w+)*\s*=(?![=>])[^;]*(?<!=> )\bDate\.now\(\)[^;]*;/g;
const ASSERTION = /\bexpect(?:\.poll)?\([^;]*;/g;
const UPPER_BOUND = /\.(?:toBeLessThan|toBeLessThanOrEqual|toBeCloseTo|toBe|toEqual)\(/;

/** What in a test depends on how fast the machine is, in words. A lower bound does not: a slow machine keeps it too. */
function wallTimeIn(text: string): readonly string[] {
  const names = [...text.matchAll(ASSIGNMENT)].map(([, name = ""]) => name);
  const clock = new RegExp(`(?<![\\w$.])(?:${["Date\\.now\\(", ...names].join("|")})(?![\\w$])`);
  const isOnRealTime = !/useFakeTimers|stopTime\(\)/.test(text);
  const waits = text.split(WAIT).slice(1);
  const bounds = [...text.matchAll(ASSERTION)].filter(([assertion]) => UPPER_BOUND.test(assertion));
  return [
    ...(isOnRealTime && STOPWATCH.test(text) ? ["measures time"] : []),
    ...(waits.every((wait) => LONG_LIMIT.test(wait)) ? [] : ["waits for a short time only"]),
    ...(OWN_LIMIT.test(text) ? ["has a time limit of its own"] : []),
    ...(isOnRealTime && bounds.some(([bound]) => clock.test(bound)) ? ["asserts an upper bound of a time"] : []),
  ];
}

test("no test depends on how fast the machine is", () => {
  const files = readdirSync("test", { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !MEASURES.includes(file) && file !== "tools/wall-time.test.ts");

  const found = files.flatMap((file) =>
    wallTimeIn(readFileSync(join("test", file), "utf8")).map((what) => `${file} ${what}`),
  );

  expect(found).toEqual([]);
  expect(files.length).toBeGreaterThan(100);
});

test.each([
  ["measures time", "const startedAt = performance.now();\nwork();"],
  ["measures time", "const before = process.hrtime.bigint();"],
  ["waits for a short time only", "await vi.waitFor(() => {\n  expect(out()).toBe(1);\n});"],
  ["waits for a short time only", "await vi.waitUntil(() => isThere(), { timeout: 10_000 });"],
  ["has a time limit of its own", 'test("slow", async () => {\n  await work();\n}, 5_000);\n'],
  ["has a time limit of its own", 'test("slow", { timeout: 60_000 }, async () => {});\n'],
  [
    "asserts an upper bound of a time",
    "const from = Date.now();\nwork();\nexpect(Date.now() - from).toBeLessThan(100);",
  ],
  [
    "asserts an upper bound of a time",
    "const from = Date.now();\nconst tookMs = Date.now() - from;\nexpect(tookMs).toBeLessThan(100);",
  ],
  [
    "asserts an upper bound of a time",
    'figures["slowest ms"] = Math.max(0, Date.now() - from);\nexpect(figures["slowest ms"]).toBeLessThan(9);',
  ],
])("what %s is found: %j", (what, text) => {
  expect(wallTimeIn(text)).toEqual([what]);
});

test.each([
  ["a lower bound", "const from = Date.now();\nexpect(seenAt).toBeGreaterThanOrEqual(from + 2_000);"],
  ["a wait with the net", "await vi.waitFor(() => {\n  expect(out()).toBe(1);\n}, { timeout: 150_000 });"],
  ["time as data", "const at = Date.now();\nexpect(stored).toHaveLength(1);"],
  ["a clock for the program", "const fake = open({ now: () => Date.now() });\nexpect(fake.requests()).toEqual([]);"],
  ["a stopwatch on a clock that stands still", "vi.useFakeTimers();\nconst startedAt = performance.now();"],
  ["a clock that stands still", "stopTime();\nconst from = Date.now();\nexpect(Date.now() - from).toBe(1_000);"],
])("%s is no wall time", (_name, text) => {
  expect(wallTimeIn(text)).toEqual([]);
});
