import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { show } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { startProgram, writeProject } from "./program.ts";
import { configText, CRM_RULE, PROJECT } from "./project.ts";
import { median } from "./statistics.ts";
import { createBodies, TOKEN } from "./webhook.ts";
import { withFolder } from "./workspace.ts";

const EDITS = 7;
const DEMOS = 3;

/** How long a person waits: for the verdict of an edited rule, and for the demo. */
export async function measureFeedback(): Promise<readonly Figure[]> {
  const verdictMs = await measureVerdict();
  const demos: number[] = [];
  for (let demo = 0; demo < DEMOS; demo += 1) demos.push(await measureDemo());
  const demoSeconds = median(demos) / 1_000;
  return [
    {
      name: "edit a rule -> verdict of the new version (`dev`)",
      goal: "<= 300 ms",
      measured: `${show(verdictMs)} ms`,
      isMet: verdictMs <= 300,
    },
    {
      name: "`npm run demo`, dependencies installed, built",
      goal: "<= 3 s",
      measured: `${show(demoSeconds)} s`,
      isMet: demoSeconds <= 3,
    },
  ];
}

/** From the saved file to the printed verdict of a rule with a new name, on an event sent as soon as it is in force. */
function measureVerdict(): Promise<number> {
  return withFolder(async (folder) => {
    writeProject(folder, { config: configText(), rules: CRM_RULE });
    const program = startProgram("dev", folder, `sqlite:${join(folder, "dev.db")}`);
    try {
      const url = await program.waitFor(/(http:\/\/\S+\/webhooks\/heymarket)/);
      await program.waitFor(/reloaded when a file changes/);
      const body = createBodies("what is the price?");
      const times: number[] = [];
      for (let edit = 0; edit < EDITS; edit += 1) {
        const name = `edited-${edit}`;
        const startedAt = performance.now();
        writeFileSync(join(folder, "rules", "rules.yaml"), CRM_RULE.replace("price-to-crm", name));
        await program.waitFor(/in force, reloaded/);
        await post(url, body().replace(`"${TOKEN}"`, '"sandbox"'));
        await program.waitFor(new RegExp(name));
        times.push(performance.now() - startedAt);
      }
      return median(times);
    } finally {
      await program.stop();
    }
  });
}

async function post(url: string, body: string): Promise<void> {
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  if (answer.status !== 200) throw new Error(`the engine answered ${answer.status}`);
}

async function measureDemo(): Promise<number> {
  const startedAt = performance.now();
  const demo = spawn("npm", ["run", "--silent", "demo"], { cwd: PROJECT, stdio: "ignore" });
  const [code] = (await once(demo, "exit")) as readonly unknown[];
  if (code !== 0) throw new Error(`the demo ended with code ${String(code)}`);
  return performance.now() - startedAt;
}
