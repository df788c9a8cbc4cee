import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { commandsOfProgram } from "../../helpers/documentation.ts";
import { runCommand } from "../../helpers/project.ts";

test.each([
  { line: ["ev"], words: ["events"] },
  { line: ["events", "s"], words: ["show"] },
  { line: ["events", "ls", "--sto"], words: ["--store"] },
  { line: ["--config", "events", "lint", "--fi"], words: ["--fix"] },
  { line: ["lint", "--format", "s"], words: ["sarif"] },
  { line: ["init", "--crm", ""], words: ["hubspot", "salesforce", "pipedrive", "zoho", "webhook"] },
  { line: ["start", "--conf"], words: ["--config"] },
  { line: ["events", "show", "evt_1"], words: [] },
  { line: ["completion", ""], words: expect.arrayContaining(["bash", "zsh", "fish"]) as string[] },
  { line: ["events", "ls", "--ur"], words: ["--url"] },
  { line: ["lint", "--ur"], words: [] },
  { line: ["store", "--ur"], words: [] },
  { line: ["store", "check", "--ur"], words: [] },
  { line: ["rules", "ls", "--ur"], words: ["--url"] },
  { line: ["play"], words: [] },
  { line: ["hel"], words: ["help"] },
  { line: ["help", "simu"], words: ["simulate"] },
  { line: ["help", "play"], words: [] },
  { line: ["send", "message_rec"], words: ["message_recieved"] },
])("bash completes heyrules $line", async ({ line, words }) => {
  const { out } = await runCommand(["completion", "bash"]);
  const typed = ["heyrules", ...line].map((word) => `'${word}'`).join(" ");

  const script = `${out}\nCOMP_WORDS=(${typed}); COMP_CWORD=${line.length}; _heyrules; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], { encoding: "utf8" });

  expect(stderr).toBe("");
  expect(stdout.split("\n").filter((word) => word !== "")).toEqual(words);
});

test.each(["zsh", "fish"])("%s is read without a fault, and has every command", async (shell) => {
  const { code, out } = await runCommand(["completion", shell]);

  expect(code).toBe(0);
  for (const command of await commandsOfProgram()) expect(out).toContain(`"${command}"`);
  const checked = spawnSync(shell, ["-n"], { input: out, encoding: "utf8" });
  // Where the shell is not installed, its script is not read.
  expect(checked.error === undefined ? checked.stderr : "").toBe("");
});
