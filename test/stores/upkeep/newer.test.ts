import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openConnection } from "../../../src/stores/sqlite/connection.ts";
import { openStore } from "../../../src/stores/open-store.ts";
import { upkeepOf } from "../../../src/stores/upkeep.ts";
import { SYSTEM_RANDOM } from "../../../src/system.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { makeEntry } from "../contract/fixture.ts";

const AGE = { horizons: { texts: 1, events: 1, dedupe_keys: 1, reservations: 1, audit: 1, tallies: 1 }, now: 1 };

/** What a release of the future does to a store. */
const RENEW = {
  sqlite: (path: string) => {
    const connection = openConnection({ path, readOnly: false });
    connection.execute("PRAGMA user_version = 99");
    connection.close();
  },
  json: (path: string) => {
    writeFileSync(path, readFileSync(path, "utf8").replace(/"format": ?\d+/, '"format": 99'));
  },
} as const;

describe.each(["sqlite", "json"] as const)("a %s store of a newer release", (kind) => {
  test("is refused by whatever looks at it, copies it or changes it", async () => {
    const path = join(makeTemporaryFolder(), "store");
    const url = `${kind}:${path}`;
    await (await openStore(url, { random: SYSTEM_RANDOM })).close();
    RENEW[kind](path);
    const before = readFileSync(path);
    const upkeep = upkeepOf(url);

    for (const deed of [
      () => upkeep.check(),
      () => upkeep.migrate(),
      () => upkeep.planPrune(AGE),
      () => upkeep.prune(AGE, () => makeEntry()),
      () => upkeep.backUp(`${path}.copy`, []),
      () => upkeep.openSnapshot(),
      () => upkeep.openFilling(),
    ]) {
      await expect(deed(), String(deed)).rejects.toMatchObject({ code: "STORE_VERSION" });
    }
    expect(readFileSync(path)).toEqual(before);
  });
});
