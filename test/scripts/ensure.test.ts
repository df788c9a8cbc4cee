import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";

const SCRIPTS = fileURLToPath(new URL("../../scripts", import.meta.url));

/** Installs in a checkout of its own, with an npm that does what the shell script says. */
function installWith(npm: string): { readonly folder: string; readonly code: number | null; readonly err: string } {
  const folder = makeTemporaryFolder();
  cpSync(SCRIPTS, join(folder, "scripts"), { recursive: true });
  writeFileSync(join(folder, "package-lock.json"), "{}");
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin", "npm"), `#!/bin/sh\n${npm}\n`);
  chmodSync(join(folder, "bin", "npm"), 0o755);
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", 'await (await import("./scripts/ensure.mjs")).ensureInstalled();'],
    { cwd: folder, env: { PATH: `${join(folder, "bin")}${delimiter}/usr/bin${delimiter}/bin` }, encoding: "utf8" },
  );
  return { folder, code: status, err: stderr };
}

test("what is installed, and that it is done, is said; it is not done again", () => {
  const { folder, code, err } = installWith('mkdir -p node_modules; echo "npm $@"');

  expect(code).toBe(0);
  expect(err).toMatch(
    /^Installing dependencies, once.*\nnpm ci --no-audit --no-fund --loglevel=error\nInstalled in \d+ s\.\n$/,
  );
  expect(existsSync(join(folder, "node_modules", ".heyrules-installed"))).toBe(true);
});

test("an npm that fails ends it with its message and exit code 1", () => {
  const { folder, code, err } = installWith("echo no network >&2; exit 7");

  expect(code).toBe(1);
  expect(err).toMatch(/no network\nnpm ci failed with exit code 7; the lines above say why\.\n$/);
  expect(existsSync(join(folder, "node_modules"))).toBe(false);
});
