import { chmodSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { expect, onTestFinished, test } from "vitest";
import { checkClock, checkNode, checkTimeZones, describeRoom, MINIMUM_NODE } from "../../../src/doctor/machine.ts";
import { openStore } from "../../../src/stores/open-store.ts";
import { SYSTEM_RANDOM } from "../../../src/system.ts";
import { makeProject } from "../../helpers/project.ts";
import { readDocument } from "../../helpers/documentation.ts";
import { diagnose } from "./diagnose.ts";

test("a clock that is off is told as a length of time people read, with what sets it right", () => {
  const years = checkClock(-2_278_105_864_000, { isSandbox: false });

  expect(years).toMatchObject({ status: "failed", next: expect.stringContaining("timedatectl") as string });
  expect(years.message).toContain("about 72 years behind Heymarket's");
  expect(checkClock(90_000, { isSandbox: false }).message).toContain("1m 30s ahead of Heymarket's");
  expect(checkClock(null, { isSandbox: false }).message).toBe("Heymarket named no time to compare with");
});

test("a store that does not exist is not made; one that does is tried, and left as it is", async () => {
  const project = makeProject();
  const path = join(project.folder, "heyrules.db");

  const before = await diagnose({ project, options: ["--offline"] });
  expect(existsSync(path)).toBe(false);
  await (await openStore(project.store, { random: SYSTEM_RANDOM })).close();
  const files = readdirSync(project.folder);
  const after = await diagnose({ project, options: ["--offline"] });

  expect(before.find("store")).toMatchObject({
    status: "ok",
    message: expect.stringContaining("first start") as string,
  });
  expect(after.find("store")).toMatchObject({ status: "ok", message: expect.stringContaining("written") as string });
  expect(readdirSync(project.folder)).toEqual(files);
});

test("a store that an engine holds is well", async () => {
  const project = makeProject();
  const store = await openStore(project.store, { random: SYSTEM_RANDOM });
  onTestFinished(() => store.close());

  const { code, find } = await diagnose({ project, options: ["--offline"] });

  expect(code).toBe(0);
  expect(find("store")?.message).toContain("held by a running engine");
});

test.each([
  ["older", 0, "warning", 0],
  ["newer", 99, "failed", 1],
] as const)("a store of an %s heyrules is left as it is", async (_name, version, status, exitCode) => {
  const project = makeProject();
  const path = join(project.folder, "heyrules.db");
  await (await openStore(project.store, { random: SYSTEM_RANDOM })).close();
  setVersion(path, version);

  const { code, find } = await diagnose({ project, options: ["--offline"] });

  expect(code).toBe(exitCode);
  expect(find("store")?.status).toBe(status);
  expect(find("disk")).toBeDefined();
  expect(readVersion(path)).toBe(version);
});

test.each([
  ["sqlite:PATH/heyrules.yaml/heyrules.db", "failed"],
  ["mysql:somewhere", "failed"],
  ["sqlite:/dev/null/heyrules.db", "failed"],
  ["sqlite:/proc/nowhere/heyrules.db", "failed"],
  ["json:/proc/nowhere/heyrules.json", "failed"],
  [`sqlite:PATH/new/${"n".repeat(300)}/heyrules.db`, "failed"],
  ["json:PATH/new/deeper/heyrules.json", "ok"],
  ["memory:", "warning"],
])("the store %s is %s", async (url, status) => {
  const project = makeProject();

  const { find } = await diagnose({
    project,
    environment: { HEYRULES_STORE: url.replace("PATH", project.folder) },
    options: ["--offline"],
  });

  expect(find("store")?.status).toBe(status);
  expect(readdirSync(project.folder)).toEqual(["heyrules.yaml", "rules"]);
});

test.skipIf(process.platform === "win32")("a .env that others may read is told, with the command", async () => {
  const project = makeProject();
  const file = join(project.folder, ".env");
  writeFileSync(file, "CRM_TOKEN=canary\n", { mode: 0o600 });
  const closed = await diagnose({ project, options: ["--offline"] });
  chmodSync(file, 0o644);

  const { code, find } = await diagnose({ project, options: ["--offline"] });

  expect(closed.find("env-file")?.status).toBe("ok");
  expect(code).toBe(0);
  expect(find("env-file")).toMatchObject({ status: "warning", next: `chmod 600 ${file}` });
});

test("the oldest Node.js is that of package.json", () => {
  const { engines } = JSON.parse(readDocument("package.json")) as { readonly engines: { readonly node: string } };

  expect(engines.node).toBe(`>=${MINIMUM_NODE}`);
});

test.each([
  ["20.18.3", "2026-01-01", "failed"],
  ["18.20.8", "2026-01-01", "failed"],
  ["20.19.0", "2026-04-29", "ok"],
  ["20.19.0", "2026-05-01", "warning"],
  ["22.4.0", "2027-04-29", "ok"],
  ["22.4.0", "2027-05-01", "warning"],
  ["24.0.0", "2027-05-01", "ok"],
  ["99.0.0", "2050-01-01", "ok"],
])("Node.js %s is on %s %s", (version, day, status) => {
  expect(checkNode(version, Date.parse(day)).status).toBe(status);
});

test("a zone that Node.js has no data of is told", () => {
  expect(checkTimeZones(["America/New_York", "UTC"]).status).toBe("ok");
  expect(checkTimeZones(["Mars/Olympus"])).toMatchObject({
    status: "failed",
    message: expect.stringContaining("Mars/Olympus") as string,
  });
});

test.each([
  [20_000_000, true, "failed"],
  [20_000_000, false, "warning"],
  [2_000_000_000, false, "ok"],
])("%i bytes of free disk, too few for deliveries %s, are %s", (free, isLow, status) => {
  expect(describeRoom({ free, isLow }, "/data").status).toBe(status);
});

function setVersion(path: string, version: number): void {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA user_version = ${version}`);
  database.close();
}

function readVersion(path: string): number {
  const database = new DatabaseSync(path);
  const row = database.prepare("PRAGMA user_version").get() as { readonly user_version: number };
  database.close();
  return row.user_version;
}
