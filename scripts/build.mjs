// Installs the dependencies and bundles src/ to dist/, each when it is not done: `npm run build`. With `--for-tests` also what they start.
import { ensureBuilt, ensureInstalled, ensureWholeBuilt } from "./ensure.mjs";

await ensureInstalled();
ensureBuilt();
if (process.argv.includes("--for-tests")) ensureWholeBuilt();
