import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { readDevState, writeDevState } from "../../../src/cli/dev/dev-state.ts";
import type { RunningDev } from "../../helpers/dev.ts";
import { startDev } from "../../helpers/dev.ts";
import { textData } from "../../helpers/engine.ts";
import { makeSettings } from "../../helpers/make.ts";
import { startProgram, waitForNote } from "../../helpers/program.ts";
import { CONFIG, makeProject, RULES, runCommand, writeProject } from "../../helpers/project.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

const REAL = {
  CRM_TOKEN: "canary-crm",
  HEYMARKET_WEBHOOK_TOKEN: "canary-webhook",
  HEYMARKET_API_SECRET_ID: "canary-id",
  HEYMARKET_API_SECRET_KEY: "canary-key",
};
const OTHER_WORDS = RULES.replaceAll("our list", "our page");

/** A dev that is ended, and must end well, when the test does. */
async function devIn(folder: string, environment: Readonly<Record<string, string>> = {}): Promise<RunningDev> {
  const dev = await startDev(folder, environment);
  onTestFinished(async () => {
    dev.kill("SIGTERM");
    await dev.ended;
  });
  return dev;
}

async function waitForOutput(dev: RunningDev, pattern: RegExp): Promise<void> {
  await vi.waitFor(
    () => {
      expect(dev.out()).toMatch(pattern);
    },
    { timeout: 150_000, interval: 20 },
  );
}

async function requestsTo(url: string): Promise<readonly { readonly path: string }[]> {
  const response = await fetch(`${url}/_sandbox/state`);
  return ((await response.json()) as { requests: { path: string }[] }).requests;
}

