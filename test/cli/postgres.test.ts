import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openPostgresStore } from "../../src/stores/postgres/store.ts";
import { makeNewEvent } from "../helpers/make.ts";
import { usePostgres } from "../helpers/postgres.ts";
import { makeProject, runCommand } from "../helpers/project.ts";
import { diagnose } from "./doctor/diagnose.ts";

const server = usePostgres();

test("doctor looks at a database beside a running engine, makes nothing, and never shows the password", async () => {
  const url = await server.createDatabase();
  const { password, pathname } = new URL(url);
  const at = async (store: string) => {
    const { report, find } = await diagnose({
      project: makeProject(),
      environment: { HEYRULES_STORE: store },
      options: ["--offline"],
    });
    expect(JSON.stringify(report)).not.toContain(password);
    return find("store");
  };

  const empty = await at(url);
  const schemas = await server.execute(url, "SELECT 1 FROM pg_namespace WHERE nspname = 'heyrules'");
  const store = await openPostgresStore({ url });
  onTestFinished(() => store.close());
  const used = await at(url);
  const missing = await at(url.replace(pathname, "/nowhere"));

  expect(empty).toMatchObject({ status: "ok", message: expect.stringContaining("no tables yet") as string });
  expect(schemas).toEqual([]);
  expect(used).toMatchObject({ status: "ok", message: expect.stringContaining("can be read and written") as string });
  expect(missing).toMatchObject({ status: "failed", message: expect.stringContaining("does not exist") as string });
});

test("events are read from a database beside a running engine, by --store or by a file that holds the URL", async () => {
  const url = await server.createDatabase();
  const project = makeProject();
  const secret = join(project.folder, "store-url");
  writeFileSync(secret, `${url}\n`);
  const before = await runCommand(["events", "ls", "--store", url], {});
  const store = await openPostgresStore({ url });
  onTestFinished(() => store.close());
  await store.accept([makeNewEvent()]);

  const named = await runCommand(["events", "ls", "--store", url], {});
  const configured = await runCommand(["--config", join(project.folder, "heyrules.yaml"), "events", "ls", "--json"], {
    HEYRULES_STORE_FILE: secret,
    CRM_TOKEN: "canary",
  });

  expect(before.code).toBe(5);
  expect(before.err).toContain("There is no store postgres://heyrules@");
  expect(before.err).not.toContain(new URL(url).password);
  expect(named.out).toContain("evt_1");
  expect(configured.out).toContain("evt_1");
});
