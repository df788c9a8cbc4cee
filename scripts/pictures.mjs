// Takes the pictures of the documentation anew, of a week at a practice that the sandbox plays: npm run pictures.
import { ensureBuilt, ensureInstalled, run } from "./ensure.mjs";

await ensureInstalled();
ensureBuilt();
run(process.execPath, ["--import", "./test/fixtures/register-typescript.mjs", "test/pictures/take.ts"]);
