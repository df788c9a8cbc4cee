import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("the types of what operators write are those of the schemas; `npm run generate` brings them up to date", () => {
  const script = fileURLToPath(new URL("../../scripts/generate.mjs", import.meta.url));

  const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });

  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
