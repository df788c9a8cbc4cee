// Writes our modules as few files, since each that is loaded takes its time: `node scripts/bundle.mjs dist src/main.ts`. A file for each
// entry and each command (`import()`), and for what some of them share, all in one folder, which stands where src does
// (`src/package-folder.ts`). Packages stay what npm installs, unless `--whole` asks for theirs too: a program for tests, which start it
// hundreds of times.
import { build } from "rolldown";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { whole: { type: "boolean" } } });
const [folder, ...entries] = positionals;
/** Whatever is no path; `C:\` begins one. */
const PACKAGES = /^(?![a-z]:)[^./]/i;
/** What is native, and what need not be installed. */
const NEVER_INSIDE = ["@photostructure/sqlite", "@opentelemetry/api", "pg-native"];

await build({
  input: entries,
  external: values.whole ? NEVER_INSIDE : PACKAGES,
  platform: "node",
  tsconfig: "tsconfig.json",
  transform: { target: "node20.19" },
  output: {
    dir: folder,
    cleanDir: true,
    sourcemap: true,
    // Traces name places in the source; its text is not shipped.
    sourcemapExcludeSources: true,
  },
});
