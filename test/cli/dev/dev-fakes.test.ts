import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { RunningDev } from "../../helpers/dev.ts";
import { startDev } from "../../helpers/dev.ts";
import { waitForNote } from "../../helpers/program.ts";
import { CONFIG, makeProject, runCommand } from "../../helpers/project.ts";
import type { CommandResult } from "../../helpers/project.ts";

const HUBSPOT = CONFIG.replace(
  /connections:\n/,
  'connections:\n  hubspot: { kind: hubspot, auth: { bearer: "${HUBSPOT_TOKEN}" } }\n',
);

/** A dev in a folder of its own that commands of this process find. */
async function devAt(rules: string, files: Readonly<Record<string, string>> = {}): Promise<RunningDev> {
  const { folder } = makeProject({ config: HUBSPOT, rules: { "rules.yaml": `version: 1\nrules:\n${rules}` } });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const home = process.cwd();
  process.chdir(folder);
  const dev = await startDev(folder);
  onTestFinished(async () => {
    process.chdir(home);
    dev.kill("SIGTERM");
    await dev.ended;
  });
  return dev;
}

const send = (...args: readonly string[]): Promise<CommandResult> => runCommand(["send", ...args]);

test("a mock of dev.yaml reaches the fake of a vendor, and one of success without a path leaves it to the fake", async () => {
  const rules = `  out:
    on: message_recieved
    do: [{ crm: { connection: hubspot, several: all, set: { company: "{{ event.text }}" }, create: true } }]
`;
  const mocks = (mock: string): string => `version: 1\nmocks: { hubspot: ${mock} }\n`;
  const search = "/crm/v3/objects/contacts/search";
  const dev = await devAt(rules, { "dev.yaml": mocks(`{ path: "${search}", status: 400, json: { message: no } }`) });

  const refused = await send("message_recieved", "--text", "Acme");
  writeFileSync("dev.yaml", mocks("{ json: { matched: 0, ids: [] } }"));
  await waitForNote(dev, "dev.yaml changed\n");
  const done = await send("message_recieved", "--text", "Acme");

  expect(refused.out).toContain("✗ failed crm");
  expect(done.out).toContain("✓ done crm");
  expect(done.out).toMatch(/fake hubspot got\n {2}POST \/crm\/v3\/objects\/contacts\/search/);
});

test("the fake Heymarket has what rules name by id or by name, also after a reload", async () => {
  const rules = (survey: string): string => `  ask:
    on: chat_closed
    do: [{ send_survey: { purpose: service, survey: ${survey} } }]
  hello:
    on: message_recieved
    do: [{ send_message: { purpose: reply, template: Opening hours } }]
`;
  const dev = await devAt(rules("81"));

  const byId = await send("chat_closed", "--phone", "+12025550143");
  const byName = await send("message_recieved", "--text", "hi");
  writeFileSync("rules/rules.yaml", `version: 1\nrules:\n${rules("How was it")}`);
  await waitForNote(dev, "2 rules in force, reloaded");
  const reloaded = await send("chat_closed", "--phone", "+12025550144");

  expect(byId.out).toContain("✓ done send_survey");
  expect(byName.out).toContain("✓ done send_message");
  expect(reloaded.out).toContain("✓ done send_survey");
});

test("after a reload the engine still tells Heymarket of opt-outs that it noticed itself", async () => {
  const rules = (text: string): string => `  hello:
    on: message_recieved
    do: [{ send_message: { purpose: reply, text: ${text} } }]
`;
  const dev = await devAt(rules("Hello"));

  writeFileSync("rules/rules.yaml", `version: 1\nrules:\n${rules("Good day")}`);
  await waitForNote(dev, "1 rule in force, reloaded");
  const { out } = await send("message_recieved", "--text", "STOP", "--phone", "+12025550145");
  const noticed = await send("message_recieved", "--text", "please stop texting me", "--phone", "+12025550146");

  expect(out).toContain("heyrules:tell-heymarket did not fire");
  expect(noticed.out).toContain("heyrules:tell-heymarket fired");
});

test("the addresses stay when .env changes, and that is the file that is named", async () => {
  const dev = await devAt("  hello: { on: message_recieved, do: [{ log: x }] }\n");
  const before = dev.state();

  writeFileSync(".env", "HEYMARKET_WEBHOOK_TOKEN=another\n");
  await waitForNote(dev, "reloaded in");

  const after = dev.state();
  const where = ({ url, heymarketUrl, crmUrl }: typeof after) => [url, heymarketUrl, crmUrl];
  expect(where(after)).toEqual(where(before));
  expect(dev.err()).toContain(".env changed");
  expect(dev.err()).not.toContain("heyrules.yaml changed");
});
