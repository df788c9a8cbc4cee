// Brings a checkout to where its commands can run: dependencies installed, program built. Plain Node, no dependencies.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const INSTALLED = join(ROOT, "node_modules", ".heyrules-installed");
const PROGRESS_MS = 5_000;

/** Runs `npm ci` unless the dependencies of this lock file are there. */
export async function ensureInstalled() {
  const lock = readFileSync(join(ROOT, "package-lock.json"), "utf8");
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, "utf8") === lock) return;
  process.stderr.write("Installing dependencies, once; it takes about half a minute…\n");
  await install();
  writeFileSync(INSTALLED, lock);
}

/** Programs of threads, which are loaded by name. */
export const THREADS = ["src/stores/sqlite/checkpoint-worker.js"];

/** Bundles src to dist unless dist is newer than every source. Types are not looked at: `npm run check` and `npm test` do, once. */
export function ensureBuilt() {
  ensureBundled("dist");
}

/** The same to dist-whole, with the packages inside: it starts in two thirds of the time, which tests do hundreds of times. */
export function ensureWholeBuilt() {
  ensureBundled("dist-whole", "--whole");
}

/** Runs a command in the checkout and ends this process with its exit code when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: ROOT, stdio: "inherit", ...options });
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function ensureBundled(folder, ...options) {
  const built = join(ROOT, folder, ".built");
  if (existsSync(built) && statSync(built).mtimeMs > newestSource()) return;
  process.stderr.write("Building…\n");
  run(process.execPath, ["scripts/bundle.mjs", folder, "src/main.ts", ...THREADS, ...options]);
  // For `npm link` and `npx heyrules`, which run the file itself; the bundler leaves it as no program.
  chmodSync(join(ROOT, folder, "main.js"), 0o755);
  writeFileSync(built, "");
}

/** Shows npm's own progress on a terminal, and elsewhere a line every few seconds. */
async function install() {
  const isTerminal = process.stderr.isTTY === true;
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1_000);
  // By a shell, since npm is a script on Windows, which node starts in no other way.
  const quiet = isTerminal ? "" : " --loglevel=error";
  const npm = spawn(`npm ci --no-audit --no-fund${quiet}`, { cwd: ROOT, shell: true, stdio: ["ignore", 2, 2] });
  const timer = setInterval(() => {
    if (!isTerminal) process.stderr.write(`  still installing, ${seconds()} s\n`);
  }, PROGRESS_MS);
  const code = await new Promise((resolve, reject) => {
    npm.once("error", reject);
    npm.once("close", resolve);
  }).finally(() => clearInterval(timer));
  if (code !== 0) {
    process.stderr.write(`npm ci failed with exit code ${code}; the lines above say why.\n`);
    process.exit(1);
  }
  process.stderr.write(`Installed in ${seconds()} s.\n`);
}

function newestSource() {
  const files = readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  const settings = ["package-lock.json", "tsconfig.json", "scripts/bundle.mjs"].map((name) => join(ROOT, name));
  return Math.max(...[...paths, ...settings].map((path) => statSync(path).mtimeMs));
}
