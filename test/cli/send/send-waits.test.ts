import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningDev } from "../../helpers/dev.ts";
import { startDev } from "../../helpers/dev.ts";
import { CONFIG, runCommand } from "../../helpers/project.ts";

const RULES = `version: 1
rules:
  coupon:
    name: Send the coupon
    on: message_received
    if: { text: { words: [coupon] } }
    do: [{ send_message: { purpose: marketing, text: Here it is } }]
  after-visit:
    on: message_received
    if: { text: { words: [visit] } }
    do: [{ wait: 24h }, { send_message: { purpose: service, text: How was it? } }]
  quote:
    on: message_received
    if: { text: { words: [quote] } }
    do: [{ id: offer, approve: { send_message: { purpose: reply, text: 90 dollars }, timeout: 2h } }]
  hello:
    on: message_received
    if: { text: { words: [hello] } }
    do: [{ send_message: { purpose: reply, text: Hello } }]
`;

const home = process.cwd();
const folder = mkdtempSync(join(tmpdir(), "heyrules-send-waits-"));
let dev: RunningDev;

beforeAll(async () => {
  writeFileSync(join(folder, "heyrules.yaml"), `${CONFIG}sending: { quiet_hours: { window: "21:00-08:00" } }\n`);
  mkdirSync(join(folder, "rules"));
  writeFileSync(join(folder, "rules/rules.yaml"), RULES);
  process.chdir(folder);
  dev = await startDev(folder, { HEYRULES_ADMIN_PORT: "0" });
  // In the evening, when marketing has to wait.
  await runCommand(["send", "message_recieved", "--text", "good evening", "--at", "22:00"]);
});

afterAll(async () => {
  process.chdir(home);
  dev.kill("SIGTERM");
  await dev.ended;
  rmSync(folder, { recursive: true, force: true });
});

const send = (text: string, ...more: readonly string[]) =>
  runCommand(["send", "message_recieved", "--text", text, ...more]);

test("a text that quiet hours hold back is told with when it goes out, and how to have that time come", async () => {
  const { err } = await send("coupon", "--phone", "+12025550161");

  expect(err).toMatch(
    /Not sent yet: the text of coupon is held back by quiet_hours; it goes out at \d{4}-\d\d-\d\dT08:00:00/,
  );
  expect(err).toMatch(/send message_recieved --at \d{4}-\d\d-\d\dT08:00:00-0\d:00 lets the next event/);
});

test("a rule that waits is told with when it goes on", async () => {
  const { err } = await send("visit", "--phone", "+12025550162");

  expect(err).toMatch(/Not done yet: after-visit waits, and goes on at \d{4}-\d\d-\d\dT22:\d\d/);
});

test("a text that waits for a yes is told with the command that gives it", async () => {
  const { err } = await send("a quote", "--phone", "+12025550163");

  expect(err).toMatch(
    /Not sent yet: the text of quote waits for a person; .*approvals approve [A-Z0-9]{6} sends it, until /,
  );
});

test("the page of the event is named where something waits, and nothing is said where nothing does", async () => {
  const waiting = await send("visit", "--phone", "+12025550164");
  const done = await send("hello", "--phone", "+12025550165");

  const page = /What becomes of it: (http:\S+\/events\/evt_\w+)/.exec(waiting.err)?.[1] ?? "";
  expect(page.startsWith(dev.state().adminUrl ?? "none")).toBe(true);
  expect(done.err).not.toContain("yet:");
  expect(done.err).not.toContain("What becomes of it");
});

test("by --json what waits is told with its rule, why and until when, and the page", async () => {
  const { out } = await send("coupon", "--phone", "+12025550166", "--json");

  const { result } = JSON.parse(out) as { readonly result: { readonly waits: object[]; readonly page: string } };
  expect(result.waits).toEqual([expect.objectContaining({ rule: "coupon", for: "quiet_hours", code: null })]);
  expect(result.page).toMatch(/\/events\/evt_/);
});
