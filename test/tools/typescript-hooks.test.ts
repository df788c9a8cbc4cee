import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { WITH_TYPESCRIPT } from "../helpers/program.ts";

test("what tests start from its source can load the pages of the dashboard", () => {
  const page = pathToFileURL("src/dashboard/parts/state.tsx").href;
  const script = `console.log(Object.keys(await import("${page}")).join())`;

  const { stdout, stderr } = spawnSync(process.execPath, [...WITH_TYPESCRIPT, "--input-type=module", "-e", script], {
    encoding: "utf8",
  });

  expect({ stdout, stderr }).toEqual({ stdout: "STUCK,State\n", stderr: "" });
});
