// Everything a change must pass: formatting, types, lint, layers, dead code, tests with the floors of coverage
// (vitest.config.ts), and some of the tests on a newer Node. Ends with `N passed, N failed`.
import { conclude, runChecks, STATIC_CHECKS, testsNamed } from "./checks.mjs";
import { ensureBuilt, ensureInstalled } from "./ensure.mjs";
import { findNewerNode } from "./newer-node.mjs";

/** Decisions, compiler, the database driver and the built program. */
const ON_NEWER_NODE = ["test/core", "test/compile", "test/stores/sqlite/store.test.ts", "test/e2e/start.test.ts"];

await ensureInstalled();
ensureBuilt();
const chosen = process.argv.slice(2);
const totals = [await runChecks(STATIC_CHECKS)];
// A part of the tests covers a part of the lines: the floors hold for all of them.
const args = chosen.length === 0 ? ["--coverage"] : chosen;
totals.push(await runChecks([testsNamed("tests", args, { isLive: true })]));
if (chosen.length === 0) totals.push(await runOnNewerNode());
conclude(totals);

async function runOnNewerNode() {
  const { path, reason } = findNewerNode();
  if (path !== undefined) return runChecks([testsNamed("tests on a newer Node", ON_NEWER_NODE, { node: path })]);
  process.stdout.write(`– tests on a newer Node: not run, ${reason}\n`);
  return { passed: 0, failed: 0 };
}
