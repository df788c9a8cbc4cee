// Runs checks beside each other, tells of each in one line, and counts. Plain Node, no dependencies.
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { ROOT } from "./ensure.mjs";

/**
 * One command. `script` is a file below node_modules, run with `node` (default: this one), so that no shell is needed on any
 * system. Tests are counted from `report`, which they write. `isLive` shows the output as it comes, `isShown` at the end, both not only on failure.
 */
const TYPES_AND_LINT = { name: "types and lint", script: "oxlint/bin/oxlint", args: [] };
const LAYERS = {
  name: "layers",
  script: "dependency-cruiser/bin/dependency-cruise.mjs",
  args: ["src", "--config", ".dependency-cruiser.mjs"],
};
const DEAD_CODE = { name: "dead code", script: "knip/bin/knip.js", args: [] };
const FORMATTING = { name: "formatting", script: "oxfmt/bin/oxfmt", args: ["--check", "."] };
const ROOMS = { name: "rooms of core", script: "../scripts/rooms.mjs", args: [], isShown: true };

/** What looks at the text of the program; the slowest first. Not the layers, which are a test (`test/architecture.test.ts`). */
export const STATIC_CHECKS = [TYPES_AND_LINT, FORMATTING, DEAD_CODE, ROOMS];
/** The same for use while working, with some tests: without formatting, the slowest first. */
export function quickChecks(tests) {
  return [tests, TYPES_AND_LINT, DEAD_CODE, LAYERS, ROOMS];
}

/** A run of Vitest; `name` also names its report. */
export function testsNamed(name, args, options = {}) {
  const report = join(ROOT, "coverage", `${name.replaceAll(" ", "-")}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return { name, script: "vitest/vitest.mjs", args: ["run", ...reporters, ...args], report, ...options };
}

/**
 * Runs checks, at most `atOnce` beside each other, and resolves to how many passed and failed; a test counts as one.
 * `write` is given the lines of each when it ends.
 */
export async function runChecks(checks, { atOnce = availableParallelism(), write = writeNow } = {}) {
  const waiting = [...checks];
  const total = { passed: 0, failed: 0 };
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const { passed, failed } = await runCheck(check, write);
      total.passed += passed;
      total.failed += failed;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return total;
}

/** Adds counts up, writes the last line and sets the exit code. */
export function conclude(totals) {
  const passed = totals.reduce((sum, total) => sum + total.passed, 0);
  const failed = totals.reduce((sum, total) => sum + total.failed, 0);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function writeNow(text) {
  process.stdout.write(text);
}

async function runCheck(check, write) {
  const startedAt = performance.now();
  if (check.report !== undefined) rmSync(check.report, { force: true });
  const { isGood, output } = await runScript(check);
  const { passed, failed } = countOf(check, isGood);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  if (failed > 0 || check.isShown === true) write(output);
  const counted = check.report === undefined ? "" : `, ${passed} passed, ${failed} failed`;
  write(`${failed === 0 ? "✓" : "✗"} ${check.name} (${seconds} s${counted})\n`);
  return { passed, failed };
}

function runScript({ script, args, node = process.execPath, isLive = false }) {
  const stdio = isLive ? "inherit" : ["ignore", "pipe", "pipe"];
  const env = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: "1" } : process.env;
  return new Promise((resolve) => {
    const child = spawn(node, [join(ROOT, "node_modules", script), ...args], { cwd: ROOT, stdio, env });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    child.once("error", (error) => resolve({ isGood: false, output: `${String(error)}\n` }));
    child.once("close", (code) => resolve({ isGood: code === 0, output }));
  });
}

/** A check that is no test counts one. What fails without a failed test (a suite that cannot be loaded) counts one too. */
function countOf({ report }, isGood) {
  const tests = report === undefined ? null : readReport(report);
  const passed = tests?.numPassedTests ?? (report === undefined && isGood ? 1 : 0);
  const failed = tests?.numFailedTests ?? 0;
  return { passed, failed: !isGood && failed === 0 ? 1 : failed };
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    process.stdout.write("The tests left no report.\n");
    return null;
  }
}
