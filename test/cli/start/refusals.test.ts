import { join } from "node:path";
import { expect, test } from "vitest";
import type { CommandResult } from "../../helpers/project.ts";
import { makeProject, runCommand } from "../../helpers/project.ts";

/** All that a start needs to come as far as its store and its port. */
const COMPLETE = {
  config: "version: 1\ntimezone: America/New_York\nheymarket: { sender: 7731 }\n",
  rules: { "rules.yaml": "version: 1\nrules:\n  note: { on: message_recieved, do: [{ log: it came }] }\n" },
};
const ENVIRONMENT = { HEYMARKET_WEBHOOK_TOKEN: "canary-webhook", HEYRULES_PORT: "0" };

function start(folder: string, variables: Readonly<Record<string, string>>): Promise<CommandResult> {
  return runCommand(["start", "--config", join(folder, "heyrules.yaml")], { ...ENVIRONMENT, ...variables });
}

test("an address that is not this machine's is refused with exit code 3 and what to do", async () => {
  const { folder, store } = makeProject(COMPLETE);

  const { code, err } = await start(folder, { HEYRULES_STORE: store, HEYRULES_HOST: "192.0.2.1" });

  expect(code).toBe(3);
  expect(err).toContain("192.0.2.1 is no address of this machine; set HEYRULES_HOST");
  expect(err).toContain("[CANNOT_LISTEN]");
});

test("a store below a regular file is refused with exit code 5", async () => {
  const { folder } = makeProject(COMPLETE);
  const path = join(folder, "heyrules.yaml", "heyrules.db");

  const { code, err } = await start(folder, { HEYRULES_STORE: `sqlite:${path}` });

  expect(code).toBe(5);
  expect(err).toContain(`The folder of the store ${path} cannot be made`);
  expect(err).toContain("what its path goes through is a file");
});
