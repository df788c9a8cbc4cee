import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { namePlacesInSource } from "../../src/cli/errors/source-places.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";

const MAIN = `interface Told { readonly stack?: string }
const { fail } = await import("./command.ts");
try { fail(); } catch (error) { console.log((error as Told).stack); }
`;
const COMMAND = `import "yaml";

export function fail(): never {
  throw new Error("a bug at file:///nowhere.js:1:1");
}
`;

test("a command is a file of its own, packages stay outside, and a trace is told with places in the source", () => {
  const folder = makeTemporaryFolder();
  mkdirSync(join(folder, "src"));
  writeFileSync(join(folder, "tsconfig.json"), "{}");
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "src/main.ts"), MAIN);
  writeFileSync(join(folder, "src/command.ts"), COMMAND);
  const run = (args: readonly string[]) => spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });

  const built = run([resolve("scripts/bundle.mjs"), "dist", "src/main.ts"]);
  // Where its packages would be installed.
  mkdirSync(join(folder, "node_modules/yaml"), { recursive: true });
  writeFileSync(join(folder, "node_modules/yaml/index.js"), "");
  const ran = run(["dist/main.js"]);

  expect({ status: built.status, said: built.stderr }).toEqual({ status: 0, said: "" });
  expect(readdirSync(join(folder, "dist")).map((name) => name.replace(/-[\w-]{8}[.]/, "."))).toEqual([
    "command.js",
    "command.js.map",
    "main.js",
    "main.js.map",
  ]);
  const source = pathToFileURL(join(folder, "src")).href;
  expect(ran.stdout).toMatch(/\/dist\/command-[\w-]+[.]js:/);
  expect(namePlacesInSource(ran.stdout).split("\n").slice(0, 3)).toEqual([
    "Error: a bug at file:///nowhere.js:1:1",
    `    at fail (${source}/command.ts:4:9)`,
    `    at ${source}/main.ts:3:7`,
  ]);
});