/** Takes a port, or waits behind whoever has it now, which is as good: one of the two has it until the test ends. */
async function takenPort(port: number): Promise<number> {
  const server = createServer();
  let again: NodeJS.Timeout | undefined;
  onTestFinished(() => {
    clearTimeout(again);
    server.close();
  });
  await new Promise<void>((resolve) => {
    server.on("error", () => {
      again = setTimeout(() => server.listen(port, "127.0.0.1"), 1);
      resolve();
    });
    server.listen(port, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo | null)?.port ?? port;
}

test("texts and calls go to the fakes whatever the configuration says, and each event is shown as one block", async () => {
  const project = makeProject({ config: CONFIG.replace("sender: 55", 'sender: 55, api_url: "https://127.0.0.1:1"') });
  const dev = await devIn(project.folder, REAL);

  await dev.post({ type: "message_recieved", event_data: textData("what is the price?") });
  await waitForOutput(dev, /✓ done send_message/);
  await dev.post({ type: "target_opt_out", event_data: { target: "12025550100" } });
  await waitForOutput(dev, /✓ push-opt-out fired\n +✓ done http crm PUT .* → 200/);

  expect(dev.out()).toMatch(
    /message_recieved from \+12025550100 in support: “what is the price\?”\n +contact: Heymarket had no contact .*\n +✓ answer-price fired/,
  );
  expect(dev.out()).toMatch(/✓ done send_message \(reply\) to \+12025550100: “Hi Ada, see our list\.” → 200/);
  expect(dev.out()).toContain("– push-opt-out did not fire: listens to target_opt_out");
  const { heymarketUrl, crmUrl, store } = dev.state();
  expect((await requestsTo(heymarketUrl)).map(({ path }) => path)).toEqual(["/v1/contact/get", "/v1/message/send"]);
  expect(await requestsTo(crmUrl)).toHaveLength(1);
  expect(store).toBe(`sqlite:${join(project.folder, "data/dev/heyrules.db")}`);
  expect(existsSync(join(project.folder, "heyrules.db"))).toBe(false);
  expect(JSON.stringify(dev.state()) + dev.out() + dev.err()).not.toContain("canary-");
});

test("a text to a number that fails is told to the rules that ask for it; any other is one line", async () => {
  const rule = `${RULES}  undelivered:
    on: { event: message_sent, where: { author: automation, status: failed } }
    do: [{ http: { connection: crm, method: POST, path: /failed, json: { text: "{{ event.text }}" } } }]
`;
  const dev = await devIn(makeProject({ rules: { "rules.yaml": rule } }).folder);
  const ask = (phone: string): object => textData("what is the price?", { phone });

  await dev.post({ type: "message_recieved", event_data: ask("12025550199") });
  await waitForOutput(dev, /✓ undelivered fired\n +✓ done http crm POST/);
  await dev.post({ type: "message_recieved", event_data: ask("12025550150") });

  await waitForOutput(dev, /\n\d\d:\d\d:\d\d evt_\w+ message_sent to \+12025550150.*, delivered\n\n/);
});

test("a rule that changes is in force at once; with an error in it the last good version stays", async () => {
  const project = makeProject();
  const dev = await devIn(project.folder);
  const file = join(project.folder, "rules/rules.yaml");

  writeFileSync(file, OTHER_WORDS);
  await waitForNote(dev, "2 rules in force, reloaded in");
  expect(dev.err()).toMatch(
    /\n\d\d:\d\d:\d\d rules\/rules\.yaml: answer-price changed\n\d\d:\d\d:\d\d 2 rules in force/,
  );
  writeFileSync(file, OTHER_WORDS.replace("words:", "wrods:"));
  await waitForNote(dev, "Not reloaded: the last good version stays in force, 2 rules");
  await dev.post({ type: "message_recieved", event_data: textData("what is the price?") });

  await waitForOutput(dev, /✓ done send_message .*see our page/);
  expect(dev.err()).toMatch(/rules\/rules\.yaml:7:\d+ error .*\n.*wrods/);
});

test("after a reload the rules that have changed are tried on the last event, and nothing is sent", async () => {
  const project = makeProject();
  const dev = await devIn(project.folder);
  await dev.post({ type: "message_recieved", event_data: textData("what is the price?") });
  await waitForOutput(dev, /✓ done send_message .*our list/);
  const { heymarketUrl } = dev.state();
  const texts = async (): Promise<number> => (await requestsTo(heymarketUrl)).length;
  const before = await texts();

  writeFileSync(join(project.folder, "rules/rules.yaml"), OTHER_WORDS);
  await waitForOutput(
    dev,
    /Now on the last event, without sending anything: evt_\w+ message_recieved .*\n.*answer-price.*\n.*our page/,
  );

  expect(await texts()).toBe(before);
  expect(dev.out().slice(dev.out().indexOf("Now on the last event"))).not.toContain("stop-to-crm");
});

test("the dashboard and the API say too that an edit is not in force, until it is mended", async () => {
  const project = makeProject();
  const token = "token-of-who-looks-at-it";
  const dev = await devIn(project.folder, { HEYRULES_ADMIN_PORT: "0", HEYRULES_ADMIN_READ_TOKEN: token });
  const [, url = ""] = /dashboard +(http:[/][/][^/]+)/.exec(dev.err()) ?? [];
  const get = async (path: string): Promise<string> =>
    (await fetch(url + path, { headers: { authorization: `Bearer ${token}`, accept: "text/html" } })).text();
  const file = join(project.folder, "rules/rules.yaml");

  writeFileSync(file, OTHER_WORDS.replace("words:", "wrods:"));
  await waitForNote(dev, "Not reloaded: the last good version stays in force");
  const broken = { today: await get("/"), page: await get("/rules"), api: await get("/api/v1/rules") };
  writeFileSync(file, OTHER_WORDS);
  await waitForNote(dev, "2 rules in force, reloaded in");
  const mended = { page: await get("/rules"), api: await get("/api/v1/rules") };

  expect(broken.page).toContain("Not reloaded.");
  expect(broken.today).not.toContain("Nothing needs you.");
  expect((JSON.parse(broken.api) as { reloadProblem: string }).reloadProblem).toMatch(/rules\.yaml:7:\d+: .*wrods/);
  expect(mended.page).not.toContain("Not reloaded.");
  expect(JSON.parse(mended.api)).toMatchObject({ reloadProblem: null });
});

test("a reload says by name what has changed, and a rules folder that goes away is told once", async () => {
  const project = makeProject();
  const dev = await devIn(project.folder);
  const rules = join(project.folder, "rules");
  const renamed = RULES.replace("push-opt-out:", "tell-crm:");
  const gone = "The rules folder rules does not exist";

  writeFileSync(join(rules, "rules.yaml"), `# Said in other words.\n${renamed}`);
  await waitForNote(dev, "rules/rules.yaml: tell-crm added, push-opt-out gone\n");
  rmSync(rules, { recursive: true });
  await waitForNote(dev, gone);
  writeFileSync(join(project.folder, "heyrules.yaml"), `${CONFIG}# nothing new\n`);
  mkdirSync(rules);
  writeFileSync(join(rules, "more.yaml"), RULES);
  await waitForNote(dev, "push-opt-out added");

  expect(dev.err().split(gone)).toHaveLength(2);
});

test("a change of what it talks to starts fakes and engine anew, on the same store", async () => {
  const project = makeProject();
  const dev = await devIn(project.folder);
  const before = dev.state();
  await dev.post({ type: "message_recieved", event_data: textData("hello", { id: 4711 }) });

  writeFileSync(join(project.folder, "heyrules.yaml"), CONFIG.replace("sales: 102", "sales: 103"));
  await waitForNote(dev, "reloaded in");
  const { answer } = await dev.post({ type: "message_recieved", event_data: textData("hello", { id: 4711 }) });

  expect(dev.state().heymarketUrl).toBe(before.heymarketUrl);
  expect(dev.state().settings.inboxes).toEqual({ support: "101", sales: "103" });
  expect(answer.status).toBe("duplicate");
});

test("rules that are broken at the start leave no rule in force until they are corrected", async () => {
  const project = makeProject({ rules: { "rules.yaml": RULES.replace("words:", "wrods:") } });
  const dev = await devIn(project.folder);

  expect(dev.err()).toContain("No rule is in force: rules has errors");
  expect(dev.state().ruleVersions).toEqual([]);
  writeFileSync(join(project.folder, "rules/rules.yaml"), RULES);
  await waitForNote(dev, "2 rules in force, reloaded in");

  expect(dev.state().ruleVersions).toHaveLength(2);
});

test("a broken configuration at the start is exit code 3, with the place; with --json as one object", async () => {
  const { run } = makeProject({ config: CONFIG.replace("timezone: America/New_York", "timezone: Mars") });

  const told = await run("dev");
  const asJson = await run("dev", "--json");

  expect([told.code, asJson.code]).toEqual([3, 3]);
  expect(told.err).toMatch(/heyrules\.yaml:2:11 error .*\n[^]*Not started/);
  expect(asJson.err).toBe("");
  expect(JSON.parse(asJson.out)).toMatchObject({
    schema: "heyrules/error/1",
    error: { code: "CONFIG_INVALID" },
    diagnostics: [{ code: "unknown-timezone", line: 2 }],
  });
});

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "%s ends it with code 0, and its address is taken away",
  async (signal) => {
    const { folder } = makeProject();
    const dev = await startDev(folder);
    expect(dev.state().pid).toBe(dev.pid);

    dev.kill(signal);

    expect(await dev.ended).toBe(0);
    expect(existsSync(join(folder, "data/dev/dev.json"))).toBe(false);
    expect(dev.err()).toContain("Its store is kept; to look at it:");
  },
);

describe("one dev, asked three things", () => {
  let folder = "";
  let dev!: RunningDev;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "heyrules-"));
    writeProject(folder);
    dev = await startDev(folder, REAL);
  });

  afterAll(async () => {
    dev.kill("SIGTERM");
    await dev.ended;
    rmSync(folder, { recursive: true, force: true });
  });

  test("a delivery with a wrong token is shown as refused, and nothing of it", async () => {
    const wrong = await dev.post({ type: "message_recieved", token: "guessed", event_data: textData("canary text") });
    const configured = await dev.post({ type: "chat_opened", token: "canary-webhook", event_data: { id: 1 } });
    await waitForOutput(dev, /chat_opened/);

    expect([wrong.status, configured.status]).toEqual([401, 200]);
    expect(dev.out()).toContain("a delivery at /webhooks/heymarket refused: unauthorized");
    expect(dev.out()).not.toContain("canary text");
  });

  test("a second dev on the same store is exit code 5 and leaves the first one alone", async () => {
    const second = startProgram(["dev"], { folder, environment: { HEYRULES_PORT: "0" } });

    expect(await second.ended).toBe(5);
    expect(second.err()).toContain("Another process has the store");
    expect(second.err()).toContain(`the dev at ${dev.state().url}`);
    expect(second.err()).toContain("HEYRULES_DEV_STORE=sqlite:");
    expect((await dev.post({ type: "chat_opened", event_data: { id: 1 } })).status).toBe(200);
  });

  test("the fake Heymarket is one to doctor, with the id and key that dev prints", async () => {
    const [, url = "", id = "", key = ""] = /fake Heymarket +(\S+) \(id: (\S+), key: (\S+)\)/.exec(dev.err()) ?? [];

    const { out } = await runCommand(["doctor", "--config", join(folder, "heyrules.yaml")], {
      HEYMARKET_API_URL: url,
      HEYMARKET_API_SECRET_ID: id,
      HEYMARKET_API_SECRET_KEY: key,
    });

    expect(out).toMatch(/✓ credentials/);
    expect(out).toMatch(/✓ inboxes/);
  });
});

