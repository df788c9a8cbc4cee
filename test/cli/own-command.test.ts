import { join } from "node:path";
import { expect, test } from "vitest";
import { ownCommand } from "../../src/cli/own-command.ts";

const main = (home: string): string => join(home, "dist/main.js");

test.each([
  ["/srv/mine", "/srv/heyrules/", main("/srv/heyrules"), "node ../heyrules/scripts/heyrules.mjs"],
  ["/srv/mine", "/my srv/heyrules/", main("/my srv/heyrules"), 'node "../../my srv/heyrules/scripts/heyrules.mjs"'],
  ["/srv/heyrules", "/srv/heyrules/", main("/srv/heyrules"), "npm run heyrules --"],
  ["/srv/mine", "/srv/heyrules/", "/usr/local/bin/heyrules", "heyrules"],
  [
    "/srv/mine",
    "/usr/local/lib/node_modules/heyrules/",
    "/usr/local/lib/node_modules/heyrules/dist/main.js",
    "heyrules",
  ],
  ["/srv/mine", "/srv/mine/node_modules/heyrules/", "/srv/mine/node_modules/.bin/heyrules", "npx heyrules"],
  ["/srv/mine/rules", "/srv/mine/node_modules/heyrules/", "/srv/mine/node_modules/.bin/heyrules", "npx heyrules"],
  ["/srv/mine2", "/srv/mine/node_modules/heyrules/", "/srv/mine/node_modules/.bin/heyrules", "heyrules"],
])("in %s the program of %s, started as %s, is called by %s", (folder, home, script, command) => {
  expect(ownCommand({ folder, home, script })).toBe(command);
});
