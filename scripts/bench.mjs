// Measures this checkout and prints a Markdown table: `npm run bench`, or `npm run bench -- acks matching` for some.
// `--plots FOLDER` also draws them (docs/performance.md has those of docs/img/performance).
// `npm run bench -- fill FILE [EVENTS]` makes a SQLite store with a history, by default of a million events.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, ROOT, run, THREADS } from "./ensure.mjs";

await ensureInstalled();
ensureBuilt();
const sources = readdirSync(join(ROOT, "bench")).filter((name) => name.endsWith(".ts"));
run(process.execPath, ["scripts/bundle.mjs", "dist-bench", ...sources.map((name) => `bench/${name}`), ...THREADS]);
run(process.execPath, ["--enable-source-maps", join(ROOT, "dist-bench/main.js"), ...process.argv.slice(2)]);
