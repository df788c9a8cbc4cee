import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { exportToFile, importFromFile } from "../../../src/app/store/upkeep.ts";
import type { Store } from "../../../src/ports/store/store.ts";
import { openStore } from "../../../src/stores/open-store.ts";
import { upkeepOf } from "../../../src/stores/upkeep.ts";
import { SYSTEM_RANDOM } from "../../../src/system.ts";
import { makeNewEvent } from "../../helpers/make.ts";
import { usePostgres } from "../../helpers/postgres.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { fillBusily, KNOWN_DELIVERY, LATER, recordsOf } from "./busy-store.ts";

const server = usePostgres();

async function open(url: string): Promise<Store> {
  const store = await openStore(url, { random: SYSTEM_RANDOM });
  onTestFinished(() => store.close());
  return store;
}

async function makeBusyStore(url: string): Promise<void> {
  const store = await open(url);
  await fillBusily(store);
  await store.close();
}

describe("a store that is moved", () => {
  test("holds the same from SQLite to JSON to PostgreSQL and back, both ways round", async () => {
    const folder = makeTemporaryFolder();
    const file = (name: string) => join(folder, name);
    const stops = [
      `sqlite:${file("1.db")}`,
      `json:${file("2.json")}`,
      await server.createDatabase(),
      `sqlite:${file("4.db")}`,
      await server.createDatabase(),
      `json:${file("6.json")}`,
      `sqlite:${file("7.db")}`,
    ];
    const [first = "", ...others] = stops;
    await makeBusyStore(first);
    const before = await recordsOf(first);

    let from = first;
    for (const [index, to] of others.entries()) {
      const moved = file(`${index}.ndjson${index % 2 === 0 ? ".gz" : ""}`);
      const written = await exportToFile(from, moved);
      const read = await importFromFile(to, moved);
      expect(read).toEqual(written);
      const { marks, ...after } = await recordsOf(to);
      expect({ ...after, marks: [] }, to).toEqual(before);
      expect(marks.map(([kind]) => kind).toSorted()).toEqual([...Array<string>(index + 1).fill("audit"), "pause"]);
      from = to;
    }

    const kinds = new Set(before.records.map(([kind]) => kind));
    expect([...kinds].toSorted()).toEqual([
      "audit",
      "contact",
      "dedupe_key",
      "effect",
      "event",
      "opt_state",
      "pause",
      "reservation",
      "rule",
      "rule_load",
      "run",
      "tally",
    ]);
    const statuses = new Set(before.records.flatMap(([kind, record]) => (kind === "run" ? [record.status] : [])));
    expect([...statuses].toSorted()).toEqual(["done", "queued", "waiting"]);
  });

  test.each(["sqlite", "json", "postgres"])(
    "knows its deliveries and its texts again, and goes on, as %s",
    async (kind) => {
      const folder = makeTemporaryFolder();
      const from = `sqlite:${join(folder, "from.db")}`;
      const to = kind === "postgres" ? await server.createDatabase() : `${kind}:${join(folder, "to")}`;
      await makeBusyStore(from);
      const source = await open(from);
      const [text] = (await source.listRuns({ limit: 1_000 })).rows.flatMap(({ effects }) =>
        effects.flatMap(({ localId }) => localId ?? []),
      );
      const due = await source.nextDueAt();
      await exportToFile(from, join(folder, "moved.gz"));

      await importFromFile(to, join(folder, "moved.gz"));

      const store = await open(to);
      const repeat = makeNewEvent({ event: { id: "evt_again" }, dedupe: KNOWN_DELIVERY.dedupe });
      expect(await store.accept([{ ...repeat, digest: KNOWN_DELIVERY.digest }])).toEqual([
        { outcome: "duplicate", eventId: "evt_known" },
      ]);
      expect(await store.ownText({ localId: text ?? "", messageId: null })).not.toBe(null);
      expect(store.deploymentKey).toBe(source.deploymentKey);
      expect(await store.nextDueAt()).toBe(due);
      expect((await store.pauses()).map(({ kind: scope }) => scope)).toContain("all");
      const claimed = async (one: Store) => (await one.claimLanes(LATER, 100)).map(({ lane }) => lane);
      expect((await claimed(store)).toSorted()).toEqual((await claimed(source)).toSorted());
      const turns = async (one: Store) => (await one.claimTurns(LATER, () => 100)).map(({ runId }) => runId);
      expect((await turns(store)).toSorted()).toEqual((await turns(source)).toSorted());
    },
  );
});

