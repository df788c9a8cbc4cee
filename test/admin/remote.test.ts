import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { VERSION } from "../../src/version.ts";
import { startEngine, UNCLEAR } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";
import type { CommandResult } from "../helpers/project.ts";
import { runCommand } from "../helpers/project.ts";
import type { AdminWorld } from "./admin-world.ts";
import { OPERATE_TOKEN, READ_TOKEN, startAdminWorld } from "./admin-world.ts";

let world: AdminWorld;
const FOLDER = mkdtempSync(join(tmpdir(), "heyrules-remote-"));

beforeAll(async () => {
  world = await startAdminWorld();
  world.sandbox.crm.mock({ crm: { status: 400, json: {}, fail: false } });
  await world.deliver("message_recieved", {});
  await world.deliver("target_opt_out", { target: "15005550101" });
});

afterAll(async () => {
  await world.stop();
  rmSync(FOLDER, { recursive: true });
});

/** Runs a command on the engine from a machine that has nothing but a token. */
function remote(...args: readonly string[]): Promise<CommandResult> {
  return runCommand(["--config", join(FOLDER, "heyrules.yaml"), "--url", world.url, ...args], {
    HEYRULES_ADMIN_TOKEN: OPERATE_TOKEN,
  });
}

function told(result: CommandResult): Readonly<Record<string, unknown>> {
  expect([result.code, result.err]).toEqual([0, ""]);
  return JSON.parse(result.out) as Readonly<Record<string, unknown>>;
}

test("the commands that read show what an engine elsewhere has stored", async () => {
  const { events } = told(await remote("events", "ls", "--json")) as { readonly events: readonly { id: string }[] };
  const { runs } = told(await remote("runs", "ls", "--rule", "stop-to-crm", "--json")) as {
    readonly runs: readonly { id: string; status: string }[];
  };
  const event = told(await remote("events", "show", events[1]?.id ?? "", "--json"));
  const { code, out } = await remote("runs", "show", runs[0]?.id ?? "");

  expect([events.length, runs.length, runs[0]?.status]).toEqual([2, 1, "failed"]);
  expect(event).toMatchObject({ phone: "+15005550100", runs: [{ ruleId: "answer" }] });
  expect([code, out]).toEqual([0, expect.stringContaining("stop-to-crm")]);
  expect((await remote("explain", "+15005550100")).out).toContain("answer fired");
  expect((await remote("contacts", "ls")).out).toContain("+1••••••0101");
  expect((await remote("contacts", "show", "+15005550101")).out).toContain("opted out");
  expect((await remote("dead", "ls")).out).toContain("stop-to-crm");
});

test("the commands that change go through the engine elsewhere, and its audit names who", async () => {
  const plan = await remote("dead", "retry", "--rule", "stop-to-crm", "--json");
  world.sandbox.crm.mock({ crm: { status: 200, json: {}, fail: false } });
  const done = told(await remote("dead", "retry", "--rule", "stop-to-crm", "--yes", "--as", "Ada", "--json"));
  await world.engine.runner.drain();
  const audit = told(await remote("audit", "ls", "--json"));

  expect([plan.code, plan.err]).toEqual([2, expect.stringContaining("--yes does it")]);
  expect(done).toMatchObject({ isPlan: false, done: 1 });
  expect(audit).toMatchObject({ entries: [{ by: "API: Ada", deed: "retry" }] });
  expect((await remote("dead", "ls")).err).toContain("Nothing failed");
});

