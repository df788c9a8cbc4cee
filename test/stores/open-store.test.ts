import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/stores/open-store.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";

const options = { random: { next: () => 0.5 } };

test.each(["sqlite", "json"])("%s: makes the file and its folder", async (scheme) => {
  const path = join(makeTemporaryFolder(), "data", "store");

  const store = await openStore(`${scheme}:${path}`, options);
  onTestFinished(() => store.close());

  expect(existsSync(path)).toBe(true);
});

test("memory: draws its deployment key from the given randomness, a file does not", async () => {
  const path = join(makeTemporaryFolder(), "state.json");

  const stores = [await openStore("memory:", options), await openStore("memory:", options)];
  const file = await openStore(`json:${path}`, options);
  onTestFinished(() => file.close());

  expect(stores[0]?.deploymentKey).toBe(stores[1]?.deploymentKey);
  expect(file.deploymentKey).not.toBe(stores[0]?.deploymentKey);
});

test.each(["sqlite", "json"])("%s: a store that is only read must be there", async (scheme) => {
  const path = join(makeTemporaryFolder(), "store");

  await expect(openStore(`${scheme}:${path}`, { ...options, readOnly: true })).rejects.toMatchObject({
    code: "STORE_MISSING",
  });
  expect(existsSync(path)).toBe(false);
});

test.each(["sqlite", "json"])("%s: a folder that cannot be made is the operator's to see", async (scheme) => {
  const blocked = join(makeTemporaryFolder(), "file");
  writeFileSync(blocked, "");

  await expect(openStore(`${scheme}:${blocked}/store`, options)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
});

test.each([
  { url: "postgres://localhost", message: "postgres://user@host/database" },
  { url: "sqlite:", message: "sqlite:FILE" },
  { url: "data/heyrules.db", message: "sqlite:FILE" },
  { url: "", message: "sqlite:FILE" },
])("$url is refused as a store", async ({ url, message }) => {
  await expect(openStore(url, options)).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringContaining(message) as string,
  });
});

test.skipIf(process.platform === "win32").each(["sqlite", "json"])(
  "a %s store this user may not look at is not said to be missing",
  (kind) => {
    const folder = makeTemporaryFolder();
    mkdirSync(join(folder, "data"), { mode: 0o000 });

    // Root may look at everything, so the process becomes somebody else first.
    const script = `
      const { openStore } = await import(${JSON.stringify(new URL("../../src/stores/open-store.ts", import.meta.url))});
      if (process.getuid() === 0) process.setuid(65_534);
      await openStore(process.argv[1], { random: { next: () => 0.5 }, readOnly: true }).catch(({ code, message }) => console.log(code, message));`;
    const url = `${kind}:${join(folder, "data/heyrules.db")}`;
    const { stdout } = spawnSync(process.execPath, [
      "--import",
      "./test/fixtures/register-typescript.mjs",
      "--input-type=module",
      "-e",
      script,
      url,
    ]);

    expect(stdout.toString()).toContain("STORE_UNAVAILABLE");
    expect(stdout.toString()).toContain("heyrules.db may not be read by this user");
  },
);

test("a file where the folder of a store must be is not a store that is still to come", async () => {
  const file = join(makeTemporaryFolder(), "data");
  writeFileSync(file, "");

  await expect(openStore(`sqlite:${join(file, "heyrules.db")}`, { ...options, readOnly: true })).rejects.toMatchObject({
    code: "STORE_UNAVAILABLE",
    message: expect.stringContaining("is not a folder") as string,
  });
});
