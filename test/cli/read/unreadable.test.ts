import { expect, test } from "vitest";
import { startTestEngine } from "../../helpers/engine.ts";
import { makeProject } from "../../helpers/project.ts";
import type { TestProject } from "../../helpers/project.ts";
import { damageFile, executeInFile } from "../../stores/unreadable/unreadable-stores.ts";

const FAILING = { mocks: { crm: { status: 503, json: null, fail: false } } };

/** A project with a run that waits and an event, both of which cannot be read. */
async function makeDamaged(status: string): Promise<{ readonly project: TestProject; readonly run: string }> {
  const project = makeProject();
  const engine = await startTestEngine(project, FAILING);
  await engine.receive("target_opt_out", { target: "12025550100" });
  const { out } = await project.run("runs", "ls", "--json");
  const [found] = (JSON.parse(out) as { runs: { id: string }[] }).runs;
  const path = project.store.replace("sqlite:", "");
  await engine.stop();
  // As if it waited for an approval, or had failed: lists of such ask for the status.
  executeInFile(path, `UPDATE runs SET status = '${status}'`);
  damageFile(path, "runs", "true");
  damageFile(path, "events", "true");
  damageFile(path, "contacts", "true");
  return { project, run: found?.id ?? "" };
}

test.each([
  ["run", ["runs", "ls"]],
  ["run", ["approvals", "ls"]],
  ["run", ["dead", "ls"]],
  ["run", ["runs", "show", "RUN"]],
  ["run", ["runs", "cancel", "RUN", "--reason", "over", "--yes"]],
  ["run", ["dead", "drop", "RUN", "--reason", "over", "--yes"]],
  ["event", ["events", "ls"]],
  ["contact", ["contacts", "show", "+12025550100"]],
] as const)("a %s that cannot be read is named by %j, with what to do and no stack", async (kind, words) => {
  const { project, run } = await makeDamaged(words[0] === "dead" ? "failed" : "waiting");

  const { code, err } = await project.run(...words.map((word) => (word === "RUN" ? run : word)));

  expect(code, err).toBe(5);
  const id = { run, event: "evt_", contact: "+1••••••0100" }[kind];
  expect(err).toContain(`The ${kind} ${id}`);
  expect(err).toContain('"heyrules store check" names all such records');
  expect(err).toContain("[RECORD_UNREADABLE]");
  expect(err).not.toMatch(/^ {4}at /m);
});

test("a contact of whom nothing can be read is erased all the same", async () => {
  const { project } = await makeDamaged("waiting");

  const { code, err } = await project.run("contacts", "erase", "+12025550100", "--reason", "asked", "--yes");

  expect(code, err).toBe(0);
  expect((await project.run("store", "check")).out).toContain("Nothing is wrong with it.");
});