test("what cannot be done so is said before a token leaves", async () => {
  const run = (args: readonly string[], token = OPERATE_TOKEN): Promise<CommandResult> =>
    runCommand([...args, "events", "ls"], token === "" ? {} : { HEYRULES_ADMIN_TOKEN: token });
  const file = join(FOLDER, "token");
  writeFileSync(file, `${OPERATE_TOKEN}\n`);

  expect(await run(["--url", "http://rules.example.com"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("would travel in the clear to rules.example.com") as unknown,
  });
  expect(await run(["--url", "rules.example.com"])).toMatchObject({ code: 2 });
  expect(await run(["--url", world.url], "")).toMatchObject({
    code: 2,
    err: expect.stringContaining("--url needs a token") as unknown,
  });
  expect(await run(["--url", world.url, "--token-file", join(FOLDER, "none")], "")).toMatchObject({ code: 3 });
  expect(await run(["--url", world.url, "--token-file", file], "")).toMatchObject({ code: 0 });
  expect(await run(["--url", world.url], "a-token-that-nobody-knows")).toMatchObject({ code: 4 });
  expect(await run(["--url", "http://127.0.0.1:1"])).toMatchObject({ code: 4 });
  expect((await remote("store", "check")).err).toContain("works on this machine only");
  expect((await remote("lint")).err).toContain("works on this machine only");
  expect((await remote("events", "ls", "--store", "memory:")).err).toContain("not both");
});

test("a token that may only look is enough for what only reads, with numbers masked", async () => {
  const look = (...args: readonly string[]): Promise<CommandResult> =>
    runCommand(["--config", join(FOLDER, "heyrules.yaml"), "--url", world.url, ...args], {
      HEYRULES_ADMIN_READ_TOKEN: READ_TOKEN,
    });

  const { events } = told(await look("events", "ls", "--json")) as { readonly events: readonly { id: string }[] };
  const { runs } = told(await look("runs", "ls", "--json")) as { readonly runs: readonly { id: string }[] };
  const outputs = [
    ...(await Promise.all(events.map(({ id }) => look("events", "show", id)))),
    ...(await Promise.all(runs.map(({ id }) => look("runs", "show", id)))),
    await look("explain", events[1]?.id ?? ""),
    ...(await Promise.all([look("contacts", "ls"), look("dead", "ls"), look("audit", "ls"), look("runs", "ls")])),
    await look("contacts", "show", "+15005550101"),
  ];

  expect([events.length, runs.length, outputs.map(({ code }) => code)]).toEqual([2, 2, outputs.map(() => 0)]);
  expect(outputs[0]?.out).toContain("+1••••••0101");
  expect(
    outputs
      .slice(0, -1)
      .map(({ out }) => out)
      .join(""),
  ).not.toMatch(/5005550100|5005550101/);
});

test("a token that may only look gets the plan of what it may not do, and is told what it takes", async () => {
  const look = (...args: readonly string[]): Promise<CommandResult> =>
    runCommand(["--url", world.url, ...args], { HEYRULES_ADMIN_TOKEN: READ_TOKEN });

  const pause = await look("pause", "--yes");
  const simulation = await look("simulate", "--since", "1h");

  expect([pause.code, pause.err]).toEqual([4, expect.stringContaining("give one that may operate")]);
  expect(pause.out).toContain("1 would be done");
  expect([simulation.code, simulation.err]).toEqual([4, expect.stringContaining("reads events whole")]);
  expect(await world.engine.store.pauses()).toEqual([]);
});

test("whoever may only look gets no record whole, and wrong questions are refused", async () => {
  const ask = (question: string, body: unknown, token = OPERATE_TOKEN): Promise<Response> =>
    fetch(`${world.url}/api/v1/records/${question}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });

  expect((await ask("pauses", { arguments: [] })).status).toBe(200);
  expect(await (await ask("listEvents", { arguments: [{ limit: 10 }] }, READ_TOKEN)).text()).not.toMatch(/500555/);
  expect((await ask("pauses", { arguments: [1] })).status).toBe(400);
  expect((await ask("listEvents", { arguments: [{ limit: 100_000 }] })).status).toBe(400);
  expect((await ask("listEvents", { arguments: [{ limit: 10, status: "zz" }] })).status).toBe(400);
  expect((await ask("countRuns", { arguments: [{ status: "zz" }] })).status).toBe(400);
  const misspelt = await ask("listEvents", { arguments: [{ limit: 10, typ: "message_recieved" }] });
  expect([misspelt.status, await misspelt.text()]).toEqual([400, expect.stringContaining('has no member \\"typ\\"')]);
  expect((await ask("listEvents", { arguments: [{ limit: 10, since: "2026-03-10" }] })).status).toBe(400);
  expect((await ask("listRuns", { arguments: [{ limit: 10, type: "x" }] })).status).toBe(400);
  expect((await ask("ownText", { arguments: [{ a: null }] })).status).toBe(400);
  expect((await ask("saveRules", { arguments: [[], 0] })).status).toBe(400);
  expect((await ask("constructor", { arguments: [] })).status).toBe(400);
});

test.each(["runs ls", "dead ls", "approvals ls"])(
  "%s of a rule that the engine elsewhere does not know is refused",
  async (command) => {
    const { code, err } = await remote(...command.split(" "), "--rule", "answr");

    expect(code).toBe(1);
    expect(err).toContain('There is no rule "answr" in force, and no run of one; did you mean "answer"? [NOT_FOUND]');
  },
);

test("what is no rule is refused as beside the engine, in words that name no page", async () => {
  for (const command of ["runs ls", "dead ls", "dead retry", "approvals ls"]) {
    const { code, err } = await remote(...command.split(" "), "--rule", "zzzzzzzz");

    expect({ command, code }).toEqual({ command, code: 1 });
    expect(err).toContain("heyrules rules ls with --url, lists those in force. [NOT_FOUND]");
  }
  const enabled = await remote("rules", "enable", "answr", "--yes");

  expect([enabled.code, enabled.err]).toEqual([
    1,
    'There is no rule "answr" in force; did you mean "answer"? [NOT_FOUND]',
  ]);
});

test("rules ls and rules show tell the rules in force at the engine elsewhere", async () => {
  const { rules, diagnostics } = told(await remote("rules", "ls", "--json")) as {
    readonly rules: readonly object[];
    readonly diagnostics: readonly object[];
  };
  const listed = await remote("rules", "ls");
  const shown = await remote("rules", "show", "answer");
  const json = told(await remote("rules", "show", "answer", "--compiled", "--json"));
  const unknown = await remote("rules", "show", "answr");

  expect(diagnostics).toEqual([]);
  expect(rules).toMatchObject([{ id: "answer", state: "on", tests: null }, {}, { id: "stop-to-crm" }]);
  expect(listed.out).toMatch(/answer +Answer questions about prices +on +message_recieved/);
  expect(shown.out).toContain("answer: Answer questions about prices\nrules.yaml:3, on, priority 0, version ");
  expect(shown.out).toContain("send_message");
  expect(json).toMatchObject({ id: "answer", limits: {}, next: [], compiled: { id: "answer" } });
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('did you mean "answer"? [NOT_FOUND]')]);
});

test("whoever says that a text was not sent reads that this was noted, and that it goes out now", async () => {
  const rules = "greet: { on: message_received, do: [{ send_message: { purpose: reply, text: Hello } }] }";
  const engine = await startEngine({ rules, script: () => UNCLEAR });
  await engine.text("hi");
  for (let pass = 0; pass < 40; pass++) await engine.pass(3_600_000);
  const { run } = await engine.onlyRun();
  const { url } = await openAdmin(engine, { version: VERSION });
  const settle = (...args: readonly string[]) =>
    runCommand(["--config", join(FOLDER, "heyrules.yaml"), "--url", url, "dead", "resolve", run.id, ...args], {
      HEYRULES_ADMIN_TOKEN: TOKENS.operate,
    });

  const plan = await settle("--not-sent");
  const done = await settle("--not-sent", "--yes");

  const follows = "the run sends the text to the contact again (do/0)";
  expect(plan.out).toContain(`Would be noted as not done; ${follows}: sends 1 text to 1 person, if`);
  expect(done.out).toContain(`Noted as not done; ${follows}: 1 text to 1 person goes out, if the send gate lets it`);
});

test("times that are told or given as a distance go by the clock of the engine that is asked", async () => {
  const rules = `
offer:
  on: message_received
  do: [{ approve: { send_message: { purpose: service, text: "Hello" }, timeout: 4h } }]
`;
  const engine = await startEngine({ rules });
  await engine.text("hello");
  await engine.drain();
  await engine.pass(3_600_000);
  const { url } = await openAdmin(engine, { version: VERSION });
  const ask = (...args: readonly string[]): Promise<CommandResult> =>
    runCommand(["--url", url, ...args], { HEYRULES_ADMIN_TOKEN: TOKENS.operate });

  const found = told(await ask("events", "ls", "--since", "2h", "--json"));
  const later = told(await ask("events", "ls", "--since", "30m", "--json"));
  const approvals = await ask("approvals", "ls");
  const cancelled = await ask("runs", "cancel", "--since", "2h", "--json");

  expect([found["events"], later["events"]]).toEqual([[expect.anything()], []]);
  expect(approvals.out).toContain("in 3h");
  expect(JSON.parse(cancelled.out)).toMatchObject({ done: 1 });
});
