// Writes our modules as few files, since each that is loaded takes its time: `node scripts/bundle.mjs dist src/main.ts`. A file for each
// entry and each command (`import()`), and for what some of them share, all in one folder, which stands where src does
// (`src/package-folder.ts`). Packages stay what npm installs.
import { build } from "rolldown";

const [folder, ...entries] = process.argv.slice(2);

await build({
  input: entries,
  // Whatever is no path; `C:\` begins one.
  external: /^(?![a-z]:)[^./]/i,
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