describe("what cannot be imported", () => {
  test.each(["sqlite", "json", "postgres"])(
    "into a %s store that holds something already: nothing is changed",
    async (kind) => {
      const folder = makeTemporaryFolder();
      const url = kind === "postgres" ? await server.createDatabase() : `${kind}:${join(folder, "to")}`;
      await makeBusyStore(url);
      const before = await recordsOf(url);
      await exportToFile(url, join(folder, "moved"));

      const refused = importFromFile(url, join(folder, "moved"));

      await expect(refused).rejects.toMatchObject({
        code: "USAGE",
        message: expect.stringContaining("empty one") as string,
      });
      expect(await recordsOf(url)).toEqual(before);
    },
  );

  test.each(["sqlite", "postgres"])("into a %s store that an engine has open", async (kind) => {
    const folder = makeTemporaryFolder();
    const from = `json:${join(folder, "from")}`;
    await makeBusyStore(from);
    await exportToFile(from, join(folder, "moved"));
    const url = kind === "postgres" ? await server.createDatabase() : `sqlite:${join(folder, "to")}`;
    await open(url);

    await expect(importFromFile(url, join(folder, "moved"))).rejects.toMatchObject({ code: "STORE_LOCKED" });
  });

  test.each(["sqlite", "postgres"])(
    "an import that did not end: every opening of the %s store refuses it",
    async (kind) => {
      const folder = makeTemporaryFolder();
      const from = `json:${join(folder, "from")}`;
      await makeBusyStore(from);
      const { records } = await recordsOf(from);
      const url = kind === "postgres" ? await server.createDatabase() : `sqlite:${join(folder, "to")}`;

      const filling = await upkeepOf(url).openFilling();
      await filling.write(records.slice(0, 60));
      await filling.close();

      const incomplete = { code: "STORE_INCOMPLETE" };
      await expect(openStore(url, { random: SYSTEM_RANDOM })).rejects.toMatchObject(incomplete);
      await expect(openStore(url, { random: SYSTEM_RANDOM, readOnly: true })).rejects.toMatchObject(incomplete);
      await expect(upkeepOf(url).openFilling()).rejects.toMatchObject(incomplete);
      await expect(upkeepOf(url).check()).rejects.toMatchObject(incomplete);
    },
  );

  test.each(["sqlite", "json"])("half of a file into a %s store: nothing is written", async (kind) => {
    const folder = makeTemporaryFolder();
    const from = `json:${join(folder, "from")}`;
    await makeBusyStore(from);
    const moved = join(folder, "moved");
    await exportToFile(from, moved);
    const text = readFileSync(moved, "utf8");
    writeFileSync(moved, text.slice(0, text.length / 2));

    const refused = importFromFile(`${kind}:${join(folder, "to")}`, moved);

    await expect(refused).rejects.toMatchObject({
      code: "FILE_UNUSABLE",
      message: expect.stringContaining("end is missing") as string,
    });
    expect(existsSync(join(folder, "to"))).toBe(false);
  });

  test.each([
    ["another file", "# Notes\n", "no JSON"],
    ["another kind of file", '{"format":2}\n', "no export of heyrules"],
    ["a newer layout", '{"format":"heyrules/export/2","deploymentKey":"k"}\n', "heyrules/export/2"],
  ])("%s", async (_what, text, why) => {
    const folder = makeTemporaryFolder();
    writeFileSync(join(folder, "moved"), text);

    const refused = importFromFile(`json:${join(folder, "to")}`, join(folder, "moved"));

    await expect(refused).rejects.toMatchObject({
      code: "FILE_UNUSABLE",
      message: expect.stringContaining(why) as string,
    });
  });

  test("a file that was changed, though its end is there", async () => {
    const folder = makeTemporaryFolder();
    const from = `json:${join(folder, "from")}`;
    await makeBusyStore(from);
    const moved = join(folder, "moved.gz");
    await exportToFile(from, moved);
    const text = gunzipSync(readFileSync(moved)).toString();
    writeFileSync(moved, gzipSync(text.replace("hello", "jello")));

    const refused = importFromFile(`json:${join(folder, "to")}`, moved);

    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining("was changed") as string });
  });
});

test("an export is read by what is in it, whatever its name says of compression", async () => {
  const folder = makeTemporaryFolder();
  const from = `json:${join(folder, "from")}`;
  await makeBusyStore(from);
  await exportToFile(from, join(folder, "moved.gz"));
  writeFileSync(join(folder, "packed.ndjson"), readFileSync(join(folder, "moved.gz")));
  writeFileSync(join(folder, "plain.gz"), gunzipSync(readFileSync(join(folder, "moved.gz"))));

  const counts = await Promise.all(
    ["packed.ndjson", "plain.gz"].map((name) =>
      importFromFile(`json:${join(folder, `to ${name}`)}`, join(folder, name)),
    ),
  );

  expect(counts[0]).toEqual(counts[1]);
  expect(Object.keys(counts[0] ?? {}).length).toBeGreaterThan(3);
});

test("an export is for its owner alone, and overwrites nothing", async () => {
  const folder = makeTemporaryFolder();
  const from = `sqlite:${join(folder, "from.db")}`;
  await makeBusyStore(from);
  const file = join(folder, "moved.gz");
  await exportToFile(from, file);
  const before = readFileSync(file);

  await expect(exportToFile(from, file)).rejects.toMatchObject({ code: "USAGE" });

  expect(readFileSync(file).equals(before)).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
