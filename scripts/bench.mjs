// Measures this checkout and prints a Markdown table: `npm run bench`, or `npm run bench -- acks matching` for some.
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, ROOT, run, toolPath } from "./ensure.mjs";

const OUT = join(ROOT, "dist-bench");

await ensureInstalled();
ensureBuilt();
rmSync(OUT, { recursive: true, force: true });
run(process.execPath, [toolPath("typescript", "tsc"), "-p", "tsconfig.bench.json"]);
cpSync(join(ROOT, "schemas"), join(OUT, "schemas"), { recursive: true });
run(process.execPath, ["--enable-source-maps", join(OUT, "bench/main.js"), ...process.argv.slice(2)]);
