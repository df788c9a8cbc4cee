import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startDev } from "../../helpers/dev.ts";
import { CONFIG, runCommand } from "../../helpers/project.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

const RULES = `version: 1
rules:
  once:
    on: message_received
    key: "job {{ event.text }}"
    limits: { once_per: 7d }
    do: [{ send_message: { purpose: reply, text: Hello } }]
`;

test("a second try that a limit by a key of its own stops names the key, and is not told of other numbers", async () => {
  const folder = makeTemporaryFolder();
  writeFileSync(join(folder, "heyrules.yaml"), CONFIG);
  mkdirSync(join(folder, "rules"));
  writeFileSync(join(folder, "rules/rules.yaml"), RULES);
  const home = process.cwd();
  process.chdir(folder);
  const dev = await startDev(folder);
  onTestFinished(async () => {
    process.chdir(home);
    dev.kill("SIGTERM");
    await dev.ended;
  });
  const send = () => runCommand(["send", "message_recieved", "--text", "8842"]);

  await send();
  const second = await send();

  expect(second.out).toContain("No text went to the contact: once did not fire again: once_per 7d");
  expect(second.out).toContain('once_per 7d for the key "job 8842"');
  expect(second.err).not.toContain("Limits count by contact");
  expect(second.err).toContain("Limits of once count by its own key: an event that gives another one is not limited.");
});
