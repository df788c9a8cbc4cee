import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openStore } from "../../../src/stores/open-store.ts";
import { SYSTEM_RANDOM } from "../../../src/system.ts";
import { makeNewEvent } from "../../helpers/make.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

test.skipIf(process.platform === "win32").each(["sqlite:heyrules.db", "json:heyrules.json"])(
  "what %s makes may be read by its owner alone",
  async (store) => {
    const [kind = "", name = ""] = store.split(":");
    const folder = join(makeTemporaryFolder(), "data");
    const open = await openStore(`${kind}:${join(folder, name)}`, { random: SYSTEM_RANDOM });
    await open.accept([makeNewEvent()]);

    const modes = readdirSync(folder).map((file) => [file, (statSync(join(folder, file)).mode & 0o777).toString(8)]);
    await open.close();

    expect(modes.length).toBeGreaterThan(1);
    expect(modes).toEqual(modes.map(([file]) => [file, "600"]));
    expect((statSync(folder).mode & 0o777).toString(8)).toBe("700");
  },
);
