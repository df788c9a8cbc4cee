// Brings a checkout to where its commands can run: dependencies installed, program built. Plain Node, no dependencies.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const INSTALLED = join(ROOT, "node_modules", ".heyrules-installed");
const BUILT = join(ROOT, "dist", ".built");

/** Runs `npm ci` unless the dependencies of this lock file are there. */
export function ensureInstalled() {
  const lock = readFileSync(join(ROOT, "package-lock.json"), "utf8");
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, "utf8") === lock) return;
  process.stderr.write("Installing dependencies…\n");
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  writeFileSync(INSTALLED, lock);
}

/** Compiles src to dist unless dist is newer than every source. */
export function ensureBuilt() {
  if (existsSync(BUILT) && statSync(BUILT).mtimeMs > newestSource()) return;
  process.stderr.write("Building…\n");
  rmSync(join(ROOT, "dist"), { recursive: true, force: true });
  run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"]);
  // For `npx heyrules`, which runs the file itself.
  chmodSync(join(ROOT, "dist/main.js"), 0o755);
  writeFileSync(BUILT, "");
}

/** Runs a command in the checkout and ends this process with its exit code when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: ROOT, stdio: "inherit", ...options });
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function newestSource() {
  const files = readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  const settings = ["package-lock.json", "tsconfig.json", "tsconfig.build.json"].map((name) => join(ROOT, name));
  return Math.max(...[...paths, ...settings].map((path) => statSync(path).mtimeMs));
}
