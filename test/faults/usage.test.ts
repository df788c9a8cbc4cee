import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, ["--import", "./test/fixtures/register-typescript.mjs", "test/faults/run.ts", ...args], {
    encoding: "utf8",
  });

test("the faults tell how they are run, and of an option that they do not know as well", () => {
  const [help, wrong] = [run("--help"), run("--seeed", "7")];

  expect([help.status, help.stderr]).toEqual([0, ""]);
  expect(help.stdout).toMatch(/^Usage: npm run faults -- /);
  for (const option of ["--seed", "--store", "--short", "--processes", "--minutes", "--list"])
    expect(help.stdout).toContain(`  ${option} `);
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toMatch(/^Unknown option '--seeed'/);
  expect(wrong.stderr).toContain("Usage: npm run faults -- ");
  expect(wrong.stderr).not.toContain("    at ");
});
