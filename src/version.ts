import { createRequire } from "node:module";

// package.json stands beside src/ as beside dist/.
const { version } = createRequire(import.meta.url)("../package.json") as { readonly version: string };

/** Version of this program, such as `1.2.3`. */
export const VERSION: string = version;
