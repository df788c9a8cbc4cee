// The fault tests that take too long for `npm test`: the engine is killed 200 times under load.
import { ensureBuilt, ensureInstalled, run } from "./ensure.mjs";

await ensureInstalled();
ensureBuilt();
run(process.execPath, ["--import", "./test/fixtures/register-typescript.mjs", "test/faults/kill.ts"]);
