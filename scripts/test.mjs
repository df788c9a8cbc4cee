// Everything a change must pass: formatting, types, lint, layers, dead code, tests. Ends with `N passed, N failed`.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, ROOT, toolPath } from "./ensure.mjs";

const REPORT = join(ROOT, "coverage", "report.json");
const CHECKS = [
  ["formatting", "prettier", ["--check", "--log-level=warn", "."]],
  ["types", "typescript", ["-p", "tsconfig.json"]],
  ["lint", "eslint", ["."]],
  ["layers", "dependency-cruiser", ["src", "--config", ".dependency-cruiser.mjs"]],
  ["dead code", "knip", []],
];

// Where a command is not named as its package.
const COMMANDS = { typescript: "tsc", "dependency-cruiser": "depcruise" };

await ensureInstalled();
ensureBuilt();
let passed = 0;
let failed = 0;
for (const [name, tool, args] of CHECKS) {
  const isGood = runTool(tool, args) === 0;
  process.stdout.write(`${isGood ? "✓" : "✗"} ${name}\n`);
  if (isGood) passed += 1;
  else failed += 1;
}
rmSync(REPORT, { force: true });
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`];
const testsStatus = runTool("vitest", ["run", ...reporters, ...process.argv.slice(2)]);
try {
  const report = JSON.parse(readFileSync(REPORT, "utf8"));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
} catch {
  process.stdout.write("The tests left no report.\n");
}
// A suite that cannot be loaded, or an error outside a test, fails the run without a failed test of its own.
if (testsStatus !== 0 && failed === 0) failed += 1;
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && testsStatus === 0 ? 0 : 1;

function runTool(tool, args) {
  return spawnSync(process.execPath, [toolPath(tool, COMMANDS[tool]), ...args], { cwd: ROOT, stdio: "inherit" }).status;
}
