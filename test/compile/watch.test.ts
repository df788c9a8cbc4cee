import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { watchFiles } from "../../src/compile/watch.ts";
import type { FileWatch } from "../../src/compile/watch.ts";

let folder: string;
let watching: FileWatch;
let calls: number;
let onCall: () => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "heyrules-watch-"));
  calls = 0;
  onCall = () => undefined;
});

afterEach(async () => {
  await watching.close();
  await rm(folder, { recursive: true, force: true });
});

async function watch(paths: readonly string[]): Promise<void> {
  watching = watchFiles({
    paths,
    onChange: () => {
      calls += 1;
      onCall();
    },
  });
  await watching.ready;
}

/** Settles at the next call; a call that never comes runs into the time limit of the test. */
function nextCall(): Promise<void> {
  return new Promise((resolve) => {
    onCall = resolve;
  });
}

async function saveByRename(file: string, text: string): Promise<void> {
  await writeFile(`${file}.tmp`, text);
  await rename(`${file}.tmp`, file);
}

test("adding, changing and removing a rule file calls back", async () => {
  const file = join(folder, "a.yaml");
  await watch([folder]);

  for (const change of [() => writeFile(file, "a"), () => writeFile(file, "ab"), () => rm(file)]) {
    const called = nextCall();
    await change();
    await called;
  }

  expect(calls).toBeGreaterThanOrEqual(3);
});

test("files saved by rename call back every time, in a folder and alone", async () => {
  const rule = join(folder, "a.yaml");
  const config = join(folder, "heyrules.conf");
  await writeFile(rule, "0");
  await writeFile(config, "0");
  await watch([folder, config]);

  for (const file of [rule, config, rule, config, config, rule, rule]) {
    const called = nextCall();
    await saveByRename(file, `${file} ${calls}`);
    await called;
  }

  expect(calls).toBeGreaterThanOrEqual(7);
});

test("files that are not rules, and an editor's own, do not call back", async () => {
  await watch([folder]);

  const called = nextCall();
  await writeFile(join(folder, "notes.md"), "x");
  await writeFile(join(folder, ".a.yaml.swp"), "x");
  await writeFile(join(folder, "a.yaml"), "x");
  await called;

  expect(calls).toBe(1);
});

test("rule files in folders below are watched, also in one made later; hidden folders and other projects are not", async () => {
  await mkdir(join(folder, "crm"));
  await mkdir(join(folder, ".git"));
  await mkdir(join(folder, "other"));
  await writeFile(join(folder, "other", "heyrules.yaml"), "x");
  await watch([folder]);

  const called = nextCall();
  await writeFile(join(folder, ".git", "a.yaml"), "x");
  await writeFile(join(folder, "other", "a.yaml"), "x");
  await writeFile(join(folder, "crm", "a.yaml"), "x");
  await called;
  expect(calls).toBe(1);

  const made = nextCall();
  await mkdir(join(folder, "later"));
  await made;
  const saved = nextCall();
  await writeFile(join(folder, "later", "a.yaml"), "x");
  await saved;
});

test("a folder deleted and made again is still watched", async () => {
  const rules = join(folder, "rules");
  await mkdir(rules);
  await watch([rules]);

  const removed = nextCall();
  await rm(rules, { recursive: true });
  await removed;
  await mkdir(rules);
  const called = nextCall();
  await writeFile(join(rules, "a.yaml"), "x");
  await called;

  expect(calls).toBeGreaterThanOrEqual(2);
});

test("a file that does not exist yet is watched", async () => {
  const config = join(folder, "heyrules.conf");
  await watch([config]);

  const called = nextCall();
  await writeFile(config, "x");
  await called;

  expect(calls).toBe(1);
});

test("many changes at once are one call", async () => {
  await watch([folder]);

  const called = nextCall();
  await Promise.all(["a", "b", "c", "d"].map((name) => writeFile(join(folder, `${name}.yaml`), "x")));
  await called;

  expect(calls).toBe(1);
});

test("nothing calls back after the watch is closed", async () => {
  await watch([folder]);

  await watching.close();
  await writeFile(join(folder, "a.yaml"), "x");
  const other = watchFiles({ paths: [folder], onChange: () => undefined });
  await other.ready;
  await other.close();

  expect(calls).toBe(0);
});
