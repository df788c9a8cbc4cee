// Installs the dependencies and bundles src/ to dist/, each when it is not done: `npm run build`.
import { ensureBuilt, ensureInstalled } from "./ensure.mjs";

await ensureInstalled();
ensureBuilt();
