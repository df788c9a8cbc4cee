import { join } from "node:path";
import { expect, test } from "vitest";
import { ownCommand } from "../../src/cli/own-command.ts";

const main = (home: string): string => join(home, "dist/main.js");

test.each([
  ["/work/mine", "/work/heyrules/", main("/work/heyrules"), "node ../heyrules/scripts/heyrules.mjs"],
  ["/work/mine", "/my work/heyrules/", main("/my work/heyrules"), 'node "../../my work/heyrules/scripts/heyrules.mjs"'],
  ["/work/heyrules", "/work/heyrules/", main("/work/heyrules"), "npm run heyrules --"],
  ["/work/mine", "/work/heyrules/", "/usr/local/bin/heyrules", "heyrules"],
  [
    "/work/mine",
    "/usr/local/lib/node_modules/heyrules/",
    "/usr/local/lib/node_modules/heyrules/dist/main.js",
    "heyrules",
  ],
  ["/work/mine", "/work/mine/node_modules/heyrules/", "/work/mine/node_modules/.bin/heyrules", "npx heyrules"],
])("in %s the program of %s, started as %s, is called by %s", (folder, home, script, command) => {
  expect(ownCommand({ folder, home, script })).toBe(command);
});