test("HEYRULES_DEV_STORE may stand in .env, where HEYRULES_HOST does not count", async () => {
  const { folder } = makeProject();
  writeFileSync(join(folder, ".env"), "HEYRULES_DEV_STORE=json:./state.json\nHEYRULES_HOST=0.0.0.0\n");

  const dev = await devIn(folder);

  expect(dev.state().store).toBe(`json:${join(folder, "state.json")}`);
  expect(dev.state().url).toContain("//127.0.0.1:");
});

test("a HEYRULES_DEV_STORE of a .env elsewhere is beside it", async () => {
  const { folder } = makeProject();
  const elsewhere = makeProject().folder;
  writeFileSync(join(elsewhere, ".env"), "HEYRULES_DEV_STORE=json:./state.json\n");

  const dev = await startDev(folder, {}, ["--config", join(elsewhere, "heyrules.yaml")]);
  onTestFinished(async () => {
    dev.kill("SIGTERM");
    await dev.ended;
  });

  expect(dev.state().store).toBe(`json:${join(elsewhere, "state.json")}`);
});

test("a dev belongs to the project of its configuration, wherever it and the other commands are started", async () => {
  const [project, other] = [makeProject().folder, makeProject().folder];
  const configOf = (folder: string): readonly string[] => ["--config", join(folder, "heyrules.yaml")];
  const dev = await startDev(makeTemporaryFolder(), {}, configOf(project));
  onTestFinished(async () => {
    dev.kill("SIGTERM");
    await dev.ended;
  });

  const sent = await runCommand(["send", "chat_opened", ...configOf(project)]);
  const listed = await runCommand(["events", "ls", ...configOf(project)]);
  const strayed = await runCommand(["send", "chat_opened", ...configOf(other)]);
  const listedOther = await runCommand(["events", "ls", ...configOf(other)]);

  expect(dev.state().store).toBe(`sqlite:${join(project, "data/dev/heyrules.db")}`);
  expect(dev.err()).toContain(` and ${join(project, "dev.yaml")} are reloaded when a file changes.`);
  expect(dev.err()).toContain(` send message_recieved --text "hello" --config ${join(project, "heyrules.yaml")}`);
  expect(sent).toMatchObject({ code: 0, err: "" });
  expect(listed.out).toContain("chat_opened");
  expect(strayed.code).toBe(4);
  expect(strayed.err).toContain(`No \`heyrules dev\` runs for ${join(other, "heyrules.yaml")}`);
  expect(listedOther.err.replaceAll(other, "")).not.toContain("dev");
});

