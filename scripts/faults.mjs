// Injects the faults that take too long for `npm test`, in full, or those named: npm run faults -- F01 F13 --seed 7.
import { ensureBuilt, ensureInstalled, run } from "./ensure.mjs";

await ensureInstalled();
ensureBuilt();
const withTypescript = ["--import", "./test/fixtures/register-typescript.mjs"];
run(process.execPath, [...withTypescript, "test/faults/run.ts", ...process.argv.slice(2)], {
  // What is shipped, unless another build is named.
  env: { HEYRULES_MAIN: "dist/main.js", ...process.env },
});
