import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../../src/stores/open-store.ts";
import { SYSTEM_RANDOM } from "../../../src/system.ts";
import type { RunningDev } from "../../helpers/dev.ts";
import { startDev } from "../../helpers/dev.ts";
import { waitForNote } from "../../helpers/program.ts";
import { CONFIG, makeProject, runCommand } from "../../helpers/project.ts";
import type { CommandResult } from "../../helpers/project.ts";

const OFFICE = `${CONFIG}calendars:
  office: { weekly: { mon-sun: ["08:00-18:00"] } }
`;

const AFTER_HOURS = `version: 1
rules:
  after-hours:
    on: message_recieved
    if: { closed: office }
    limits: { once_per: 12h }
    do:
      - send_message: { purpose: reply, text: "Back at {{ calendar.office.next_open | date: '%-I:%M %p' }}." }
  look-up:
    on: message_recieved
    if: { text: { contains: owner } }
    do:
      - id: crm
        http: { connection: crm, method: GET, path: /contacts }
      - note: { text: "Belongs to {{ steps.crm.json.owner | default: 'nobody' }}." }
  later:
    on: chat_closed
    do:
      - wait: 2h
      - http: { connection: crm, method: POST, path: /tasks, json: { title: call back } }
`;

/** A dev in a folder of its own that commands of this process find. */
async function devAt(options: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<RunningDev> {
  const { folder } = makeProject({ config: OFFICE, rules: { "rules.yaml": AFTER_HOURS } });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const home = process.cwd();
  process.chdir(folder);
  onTestFinished(() => {
    process.chdir(home);
  });
  return startAgain(options);
}

async function startAgain(options: readonly string[]): Promise<RunningDev> {
  const dev = await startDev(process.cwd(), {}, options);
  onTestFinished(() => end(dev));
  return dev;
}

async function end(dev: RunningDev): Promise<void> {
  dev.kill("SIGTERM");
  await dev.ended;
}

const send = (...args: readonly string[]): Promise<CommandResult> => runCommand(["send", ...args]);

test("dev --at starts the clock at a time of today, so that the office is closed at any hour", async () => {
  const dev = await devAt(["--at", "20:00"]);

  const { out } = await send("message_recieved", "--text", "hello");

  expect(dev.err()).toMatch(/clock +20\d\d-\d\d-\d\dT20:00:\d\d/);
  expect(out).toMatch(/✓ done send_message .*“Back at 8:00 AM\.”/);
  await expect.poll(dev.out).toMatch(/^20:0\d:\d\d evt_.* message_recieved/);
});

test("a dev at an earlier time than its store starts with an empty one, so that nothing is used up yet", async () => {
  const evening = await devAt(["--at", "2026-05-05T20:00:00-04:00"]);
  await send("message_recieved", "--text", "hello");
  await end(evening);

  const again = await startAgain(["--at", "2026-05-05T20:00:00-04:00"]);
  const { out } = await send("message_recieved", "--text", "hello");

  expect(again.err()).toContain("held events of a later time");
  expect(out).toContain("✓ after-hours fired");
});

test("an --at of dev that is no time is exit code 2", async () => {
  const { code, err } = await makeProject().run("dev", "--at", "tonight");

  expect(code).toBe(2);
  expect(err).toContain("--at takes a time of day such as 20:00, or a time with its zone");
});

test("send --at lets an event happen at that time", async () => {
  await devAt(["--at", "2026-05-05T09:00:00-04:00"]);

  const morning = await send("message_recieved", "--text", "hello");
  const evening = await send("message_recieved", "--text", "hello", "--at", "20:00");
  const next = await send("message_recieved", "--text", "hello", "--at", "20:00");
  const back = await send("message_recieved", "--text", "hello", "--at", "2026-05-05T10:00:00-04:00");

  expect(morning.out).toContain("– after-hours did not fire");
  expect(evening.err).toContain("The clock of dev went on to 2026-05-05T20:00:00-04:00; what waited until then");
  expect(evening.out).toContain("✓ after-hours fired");
  expect(next.code).toBe(0);
  expect(next.out).toContain("after-hours did not fire again");
  expect(next.err).toMatch(/^Limits count by contact: --phone "[^"]+" sends as another one\.$/);
  expect(back.code).toBe(2);
  expect(back.err).toContain("goes forward only, and it is 2026-05-05T20:00");
});

test("a send that is refused leaves the clock where it was", async () => {
  const dev = await devAt(["--at", "2026-05-05T09:00:00-04:00"]);
  const at = ["--at", "2099-01-01T00:00:00Z"];
  const refused = [
    [],
    ["message_recievd"],
    ["message_recieved", "--phone", "abc"],
    ["message_recieved", "--inbox", "nope"],
    ["message_recieved", "--inbox", "999"],
    ["message_recieved", "--data", "{x"],
    ["message_recieved", "--id", "0"],
    ["--file", "absent.json"],
  ];

  const codes: number[] = [];
  for (const args of refused) codes.push((await send(...args, ...at)).code);

  const clock = await fetch(`${dev.state().heymarketUrl}/_sandbox/clock`, { method: "POST", body: "{}" });
  expect(codes).toEqual(refused.map(() => 2));
  expect(((await clock.json()) as { readonly now: number }).now).toBeLessThan(Date.parse("2026-05-06T00:00:00Z"));
});

test("the clock going forward lets a wait fall due, and dev prints what the run did after it", async () => {
  const dev = await devAt(["--at", "2026-05-05T09:00:00-04:00"]);
  await send("chat_closed", "--phone", "+12025550131");
  await send("message_recieved", "--text", "hello", "--at", "11:30");

  await expect
    .poll(dev.out)
    .toMatch(/11:30:\d\d later goes on, run run_\w+ of evt_\w+\n {4}✓ done http crm POST \/tasks /);
});

test("commands beside dev go by its clock: how far off a wait is, and what since means", async () => {
  await devAt(["--at", "2026-05-05T09:00:00-04:00"]);
  await send("chat_closed", "--phone", "+12025550133");
  await send("message_recieved", "--text", "hello", "--at", "10:30");

  const runs = await runCommand(["runs", "ls", "--rule", "later"]);
  const lately = await runCommand(["events", "ls", "--json", "--since", "1h"]);

  expect(runs.out).toMatch(/\bin (30m|29m)/);
  const { events } = JSON.parse(lately.out) as { readonly events: readonly { readonly type: string }[] };
  expect(events.map(({ type }) => type)).toContain("message_recieved");
  expect(events.map(({ type }) => type)).not.toContain("chat_closed");
});

test("with --utc every time that dev prints is in UTC", async () => {
  const dev = await devAt(["--at", "2026-05-05T09:00:00-04:00", "--utc"]);
  await send("chat_closed", "--phone", "+12025550132");
  const moved = await send("message_recieved", "--text", "hello", "--at", "11:30", "--utc");

  expect(dev.err()).toMatch(/clock +2026-05-05T13:00:\S+Z;/);
  expect(moved.err).toContain("The clock of dev went on to 2026-05-05T15:30:00Z;");
  await expect
    .poll(dev.out)
    .toMatch(/^13:0\d:\d\d evt_[^]*goes on at 2026-05-05T15:\S+Z\n[^]*^15:30:\d\d later goes on/m);
});

test("--at without a dev is exit code 2", async () => {
  const { code, err } = await send("chat_closed", "--at", "20:00", "--to", "http://127.0.0.1:1", "--token", "t");

  expect(code).toBe(2);
  expect(err).toContain("--at moves the clock of a running `heyrules dev`");
});

test("dev.yaml says what connections answer, and is reloaded; with an error in it the last good one stays", async () => {
  const dev = await devAt([], { "dev.yaml": "version: 1\nmocks: { crm: { json: { owner: Sam } } }\n" });

  const mocked = await send("message_recieved", "--text", "who is the owner?");
  writeFileSync("dev.yaml", "version: 1\nmocks: { crm: { json: { owner: Ada } } }\n");
  await waitForNote(dev, "dev.yaml changed\n");
  const changed = await send("message_recieved", "--text", "who is the owner?");
  writeFileSync("dev.yaml", "version: 1\nmoks: {}\n");
  await waitForNote(dev, 'dev.yaml:2:1 error unknown key "moks"');
  await waitForNote(dev, "dev.yaml is not reloaded: its last good version stays in force.");
  const kept = await send("message_recieved", "--text", "who is the owner?");

  expect(mocked.out).toContain("✓ done note: “Belongs to Sam.”");
  expect(changed.out).toContain("✓ done note: “Belongs to Ada.”");
  expect(kept.out).toContain("✓ done note: “Belongs to Ada.”");
});

test("after dev ended it is said which store is read, and how to read that of dev", async () => {
  const dev = await devAt([]);
  const { store } = dev.state();
  await send("chat_closed", "--phone", "+12025550132");
  await end(dev);

  const missing = await runCommand(["events", "ls"]);
  await (await openStore("sqlite:./data/heyrules.db", { random: SYSTEM_RANDOM })).close();
  const configured = await runCommand(["events", "ls"]);
  const [, option = ""] = /--store (\S+)/.exec(configured.err) ?? [];
  const ended = await runCommand(["events", "ls", "--store", option]);

  expect(dev.err()).toMatch(/Its store is kept; to look at it: .*heyrules.* events ls --store sqlite:\S+\n$/);
  expect(missing.code).toBe(5);
  expect(missing.err).toBe(
    "There is no store sqlite:./data/heyrules.db yet: start the engine once, " +
      `or read that of dev, which ended, with --store ${store}. [STORE_MISSING]`,
  );
  expect(configured.err).toContain("Reading sqlite:./data/heyrules.db, the store of heyrules start; that of dev");
  expect(option).toBe(store);
  expect(ended.out).toContain("chat_closed");
});
