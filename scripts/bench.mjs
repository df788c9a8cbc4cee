// Measures this checkout and prints a Markdown table: `npm run bench`, or `npm run bench -- acks matching` for some.
// `npm run bench -- fill FILE [EVENTS]` makes a SQLite store with a history, by default of a million events.
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, ROOT, run, toolPath } from "./ensure.mjs";

const OUT = join(ROOT, "dist-bench");

await ensureInstalled();
ensureBuilt();
rmSync(OUT, { recursive: true, force: true });
run(process.execPath, [toolPath("typescript", "tsc"), "-p", "tsconfig.bench.json"]);
for (const name of ["schemas", "package.json"]) cpSync(join(ROOT, name), join(OUT, name), { recursive: true });
run(process.execPath, ["--enable-source-maps", join(OUT, "bench/main.js"), ...process.argv.slice(2)]);
