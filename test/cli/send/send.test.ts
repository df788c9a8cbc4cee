import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { writeDevState } from "../../../src/cli/dev/dev-state.ts";
import type { RunningDev } from "../../helpers/dev.ts";
import { startDev } from "../../helpers/dev.ts";
import { CONFIG, RULES, runCommand } from "../../helpers/project.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

// Starting one takes a second: they share a dev, and each test uses a number of its own.
const home = process.cwd();
const folder = mkdtempSync(join(tmpdir(), "heyrules-send-"));
let dev: RunningDev;

beforeAll(async () => {
  writeFileSync(join(folder, "heyrules.yaml"), CONFIG);
  mkdirSync(join(folder, "rules"));
  writeFileSync(join(folder, "rules/rules.yaml"), RULES);
  process.chdir(folder);
  dev = await startDev(folder);
});

afterAll(async () => {
  process.chdir(home);
  dev.kill("SIGTERM");
  await dev.ended;
  rmSync(folder, { recursive: true, force: true });
});

interface Posted {
  readonly url: string;
  readonly body: { readonly type: string; readonly token: string; readonly event_data: Record<string, unknown> };
}

/** Another engine, which answers everything with one status and remembers what was posted. */
async function startOther(status: number): Promise<{ readonly url: string; readonly posted: Posted[] }> {
  const posted: Posted[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (data: Buffer) => (text += data.toString()));
    request.on("end", () => {
      posted.push({ url: request.url ?? "", body: JSON.parse(text) as Posted["body"] });
      const answer = status < 300 ? { status: "accepted", event: "evt_1" } : { error: { code: "no", message: "No." } };
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, posted };
}

/** An address nobody listens on. */
async function unusedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** What a body for another engine looks like. */
async function bodyOf(...args: readonly string[]): Promise<Posted["body"]> {
  const other = await startOther(200);
  const { code, err } = await runCommand(["send", ...args, "--to", other.url, "--token", "secret"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const [posted] = other.posted;
  if (posted === undefined) throw new Error("nothing was posted");
  return posted.body;
}

test("a text is registered with the fake Heymarket, delivered, and everything that came of it is shown", async () => {
  const { code, out, err } = await runCommand(["send", "message_received", "--text", "what is the price?"]);

  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^✓ message_recieved → 200 \{"status":"accepted","event":"evt_/);
  expect(out).toMatch(/\n {2}✓ answer-price fired\n {6}✓ done send_message \(reply\) to \+15005550100: “Hi there, see/);
  expect(out).toMatch(/\n {2}– push-opt-out did not fire: listens to target_opt_out\n/);
  expect(out).toMatch(
    /\nfake Heymarket got\n.*contact\/get.*\n {2}POST \/v1\/message\/send \{.*see our list.*\} → 200\n/,
  );
  expect(out).toMatch(/\nfake CRM got nothing$/);
});

test("a rule that looked and did not fire says what it saw and where that is written", async () => {
  const args = ["--text", "urgent: what is the price?", "--phone", "(202) 555-0111", "--inbox", "support"];

  const { out } = await runCommand(["send", "message_recieved", ...args]);

  expect(out).toMatch(
    /– answer-price did not fire: event.text is "urgent: what is the price\?"; wanted not text contains urgent \(rules\/rules\.yaml:8:\d+\)/,
  );
  expect(out).toContain("fake Heymarket got nothing");
});

test("after STOP a text is held back, and the gate that did it is named", async () => {
  const phone = ["--phone", "+12025550112"];
  await runCommand(["send", "message_recieved", "--text", "STOP", ...phone]);

  const { out } = await runCommand(["send", "message_recieved", "--text", "what is the price?", ...phone]);

  expect(out).toMatch(/⊘ blocked send_message .*\n +guard opt_out: the contact opted out \(text was STOP\)/);
});

test("what a text does to the contact is said: opted out, held, opted in, and again while it lasts", async () => {
  const send = async (text: string, number: string): Promise<string> =>
    (await runCommand(["send", "message_recieved", "--text", text, "--phone", number])).out;

  const stop = await send("STOP", "+12025550121");
  const later = await send("hello?", "+12025550121");
  const start = await send("START", "+12025550121");
  const after = await send("hello again", "+12025550121");
  const held = await send("stop texting me please, wrong person", "+12025550122");
  const json = await runCommand(["send", "target_opt_out", "--phone", "+12025550123", "--json"]);

  expect(stop).toContain("⊘ +12025550121 opted out (text was STOP): nothing will be sent until START");
  expect(later).toContain("⊘ +12025550121 opted out (text was STOP)");
  expect(start).toMatch(/✓ \+12025550121 opted in \(.*START.*\): texts may be sent again/);
  expect(after).not.toContain("opted");
  expect(held).toMatch(/⊘ \+12025550122 (is held|opted out) \(.+\): nothing will be sent until/);
  expect(JSON.parse(json.out)).toMatchObject({ result: { optState: { state: "out" } } });
});

test("what rules made of an opt-out that the engine noticed in a text is shown with the text", async () => {
  const args = ["--text", "STOP", "--phone"];

  const { out } = await runCommand(["send", "message_recieved", ...args, "+12025550141"]);
  const json = await runCommand(["send", "message_recieved", ...args, "+12025550142", "--json"]);

  expect(out).toMatch(/\nevt_\w+ target_opt_out from \+12025550141.*\n +✓ push-opt-out fired\n +✓ done http crm PUT /);
  expect(out).toMatch(/\nfake CRM got\n {2}PUT .* → 200$/);
  expect(JSON.parse(json.out)).toMatchObject({
    result: {
      runs: [],
      told: [{ type: "target_opt_out", rules: [{ rule: "push-opt-out" }, {}, {}], runs: [{ status: "done" }] }],
    },
  });
});

test("what became of a text of the engine can be sent, of the last one to a number", async () => {
  const phone = ["--phone", "+12025550151"];
  const none = await runCommand(["send", "message_sent", "--author", "automation", "--status", "failed", ...phone]);
  await runCommand(["send", "message_recieved", "--text", "what is the price?", ...phone]);

  const { code, out } = await runCommand([
    ...["send", "message_sent", "--author", "automation", "--status", "failed"],
    ...phone,
    "--json",
  ]);

  expect(none).toMatchObject({
    code: 2,
    err: expect.stringContaining("The engine has not texted +12025550151") as string,
  });
  const { event } = JSON.parse(out) as { event: string };
  const shown = await runCommand(["events", "show", event, "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(shown.out)).toMatchObject({ author: "automation", data: { status: "failed" } });
});

test.each([
  [["message_recieved", "--source", "defualt"], 'There is no source "defualt"; did you mean "default"?'],
  [["shop.order_shipped"], 'There is no source "shop". The sources are default.'],
])("a source that is not there is told with those that are: %s", async (args, said) => {
  const { code, err } = await runCommand(["send", ...args]);

  expect({ code, isSaid: err.includes(said) }).toEqual({ code: 2, isSaid: true });
});

test("another engine that has no such source is told with the sources of heyrules.yaml", async () => {
  const other = await startOther(404);

  const { code, err } = await runCommand([
    ...["send", "message_recieved", "--source", "stagng", "--to", other.url, "--token", "secret"],
  ]);

  expect(code).toBe(4);
  expect(err).toContain('There is no source "stagng". The sources are default.');
});

test("--repeat delivers the same event again, which is a duplicate", async () => {
  const args = ["--text", "what is the price?", "--phone", "+12025550113", "--repeat", "3"];

  const { out } = await runCommand(["send", "message_recieved", ...args]);

  expect(out.match(/→ 200 \{"status":"accepted"/g)).toHaveLength(1);
  expect(out.match(/→ 200 \{"status":"duplicate"/g)).toHaveLength(2);
  expect(out.match(/POST \/v1\/message\/send/g)).toHaveLength(1);
});

test("--json prints one object with answers, rules, runs and what the fakes got", async () => {
  const { out } = await runCommand(["send", "target_opt_out", "--phone", "+12025550114", "--json"]);

  expect(JSON.parse(out)).toMatchObject({
    schema: "heyrules/send/1",
    answers: [{ status: 200, body: { status: "accepted" } }],
    result: {
      settled: true,
      rules: [
        { rule: "push-opt-out", outcome: "fired" },
        { rule: "heyrules:tell-heymarket", outcome: "not_matched" },
        { rule: "answer-price", outcome: "not_considered", reason: "listens to message_recieved" },
      ],
      runs: [{ ruleId: "push-opt-out", status: "done", effects: [{ status: "done" }] }],
      received: { heymarket: [], crm: [{ method: "PUT", status: 200, body: { consented: false } }] },
    },
  });
});

test("a run that waits is shown as far as it came", async () => {
  const script = { match: { path: "/crm/*" }, times: 1, behaviour: { status: 503 } };
  await fetch(`${dev.state().crmUrl}/_sandbox/script`, { method: "POST", body: JSON.stringify(script) });

  const { code, out } = await runCommand(["send", "target_opt_out", "--phone", "+12025550115"]);

  expect(code).toBe(0);
  expect(out).toMatch(/… planned http crm PUT .*\n.*503; tried next at 20\d\d-/);
  expect(out).toMatch(/fake CRM got\n {2}PUT .* → 503/);
});

test("a wrong token is exit code 4 with what the engine answered", async () => {
  const { code, out, err } = await runCommand(["send", "message_recieved", "--text", "hi", "--token", "guessed"]);

  expect(code).toBe(4);
  expect(out).toMatch(/^✗ message_recieved → 401 \{"error"/);
  expect(err).toContain("answered 401: The token is not one of this webhook's tokens.");
});

test("with --json a refusal is one object too: the error with every answer", async () => {
  const args = ["send", "message_recieved", "--text", "hi", "--token", "guessed", "--repeat", "2", "--json"];

  const { code, out, err } = await runCommand(args);

  const answer = { status: 401, body: { error: { code: "unauthorized" } } };
  expect({ code, err }).toEqual({ code: 4, err: "" });
  expect(JSON.parse(out)).toMatchObject({
    schema: "heyrules/error/1",
    error: { code: "REMOTE_REFUSED", message: expect.stringContaining("answered 401") as string },
    answers: [answer, answer],
    event: null,
    result: null,
  });
});

test("instants are told in the configured zone, with --utc in UTC", async () => {
  const script = { match: { path: "/crm/*" }, times: 2, behaviour: { status: 503 } };
  await fetch(`${dev.state().crmUrl}/_sandbox/script`, { method: "POST", body: JSON.stringify(script) });

  const local = await runCommand(["send", "target_opt_out", "--phone", "+12025550124"]);
  const utc = await runCommand(["send", "target_opt_out", "--phone", "+12025550125", "--utc"]);

  expect(local.out).toMatch(/tried next at 20\d\d-\S+-0[45]:00/);
  expect(utc.out).toMatch(/tried next at 20\d\d-\S+Z/);
});

test("a file holds a whole body or its event_data", async () => {
  writeFileSync("whole.json", '{"type":"target_opt_out","id":9,"token":"old","event_data":{"target":"12025550116"}}');
  writeFileSync("data.json", '{"target":"12025550117"}');

  const whole = await bodyOf("--file", "whole.json");
  const data = await bodyOf("target_opt_in", "--file", "data.json");
  const other = await runCommand(["send", "chat_closed", "--file", "whole.json"]);

  expect(whole).toEqual({ type: "target_opt_out", id: 9, token: "secret", event_data: { target: "12025550116" } });
  expect(data).toEqual({ type: "target_opt_in", id: 1, token: "secret", event_data: { target: "12025550117" } });
  expect(other.code).toBe(2);
  expect(other.err).toContain("--file whole.json holds an event of type target_opt_out, not chat_closed.");
});

test("options become the fields Heymarket uses, and --data is laid over them", async () => {
  const sent = await bodyOf(
    "message_sent",
    "--text",
    "one moment",
    "--author",
    "human",
    "--inbox",
    "sales",
    "--chat",
    "8",
  );
  const closed = await bodyOf("chat_closed", "--id", "77", "--status", "closed", "--inbox", "205");
  const changed = await bodyOf(
    "message_recieved",
    "--data",
    '{"conversation":{"name":"Ada"},"text":null,"flagged":true}',
  );

  const conversation = { id: 8, inbox: 102, target: "15005550100" };
  expect(sent).toMatchObject({ token: "secret", event_data: { text: "one moment", user: 55, conversation } });
  expect(closed.event_data).toMatchObject({ id: 77, inbox: 205, target: "15005550100", status: "closed" });
  expect(changed.event_data).toMatchObject({ flagged: true, conversation: { inbox: 101, name: "Ada" } });
  expect(changed.event_data).not.toHaveProperty("text");
});

test("of another engine only the answer is shown; its source is part of the address", async () => {
  const other = await startOther(200);

  const args = ["send", "chat_opened", "--to", `${other.url}/`, "--token", "secret", "--source", "staging"];
  const { code, out, err } = await runCommand(args);

  expect({ code, out, err }).toEqual({
    code: 0,
    out: '✓ chat_opened → 200 {"status":"accepted","event":"evt_1"}',
    err: "",
  });
  expect(other.posted.map(({ url }) => url)).toEqual(["/webhooks/heymarket/staging"]);
});

test("an engine that refuses or does not answer is exit code 4", async () => {
  const refusing = await startOther(503);
  const args = ["send", "chat_opened", "--token", "secret", "--to"];

  const refused = await runCommand([...args, refusing.url]);
  const absent = await runCommand([...args, await unusedAddress()]);

  expect(refused).toMatchObject({ code: 4, err: expect.stringContaining("answered 503: No.") as string });
  expect(absent).toMatchObject({
    code: 4,
    err: expect.stringContaining("does not answer: connect ECONNREFUSED") as string,
  });
});

test("without a dev of this project and without --to it is exit code 4 that says what to do", async () => {
  process.chdir(makeTemporaryFolder());
  onTestFinished(() => {
    process.chdir(folder);
  });

  const { code, err } = await runCommand(["send", "message_recieved"]);

  expect(code).toBe(4);
  expect(err).toContain("No `heyrules dev` runs for heyrules.yaml");
});

test("a dev that was killed and left word of itself is none", async () => {
  const config = ["--config", join(makeTemporaryFolder(), "heyrules.yaml")] as const;
  const state = { ...dev.state(), pid: process.pid, heymarketUrl: await unusedAddress() };
  writeDevState({ config: config[1] }, state);

  const { code, err } = await runCommand(["send", "chat_opened", ...config]);

  expect(code).toBe(4);
  expect(err).toBe(
    `No \`heyrules dev\` runs for ${config[1]}: start it in another terminal, ` +
      "name another project with --config, or another engine with --to. [REMOTE_UNREACHABLE]",
  );
});

test("a type that is not known needs --force", async () => {
  const { code, err } = await runCommand(["send", "target_optout"]);
  const forced = await runCommand(["send", "target_optout", "--force"]);

  expect(code).toBe(2);
  expect(err).toMatch(/did you mean "target_opt_out"\?\nThe events are (\w+, ){11}\w+\./);
  expect(forced.code).toBe(0);
  expect(forced.out).toContain("– answer-price did not fire: listens to message_recieved");
});

test.each([
  [[], "Name the event to send: message_recieved"],
  [["message_recieved", "--phone", "nobody"], "--phone takes a number"],
  [["message_recieved", "--inbox", "suport"], 'There is no inbox "suport" in heyrules.yaml; did you mean "support"?'],
  [["message_recieved", "--inbox", "999"], "The fake Heymarket refuses this text: there is no inbox 999"],
  [["message_recieved", "--data", "[1]"], "--data takes a JSON object"],
  [["message_recieved", "--id", "0"], "--id takes an id"],
  [["message_recieved", "--repeat", "0"], "number from 1 to 100"],
  [["message_sent", "--author", "robot"], "Allowed choices are contact, human, api, automation, unknown"],
  [["message_sent", "--author", "contact"], "--author of message_sent is human, api, automation, unknown, not contact"],
  [["message_recieved", "--author", "automation"], "--author of message_recieved is contact, not automation"],
  [["message_recieved", "--author", "human"], "--author of message_recieved is contact, not human"],
  [["message_recieved", "--media", "notaurl"], "--media takes an http(s) address"],
  [["message_recieved", "--media", "file:///etc/passwd"], "--media takes an http(s) address"],
  [["chat_closed", "--text", "hello"], "--text does not go with chat_closed"],
  [["target_opt_out", "--status", "zzz"], "--status does not go with target_opt_out"],
  [["incoming_call", "--author", "human"], "--author does not go with incoming_call"],
  [["--file", "absent.json", "--text", "hello"], "--text does not go with --file"],
  [["--file", "absent.json"], "--file absent.json cannot be read"],
  [["chat_opened", "--to", "ftp://host", "--token", "t"], "--to takes an address"],
  [["chat_opened", "--to", "http://127.0.0.1:9"], "--to needs --token"],
  [["chat_opened", "--to", "http://127.0.0.1:1", "--token", "t"], "Let the engine listen on another one"],
])("%j is a usage error", async (args, message) => {
  const { code, err } = await runCommand(["send", ...args]);

  expect(code).toBe(2);
  expect(err).toContain(message);
});

test.each([
  ["+12025550199", "+12025550142"],
  ["+12025550142", "+12025550157"],
])("a second try from %s that a limit stops is told how to try as another one", async (phone, other) => {
  const send = (text: string) => runCommand(["send", "message_recieved", "--text", text, "--phone", phone]);
  const ask = () => send("what is the price?");
  // Another test may have had the number opt out.
  await send("START");

  const first = await ask();
  const second = await ask();

  expect(first.err).not.toContain("Limits count by contact");
  expect(second.out).toContain("did not fire again");
  expect(second.err).toContain(`Limits count by contact: --phone "${other}" sends as another one.`);
});
