// Learns from the tables of texts what speaks for an opt-out (bench/opt-weights.ts): `node scripts/opt-weights.mjs`, or with `--try`.
import { run } from "./ensure.mjs";

run(process.execPath, ["scripts/bundle.mjs", "dist-bench", "bench/opt-weights.ts"]);
run(process.execPath, ["dist-bench/opt-weights.js", ...process.argv.slice(2)]);
