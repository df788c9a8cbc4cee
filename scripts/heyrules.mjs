// Runs the program of this checkout: `node scripts/heyrules.mjs demo` installs and builds what is missing first.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, ROOT } from "./ensure.mjs";

await ensureInstalled();
ensureBuilt();
const child = spawn(process.execPath, ["--enable-source-maps", join(ROOT, "dist/main.js"), ...process.argv.slice(2)], {
  stdio: "inherit",
});
// Ctrl-C reaches the whole process group, so the child has it already; SIGTERM may come to this process alone.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("exit", (code, signal) => {
  process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143);
});
