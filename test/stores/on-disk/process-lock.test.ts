import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { lockForProcess } from "../../../src/stores/on-disk/process-lock.ts";
import { openStore } from "../../../src/stores/open-store.ts";
import { startStoreProcess } from "../../helpers/store-process.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

const options = { random: { next: () => 0.5 } };

describe.each([
  { scheme: "sqlite", file: "heyrules.db" },
  { scheme: "json", file: "state.json" },
])("one process at a time has a $scheme store", ({ scheme, file }) => {
  test("a second opening is refused with the name of the file, in this process and in another", async () => {
    const path = join(makeTemporaryFolder(), file);
    const store = await openStore(`${scheme}:${path}`, options);
    onTestFinished(() => store.close());

    const other = startStoreProcess(`${scheme}:${path}`);

    expect(await other.answer()).toBe("STORE_LOCKED");
    await expect(openStore(`${scheme}:${path}`, options)).rejects.toMatchObject({
      code: "STORE_LOCKED",
      message: expect.stringContaining(path) as string,
    });
  });

  test("a store whose process died by SIGKILL opens at once and has what was acknowledged", async () => {
    const path = join(makeTemporaryFolder(), file);
    const other = startStoreProcess(`${scheme}:${path}`);
    const answers = [await other.answer(), await other.accept("evt_1"), await other.accept("evt_2")];
    await other.kill();

    const store = await openStore(`${scheme}:${path}`, options);
    onTestFinished(() => store.close());

    expect(answers).toEqual(["open", "stored", "stored"]);
    expect((await store.listEvents({ limit: 10 })).rows.map(({ event }) => event.id)).toEqual(["evt_2", "evt_1"]);
  });

  test("a store that was closed can be opened by another process", async () => {
    const path = join(makeTemporaryFolder(), file);
    const store = await openStore(`${scheme}:${path}`, options);
    await store.close();

    const other = startStoreProcess(`${scheme}:${path}`);

    expect(await other.answer()).toBe("open");
  });
});

test("a lock file that cannot be made is told with why, and what to do", () => {
  const path = join(makeTemporaryFolder(), "gone", "state.json");

  expect(() => lockForProcess(path)).toThrow(
    `The lock file ${path}.lock cannot be opened: there is no folder ${dirname(path)}; make it, or name another place.`,
  );
});

test("a lock file of an older release is left alone, and the operator told what to do", async () => {
  const path = join(makeTemporaryFolder(), "state.json");
  writeFileSync(`${path}.lock`, `${process.pid} 1`);

  await expect(openStore(`json:${path}`, options)).rejects.toMatchObject({
    code: "STORE_UNAVAILABLE",
    message: expect.stringContaining(`${path}.lock is none of this release`) as string,
  });
  expect(readFileSync(`${path}.lock`, "utf8")).toBe(`${process.pid} 1`);
});
