// Runs the program of this checkout: `node scripts/heyrules.mjs demo` installs and builds what is missing first.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, ROOT } from "./ensure.mjs";

ensureInstalled();
ensureBuilt();
const child = spawn(process.execPath, ["--enable-source-maps", join(ROOT, "dist/main.js"), ...process.argv.slice(2)], {
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => {
  process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143);
});
