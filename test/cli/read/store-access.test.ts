import { spawnSync } from "node:child_process";
import type { SpawnSyncReturns } from "node:child_process";
import { chmodSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../../src/stores/open-store.ts";
import { SYSTEM_RANDOM } from "../../../src/system.ts";
import { makeProject } from "../../helpers/project.ts";
import type { TestProject } from "../../helpers/project.ts";
import { MAIN } from "../../helpers/program.ts";

const NOBODY = 65_534;
const uid = process.getuid?.() ?? 0;

/** What Node.js does for a user who is not root; whom no mode of a file keeps out. */
function runAsOther(folder: string, args: readonly string[]): SpawnSyncReturns<string> {
  const user = uid === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  return spawnSync(process.execPath, args, { cwd: folder, env: {}, encoding: "utf8", ...user });
}

/** Standard error and exit code of `events ls`. */
function listAsOther({ folder }: TestProject, store: string): { readonly status: number | null; readonly err: string } {
  const { status, stderr } = runAsOther(folder, [MAIN, "events", "ls", "--store", store]);
  return { status, err: stderr };
}

/** A checkout in the home of root cannot be run by anybody else. */
const isImpossible = process.platform === "win32" || runAsOther("/", [MAIN, "--version"]).status !== 0;

async function makeStore(url: string): Promise<void> {
  await (await openStore(url, { random: SYSTEM_RANDOM })).close();
}

test.skipIf(isImpossible).each(["sqlite", "json"])(
  "a user who may not read the %s store is told why, and who may",
  async (kind) => {
    const project = makeProject();
    const file = join(project.folder, "store.db");
    await makeStore(`${kind}:${file}`);
    chmodSync(file, 0o000);
    chmodSync(dirname(file), 0o555);
    onTestFinished(() => {
      chmodSync(dirname(file), 0o755);
    });

    const { status, err } = listAsOther(project, `${kind}:${file}`);

    expect(status).toBe(5);
    expect(err).toContain(`The store ${file} may not be read by this user`);
    expect(err).toMatch(/Run the command as the user of the engine: sudo.* \[STORE_UNAVAILABLE\]/);
  },
);

test.skipIf(isImpossible)("a store in a folder that may not be entered is not said to be absent", async () => {
  const project = makeProject();
  const inner = join(project.folder, "rules");
  await makeStore(`sqlite:${join(inner, "store.db")}`);
  chmodSync(inner, 0o000);
  chmodSync(project.folder, 0o755);
  onTestFinished(() => {
    chmodSync(inner, 0o755);
  });

  expect(listAsOther(project, `sqlite:${join(inner, "store.db")}`).err).toContain("may not be read by this user");
});
