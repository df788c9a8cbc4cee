// Injects the faults that take too long for `npm test`, in full, or those named: npm run faults -- F01 F13 --seed 7.
import { ensureBuilt, ensureInstalled, run } from "./ensure.mjs";

await ensureInstalled();
ensureBuilt();
run(process.execPath, [
  "--import",
  "./test/fixtures/register-typescript.mjs",
  "test/faults/run.ts",
  ...process.argv.slice(2),
]);
