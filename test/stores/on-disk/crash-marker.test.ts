import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openCrashWatch } from "../../../src/stores/on-disk/crash-marker.ts";
import type { OpenCrashWatch } from "../../../src/stores/on-disk/crash-marker.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

function open(path: string): OpenCrashWatch {
  const watch = openCrashWatch(`sqlite:${path}`, null);
  if (watch === null) throw new Error("no watch");
  return watch;
}

const makePath = (): string => join(makeTemporaryFolder(), "heyrules.db");

test("gives what the work gives, and knows of no crash", () => {
  const watch = open(makePath());

  expect(watch.during("evt_1", () => 7)).toBe(7);
  expect(watch.crashesOf("evt_1")).toBe(0);
});

test("a process that ended without closing counts against what it began last", () => {
  const path = makePath();
  for (let time = 0; time < 3; time += 1) {
    const watch = open(path);
    watch.during("evt_fine", () => null);
    watch.during("evt_poison", () => null);
  }

  const next = open(path);

  expect([next.crashesOf("evt_poison"), next.crashesOf("evt_fine")]).toEqual([3, 0]);
});

test("who ends at rest ends of nothing that is known", async () => {
  const path = makePath();
  const watch = open(path);
  watch.during("evt_1", () => null);
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));

  expect(open(path).crashesOf("evt_1")).toBe(0);
});

test("what was parked counts anew, also for the next process", () => {
  const path = makePath();
  for (let time = 0; time < 3; time += 1) open(path).during("evt_poison", () => null);
  const watch = open(path);
  watch.forgive("evt_poison");
  watch.forgive("evt_never");

  expect(watch.crashesOf("evt_poison")).toBe(0);
  expect(open(path).crashesOf("evt_poison")).toBe(0);
});

test("others in between do not make it forgotten", () => {
  const path = makePath();
  for (const id of ["evt_poison", "evt_other", "evt_poison"]) open(path).during(id, () => null);

  const next = open(path);

  expect([next.crashesOf("evt_poison"), next.crashesOf("evt_other")]).toEqual([2, 1]);
});

test("a process that was closed counts against nothing, and leaves no mark", () => {
  const path = makePath();
  const watch = open(path);
  watch.during("evt_1", () => null);
  watch.close();

  expect(existsSync(`${path}.working`)).toBe(false);
  expect(open(path).crashesOf("evt_1")).toBe(0);
});

test("files that are damaged count against nothing", () => {
  const path = makePath();
  writeFileSync(`${path}.working.crashes`, "{ not JSON");
  writeFileSync(`${path}.working`, "");

  expect(open(path).crashesOf("evt_1")).toBe(0);
});

test("only the owner may read it, and only the newest are remembered", () => {
  const path = makePath();
  for (let id = 0; id < 70; id += 1) open(path).during(`evt_${id}`, () => null);
  const next = open(path);

  expect(statSync(`${path}.working`).mode & 0o777).toBe(0o600);
  expect(statSync(`${path}.working.crashes`).mode & 0o777).toBe(0o600);
  expect([next.crashesOf("evt_0"), next.crashesOf("evt_69")]).toEqual([0, 1]);
});

test("a store without a file has its mark elsewhere, one in memory none", () => {
  const path = join(makeTemporaryFolder(), "data", "port-8080.working");
  openCrashWatch("postgres://a@b/c", path)?.during("evt_1", () => null);

  expect(openCrashWatch("postgres://a@b/c", path)?.crashesOf("evt_1")).toBe(1);
  expect(openCrashWatch("postgres://a@b/c", null)).toBeNull();
  expect(openCrashWatch("memory:", path)).toBeNull();
});
