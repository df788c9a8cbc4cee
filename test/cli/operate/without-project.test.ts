import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestEngine, textData } from "../../helpers/engine.ts";
import type { CommandResult } from "../../helpers/project.ts";
import { makeProject } from "../../helpers/project.ts";

const REFUSING = { mocks: { crm: { status: 400, json: null, fail: false } } };

/** A store with a run that failed and an opt-out, whose project is gone; commands name it. */
async function makeLoneStore(): Promise<{
  readonly run: (command: string) => Promise<CommandResult>;
  readonly event: string;
  readonly failed: string;
}> {
  const project = makeProject();
  const engine = await startTestEngine(project, REFUSING);
  await engine.receive("target_opt_out", { target: "12025550100" });
  const event = await engine.receive("message_recieved", textData("what is the price?", { phone: "12025550101" }));
  await engine.stop();
  const { out } = await project.run("runs", "ls", "--status", "failed", "--json");
  const [failed] = (JSON.parse(out) as { runs: { id: string }[] }).runs;
  for (const name of ["heyrules.yaml", "rules"]) rmSync(join(project.folder, name), { recursive: true });
  return {
    run: (command) => project.run(...command.split(" "), "--store", project.store),
    event,
    failed: failed?.id ?? "",
  };
}

test("what changes a store that is named asks for no project, but where rules or connections are needed", async () => {
  const { run, failed } = await makeLoneStore();

  for (const command of [
    "pause --yes",
    "resume --yes",
    "pause --rule answer-price --yes",
    "resume --rule answer-price --yes",
    "runs cancel --all --yes",
    `runs retry ${failed} --yes`,
    `dead drop ${failed}`,
    `runs resume ${failed}`,
    `dead resolve ${failed} --sent`,
    "dead retry --rule push-opt-out",
    "contacts release +12025550100 --yes",
    "contacts erase +12025550100 --yes",
  ]) {
    const { err } = await run(command);

    expect({ command, err }).toEqual({ command, err: expect.not.stringContaining("heyrules.yaml") as string });
  }
});

test("what reads a store that is named asks for no project", async () => {
  const { run, event, failed } = await makeLoneStore();

  const shown = await run(`events show ${event}`);
  for (const command of [
    "events ls",
    "runs ls",
    `runs show ${failed}`,
    `dead show ${failed}`,
    "dead ls",
    "contacts ls",
  ]) {
    expect({ command, ...(await run(command)) }).toMatchObject({
      command,
      code: 0,
      err: expect.not.stringContaining("yaml") as string,
    });
  }

  expect([shown.code, shown.err]).toEqual([0, ""]);
  expect(shown.out).toContain("✓ answer-price fired\n  rules that were not looked at are not known without a project");
});

test("what needs the rules says that they are missing, and does nothing", async () => {
  const { run, event, failed } = await makeLoneStore();

  for (const command of [
    `events replay ${event} --yes`,
    `runs resume ${failed} --on-new-version --yes`,
    "runs cancel --if true --yes",
  ]) {
    const { code, err } = await run(command);

    expect({ command, code, err }).toEqual({
      command,
      code: 3,
      err: expect.stringMatching(/heyrules[.]yaml[^]*\[CONFIG_INVALID\]$/) as string,
    });
  }
  expect((await run("audit ls")).err).toBe("Nobody has changed anything in the store by hand.");
});

test("a name that cannot be checked without the project is taken, which is said", async () => {
  const { run } = await makeLoneStore();

  const { code, err } = await run("pause --connection crn --yes");

  expect([code, err]).toEqual([0, 'Whether there is a connection "crn" is not known without the project.']);
});
