import { join } from "node:path";
import { expect, test } from "vitest";
import { refused } from "../../src/core/model/outcome.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";
import { openFileStore, startEngine } from "../run/make.ts";
import { executeInFile } from "../stores/unreadable/unreadable-stores.ts";
import { want } from "./make.ts";

const RULE = "r: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x } }] }";

test("a run that names a version it was not started by is not said to have been started anew as itself", async () => {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  const script = () => refused("http_400", "no", { httpStatus: 400 });
  const engine = await startEngine({ rules: RULE, script, store: await openFileStore(path) });
  await engine.text("hello");
  await engine.drain();
  const { run } = await engine.onlyRun();
  executeInFile(path, "UPDATE runs SET record = json_set(record, '$.ruleVersion', 'gone')");

  const report = await want(engine, { kind: "resume", runId: run.id, from: null, onNewVersion: true });

  const why = "was itself started by the version in force, though it names gone";
  expect(report).toMatchObject({ done: 0, refused: 1, items: [{ refused: expect.stringContaining(why) as string }] });
  expect(report.items[0]?.refused).toContain("dead drop");
});
