// The newer Node that the tests run on once more: its binary comes from the npm registry and is kept in npm's own cache.
import { spawnSync } from "node:child_process";
import { ROOT } from "./ensure.mjs";

const VERSION = "24.9.0";

/** Path of that Node's binary, or why there is none here. */
export function findNewerNode() {
  if (Number(process.versions.node.split(".")[0]) >= Number(VERSION.split(".")[0])) {
    return { reason: `this is Node ${process.versions.node} already` };
  }
  const system = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${system}-${process.arch}@${VERSION}`;
  const network = ["--prefer-offline", "--fetch-retries=0", "--fetch-timeout=60000"];
  const result = spawnSync(
    "npm",
    ["exec", "--yes", "--loglevel=error", ...network, `--package=${name}`, "--", "node", "-p", "process.execPath"],
    { cwd: ROOT, encoding: "utf8", shell: process.platform === "win32" },
  );
  const path = result.stdout?.trim() ?? "";
  if (result.status !== 0 || path === process.execPath) return { reason: `the npm registry did not give ${name}` };
  return { path };
}
