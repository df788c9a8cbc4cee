// What to run while working, in a minute: types, lint, layers, dead code, tests of core and compile. `npm test` is everything.
import { conclude, quickChecks, runChecks, testsNamed } from "./checks.mjs";
import { ensureInstalled } from "./ensure.mjs";

await ensureInstalled();
conclude([await runChecks(quickChecks(testsNamed("core and compile tests", ["test/core", "test/compile"])))]);
