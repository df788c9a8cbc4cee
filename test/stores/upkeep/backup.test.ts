import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { backUpStore, importFromFile } from "../../../src/app/store/upkeep.ts";
import { openStore } from "../../../src/stores/open-store.ts";
import type { Store } from "../../../src/ports/store/store.ts";
import { SYSTEM_RANDOM } from "../../../src/system.ts";
import { makeNewEvent } from "../../helpers/make.ts";
import { usePostgres } from "../../helpers/postgres.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { fillBusily, recordsOf } from "./busy-store.ts";

const server = usePostgres();

async function open(url: string): Promise<Store> {
  const store = await openStore(url, { random: SYSTEM_RANDOM });
  onTestFinished(() => store.close());
  return store;
}

describe.each(["sqlite", "json", "postgres"])("a backup of a %s store", (kind) => {
  const makeUrl = async (folder: string) =>
    kind === "postgres" ? server.createDatabase() : `${kind}:${join(folder, "store")}`;

  /** A store that stands for the copy. */
  async function restore(copy: string): Promise<string> {
    if (kind !== "postgres") return `${kind}:${copy}`;
    const url = await server.createDatabase();
    await importFromFile(url, copy);
    return url;
  }

  test("holds all that was there, for its owner alone, and leaves nothing else behind", async () => {
    const folder = makeTemporaryFolder();
    const url = await makeUrl(folder);
    const store = await open(url);
    await fillBusily(store);
    const before = await recordsOf(url);
    const [copies, copy] = [makeTemporaryFolder(), "copy"];

    await backUpStore(url, join(copies, copy));

    expect(readdirSync(copies)).toEqual([copy]);
    expect(statSync(join(copies, copy)).mode & 0o777).toBe(0o600);
    const { marks, ...after } = await recordsOf(await restore(join(copies, copy)));
    expect({ ...after, marks: [] }).toEqual(before);
    expect(marks.map(([what]) => what)).toEqual(["pause", "audit"]);
  });

  test("is of one instant while events come in, and holds every one that was acknowledged before", async () => {
    const folder = makeTemporaryFolder();
    const url = await makeUrl(folder);
    const store = await open(url);
    let accepted = 0;
    const acceptMore = async () => {
      await store.accept([
        makeNewEvent({ event: { id: `evt_${accepted}`, phone: `+1202555${1_000 + (accepted % 50)}` } }),
      ]);
      accepted += 1;
    };
    for (let index = 0; index < 100; index += 1) await acceptMore();
    const copy = join(makeTemporaryFolder(), "copy");

    const over = new AbortController();
    const backingUp = backUpStore(url, copy).finally(() => {
      over.abort();
    });
    while (!over.signal.aborted) await acceptMore();
    await backingUp;

    const { records } = await recordsOf(await restore(copy));
    const ids = records.flatMap(([what, record]) => (what === "event" ? [record.event.id] : []));
    expect(ids.length).toBeGreaterThanOrEqual(100);
    expect(ids).toEqual(Array.from(ids, (_, index) => `evt_${index}`));
    expect(records.filter(([what]) => what === "dedupe_key")).toHaveLength(ids.length);
  });

  test("overwrites nothing", async () => {
    const url = await makeUrl(makeTemporaryFolder());
    await open(url);
    const copy = join(makeTemporaryFolder(), "copy");
    writeFileSync(copy, "precious");

    await expect(backUpStore(url, copy)).rejects.toMatchObject({ code: "USAGE" });

    expect(readFileSync(copy, "utf8")).toBe("precious");
  });

  test("of a store that is not there makes no file", async () => {
    const url = await makeUrl(makeTemporaryFolder());
    const copies = makeTemporaryFolder();

    await expect(backUpStore(url, join(copies, "copy"))).rejects.toMatchObject({ code: "STORE_MISSING" });

    expect(readdirSync(copies)).toEqual([]);
  });
});

test("a copy that is not good is not kept", async () => {
  const file = join(makeTemporaryFolder(), "store.json");
  const store = await open(`json:${file}`);
  await fillBusily(store);
  await store.close();
  writeFileSync(file, readFileSync(file, "utf8").replace(/"runs": \[[^]*?\n\]/, '"runs": []'));
  const copy = join(makeTemporaryFolder(), "copy");

  const refused = backUpStore(`json:${file}`, copy);

  await expect(refused).rejects.toMatchObject({
    code: "STORE_UNAVAILABLE",
    message: expect.stringContaining("effects without their run") as string,
  });
  expect(existsSync(copy)).toBe(false);
});
