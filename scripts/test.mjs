// Everything a change must pass: formatting, types, lint, layers, dead code, tests with the floors of coverage
// (vitest.config.ts), and some of the tests on a newer Node. Ends with `N passed, N failed`.
import { existsSync } from "node:fs";
import { conclude, runChecks, STATIC_CHECKS, testsNamed } from "./checks.mjs";
import { ensureInstalled } from "./ensure.mjs";
import { findNewerNode } from "./newer-node.mjs";

/**
 * What a Node brings with it: regular expressions, letters and time zones (ICU), JSON, addresses, random numbers, HTTP, files, the interface of the
 * database driver, and whether the built program starts. What only computes is the same on each.
 */
const ON_NEWER_NODE = [
  ...named("test/core/base", ["ids", "json", "phone", "store-url"]),
  ...named("test/core/event", ["json-scan", "vendor-time"]),
  ...named("test/core/language", ["pattern", "template"]),
  ...named("test/core/texting", ["emoji-text", "segments"]),
  ...["test/core/texting/opt-out/", "test/core/time/"],
  ...named("test/compile", ["load", "watch"]),
  ...named("test/act/http", ["guard", "http-exchange", "oauth-client", "proxy", "request-url"]),
  ...["test/receive/server.test.ts", "test/stores/sqlite/store.test.ts", "test/e2e/log-reader.test.ts"],
];

/** As test/browser/chromium.ts looks for it. */
const CHROMIUM = [process.env.CHROMIUM ?? "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

await ensureInstalled();
const chosen = process.argv.slice(2);
// A part of the tests covers a part of the lines: the floors hold for all of them.
const args = chosen.length === 0 ? ["--coverage"] : chosen;
// Tests wait for processes now and then; what is beside them uses the time, and is told when they have ended.
let told = "";
const beside = { atOnce: 1, write: (text) => (told += text) };
const totals = await Promise.all([
  runChecks([testsNamed("tests", args, { isLive: true })]),
  runChecks(chosen.length === 0 ? [...STATIC_CHECKS, ...onNewerNode()] : STATIC_CHECKS, beside),
]);
process.stdout.write(told);
if (!CHROMIUM.some((path) => existsSync(path))) {
  process.stdout.write("– tests in a browser: not run, there is no Chromium; apt-get install chromium brings one\n");
}
conclude(totals);

function named(folder, names) {
  return names.map((name) => `${folder}/${name}.test.ts`);
}

function onNewerNode() {
  const { path, reason } = findNewerNode();
  if (path !== undefined) return [testsNamed("tests on a newer Node", ON_NEWER_NODE, { node: path })];
  beside.write(`– tests on a newer Node: not run, ${reason}\n`);
  return [];
}