test("HEYRULES_DEV_STORE names another store", async () => {
  const { folder } = makeProject();
  const dev = await devIn(folder, { HEYRULES_DEV_STORE: "json:./state.json" });

  await dev.post({ type: "message_recieved", event_data: textData("what is the price?") });
  await waitForOutput(dev, /✓ done send_message/);

  expect(existsSync(join(folder, "state.json"))).toBe(true);
});

test("a configured port in use is no obstacle and is named; one asked for by --port is exit code 3", async () => {
  const taken = String(await takenPort(0));
  const { folder } = makeProject();

  const asked = startProgram(["dev", "--port", taken], { folder });
  expect(await asked.ended).toBe(3);
  expect(asked.err()).toContain(`Port ${taken} on 127.0.0.1 is in use`);

  const dev = await devIn(folder, { HEYRULES_PORT: taken });
  expect(dev.err()).toContain(`Port ${taken} is taken: listening on another one.`);
  expect(new URL(dev.state().url).port).not.toBe(taken);
});

test("port 8080 in use is no obstacle", async () => {
  await takenPort(8080);
  const { folder } = makeProject();

  const free = startProgram(["dev"], { folder });
  onTestFinished(async () => {
    free.kill("SIGTERM");
    await free.ended;
  });
  await waitForNote(free, "when a file changes");

  expect(free.err()).toMatch(/webhooks +http:\/\/127\.0\.0\.1:(?!8080)\d+\/webhooks\/heymarket/);
});

test("where dev is to be found is not believed when its process is gone", () => {
  const folder = makeTemporaryFolder();
  const globals = { config: join(folder, "heyrules.yaml") };
  const file = join(folder, "data/dev/dev.json");
  const { pid: gone } = spawnSync(process.execPath, ["-e", ""]);
  const urls = { url: "http://a", heymarketUrl: "http://b", crmUrl: "http://c", store: "sqlite:d" };
  const state = { ...urls, token: "t", source: "default", ruleVersions: [], inboxes: {}, settings: makeSettings() };

  writeDevState(globals, { ...state, pid: process.pid });
  expect(readDevState(globals)).toEqual({ ...state, pid: process.pid });
  writeDevState(globals, { ...state, pid: gone });
  expect(readDevState(globals)).toBeNull();
  writeFileSync(file, '{"pid":');
  expect(readDevState(globals)).toBeNull();
  rmSync(file);
  expect(readDevState(globals)).toBeNull();
});
