import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createSender, makeDelivery, phoneOf } from "./delivery.ts";
import { readLedger } from "./ledger.ts";
import type { EngineProcess } from "./program.ts";
import { until } from "./until.ts";
import { useWorld } from "./use-world.ts";
import type { World } from "./world.ts";

const RULES = `version: 1
rules:
  answer:
    on: message_recieved
    do:
      - send_message: { purpose: reply, text: "The old answer." }
`;
const NEW_RULES = RULES.replace("old", "new");

type LogLine = Readonly<Record<string, unknown>>;

/** Lines of the log with a message. */
function logged(world: World, message: string): readonly LogLine[] {
  const text = readFileSync(join(world.folder, "engine.log"), "utf8");
  // The last line may be on its way.
  const lines = text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter(Boolean);
  return lines.map((line) => JSON.parse(line) as LogLine).filter(({ msg }) => msg === message);
}

function writeRules(world: World, text: string): void {
  writeFileSync(join(world.folder, "rules", "rules.yaml"), text);
}

/** Asks for a reload and waits until the log says what came of it. */
async function hangUp(world: World, engine: EngineProcess, outcome: "reloaded" | "not reloaded"): Promise<LogLine> {
  const before = logged(world, outcome).length;
  process.kill(engine.pid, "SIGHUP");
  await until(outcome, () => logged(world, outcome).length > before);
  return logged(world, outcome).at(-1) ?? {};
}

async function textsAfter(world: World, engine: EngineProcess, id: number): Promise<readonly string[]> {
  const sender = createSender(1);
  onTestFinished(sender.close);
  const before = world.heymarket.sent().length;
  await sender.post(engine.webhook, makeDelivery({ id, phone: phoneOf(id), text: "hello" }));
  await until("it is answered", () => world.heymarket.sent().length > before);
  return world.heymarket.sent().map(({ text }) => text);
}

test("SIGHUP puts rules and settings that were edited in force, and the log names them", async () => {
  const world = await useWorld({ rules: RULES });
  const engine = await world.start();
  await textsAfter(world, engine, 1);
  writeRules(world, `${NEW_RULES}  silent:\n    on: target_opt_out\n    do: [{ log: out }]\n`);

  const line = await hangUp(world, engine, "reloaded");

  expect(line).toMatchObject({ rules: 2, connections: 1, rule_set: expect.stringMatching(/^[0-9a-f]{16}$/) as string });
  expect(await textsAfter(world, engine, 2)).toEqual(["The old answer.", "The new answer."]);
  expect(await engine.terminate()).toEqual({ code: 0, signal: null });
});

test("SIGHUP after a broken edit leaves the last good version in force, and the log says why", async () => {
  const world = await useWorld({ rules: RULES });
  const engine = await world.start();
  const { rule_set } = await hangUp(world, engine, "reloaded");
  writeRules(world, NEW_RULES.replace("send_message", "send_mesage"));

  const line = await hangUp(world, engine, "not reloaded");

  expect(line).toMatchObject({ rules: 1, rule_set, errors: 1 });
  expect(logged(world, "finding").filter(({ severity }) => severity === "error")).toEqual([
    expect.objectContaining({
      severity: "error",
      code: "unknown-key",
      place: expect.stringMatching(/rules[/\\]rules\.yaml:6:9$/) as string,
      finding: expect.stringContaining("send_mesage") as string,
    }),
  ]);
  expect(await textsAfter(world, engine, 1)).toEqual(["The old answer."]);

  writeRules(world, NEW_RULES);
  await hangUp(world, engine, "reloaded");
  expect(await textsAfter(world, engine, 2)).toEqual(["The old answer.", "The new answer."]);
});

test("dashboard and API say why the files are not in force, until they are", async () => {
  const token = "token-of-who-looks-at-it";
  const variables = { HEYRULES_ADMIN_PORT: "0", HEYRULES_ADMIN_READ_TOKEN: token };
  const world = await useWorld({ rules: RULES, variables });
  const engine = await world.start();
  const address = () => /dashboard on (http:[^\s;]+)/.exec(readFileSync(join(world.folder, "engine.err"), "utf8"))?.[1];
  await until("the dashboard's address is told", () => address() !== undefined);
  const url = address() ?? "";
  const get = async (path: string): Promise<string> =>
    (await fetch(url + path, { headers: { authorization: `Bearer ${token}`, accept: "text/html" } })).text();
  const told = async () => ({
    pages: (await Promise.all(["/", "/rules", "/rules/answer"].map(get))).map((html) => html.includes("Not reloaded.")),
    api: (JSON.parse(await get("/api/v1/rules")) as { readonly reloadProblem: string | null }).reloadProblem,
  });

  const atFirst = await told();
  writeRules(world, NEW_RULES.replace("send_message", "send_mesage"));
  await hangUp(world, engine, "not reloaded");
  const broken = await told();
  writeRules(world, NEW_RULES);
  await hangUp(world, engine, "reloaded");

  const well = { pages: [false, false, false], api: null };
  expect(atFirst).toEqual(well);
  expect(broken.pages).toEqual([true, true, true]);
  expect(broken.api).toMatch(/rules[/\\]rules\.yaml:6:9: .*send_mesage/);
  expect(await told()).toEqual(well);
});

test("a configuration that is gone, or lacks a secret a rule needs, leaves the last good version in force", async () => {
  const call = "      - http: { connection: crm, method: POST, path: /events, json: { seen: true } }\n";
  const world = await useWorld({ rules: `${RULES}${call}` });
  const engine = await world.start();
  const file = join(world.folder, "heyrules.yaml");
  const config = readFileSync(file, "utf8");

  writeFileSync(file, config.replace("CRM_TOKEN", "NOBODY_KNOWS"));
  const missing = await hangUp(world, engine, "not reloaded");
  writeFileSync(file, "");
  const empty = await hangUp(world, engine, "not reloaded");

  expect([missing, empty]).toMatchObject([{ rules: 1 }, { rules: 1 }]);
  expect(JSON.stringify(logged(world, "finding"))).toContain("NOBODY_KNOWS");
  expect(await textsAfter(world, engine, 1)).toEqual(["The old answer."]);
});

test("SIGHUP takes over connections, webhook tokens and credentials; what needs a restart is said", async () => {
  const world = await useWorld({ rules: RULES });
  const dotEnv = join(world.folder, ".env");
  const good = "HEYMARKET_API_SECRET_KEY=key-canary-07b4\n";
  writeFileSync(dotEnv, "HEYMARKET_API_SECRET_KEY=key-canary-wrong\nHEYMARKET_WEBHOOK_TOKEN=token-canary-first\n");
  const environment = { ...world.environment, HEYMARKET_API_SECRET_KEY: "", HEYMARKET_WEBHOOK_TOKEN: "" };
  const engine = await world.start({ environment });
  const sender = createSender(1);
  onTestFinished(sender.close);
  const delivery = makeDelivery({ id: 1, phone: phoneOf(1), text: "hello" });

  const unknown = await sender.post(engine.webhook, delivery);
  writeFileSync(dotEnv, `${good}HEYMARKET_WEBHOOK_TOKEN=token-canary-first,token-canary-51c2\n`);
  const config = readFileSync(join(world.folder, "heyrules.yaml"), "utf8");
  writeFileSync(join(world.folder, "heyrules.yaml"), config.replaceAll("crm:", "other:"));
  await hangUp(world, engine, "reloaded");
  writeRules(
    world,
    `${RULES}      - http: { connection: other, method: POST, path: /events, json: { event: "{{ event_data.id }}" } }\n`,
  );
  await hangUp(world, engine, "reloaded");
  const known = await sender.post(engine.webhook, delivery);
  await until("the CRM was called", () => world.crm.requests().length > 0);

  expect([unknown, known]).toMatchObject([{ status: 401 }, { status: 200 }]);
  expect(world.heymarket.sent()).toHaveLength(1);
  expect(logged(world, "a restart is needed")).toEqual([]);

  writeFileSync(
    join(world.folder, "heyrules.yaml"),
    `${config.replaceAll("crm:", "other:")}store: "sqlite:./other.db"\n`,
  );
  writeFileSync(dotEnv, `${readFileSync(dotEnv, "utf8")}HEYRULES_PORT=1\n`);
  await hangUp(world, engine, "reloaded");
  // Both are given by the environment, which wins.
  expect(logged(world, "a restart is needed")).toEqual([]);
  expect(world.logs()).not.toMatch(/canary/);
});

test("what only a restart can change is said, and the rest is reloaded", async () => {
  const world = await useWorld({ rules: RULES });
  writeFileSync(join(world.folder, ".env"), "HEYRULES_PORT=0\n");
  const engine = await world.start({ environment: { ...world.environment, HEYRULES_PORT: "" } });
  writeFileSync(join(world.folder, ".env"), "HEYRULES_PORT=1\n");
  writeRules(world, NEW_RULES);

  await hangUp(world, engine, "reloaded");

  expect(logged(world, "a restart is needed")).toMatchObject([{ settings: ["port"] }]);
  expect(await textsAfter(world, engine, 1)).toEqual(["The new answer."]);
});

test("SIGHUP under load: every delivery is accepted, and each is answered once", async () => {
  const world = await useWorld({
    rules: `version: 1
rules:
  forward:
    on: message_recieved
    do:
      - http: { connection: crm, method: POST, path: /events, json: { event: "{{ event_data.id }}", by: "0" } }
`,
  });
  const engine = await world.start();
  const text = readFileSync(join(world.folder, "rules", "rules.yaml"), "utf8");
  const sender = createSender(4);
  onTestFinished(sender.close);
  let nextId = 1;
  let isOver = false;
  const answers: number[] = [];
  const clients = Array.from({ length: 4 }, async () => {
    while (!isOver) {
      const id = nextId++;
      const reply = await sender.post(engine.webhook, makeDelivery({ id, phone: phoneOf(id), text: "hello" }));
      answers.push(reply.kind === "answered" ? reply.status : 0);
    }
  });

  const calls = () => world.exchanges.crm.map(({ body }) => body as { readonly event: string; readonly by: string });
  const callsBy = (version: number) => calls().filter(({ by }) => by === String(version)).length;
  await until("the first rules are at work", () => callsBy(0) > 0);
  for (let version = 1; version <= 5; version += 1) {
    writeRules(world, text.replace('by: "0"', `by: "${version}"`));
    await hangUp(world, engine, "reloaded");
    await until("the rules reloaded are at work", () => callsBy(version) >= 5);
  }
  isOver = true;
  await Promise.all(clients);
  await until("everything at rest", () => readLedger(world.storePath, (ledger) => ledger.countOpen()) === 0);

  expect(new Set(answers)).toEqual(new Set([200]));
  expect(
    calls()
      .map(({ event }) => Number(event))
      .toSorted((a, b) => a - b),
  ).toEqual(Array.from({ length: answers.length }, (_, index) => index + 1));
});

const FORWARD = `version: 1
rules:
  forward: { on: message_recieved, do: [{ http: { connection: crm, method: POST, path: /events, json: {} } }] }
`;

test("SIGHUP while it is stopping does not cut short what is under way", async () => {
  const world = await useWorld({ rules: FORWARD });
  world.crm.script({ behaviour: { stallMs: 1_000 } });
  const engine = await world.start();
  await post(engine.webhook);
  await until("the call was made", () => world.exchanges.crm.length === 1);

  const ended = engine.terminate();
  await until("it is stopping", () => world.logs().includes("stopping:"));
  process.kill(engine.pid, "SIGHUP");

  expect(await ended).toEqual({ code: 0, signal: null });
});

test.skipIf(!hasPseudoTerminals())(
  "a terminal that is closed ends it in good order",
  async () => {
    const world = await useWorld({ rules: FORWARD });
    world.crm.script({ behaviour: { stallMs: 1_000 } });
    const { webhook, pid, close } = await startInTerminal(world);
    await post(webhook);
    await until("the call was made", () => world.exchanges.crm.length === 1);

    close();
    await until("it has ended", () => !isAlive(pid));

    expect(readLedger(world.storePath, (ledger) => ledger.effects().map(({ status }) => status))).toEqual(["done"]);
  },
  60_000,
);

async function post(webhook: string): Promise<void> {
  const sender = createSender(1);
  await sender.post(webhook, makeDelivery({ id: 1, phone: phoneOf(1), text: "hello" }));
  sender.close();
}

function hasPseudoTerminals(): boolean {
  return process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;
}

/** Starts the engine in a terminal of its own, which `close` takes away as closing a window does. */
async function startInTerminal(
  world: World,
): Promise<{ readonly webhook: string; readonly pid: number; readonly close: () => void }> {
  const command = `echo "process $$"; exec "${process.execPath}" "${resolve("dist-whole/main.js")}" start`;
  const env = { PATH: process.env["PATH"], SHELL: "/bin/sh", NO_COLOR: "1", ...world.environment };
  const terminal = spawn("script", ["-qec", command, "/dev/null"], { cwd: world.folder, env, stdio: "pipe" });
  let said = "";
  terminal.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  onTestFinished(() => {
    terminal.kill("SIGKILL");
  });
  await until("it listens", () => said.includes("listening on"));
  return {
    webhook: `${/listening on (http:\S+)/.exec(said)?.[1] ?? ""}/webhooks/heymarket`,
    pid: Number(/process (\d+)/.exec(said)?.[1]),
    close: () => terminal.kill("SIGKILL"),
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test("with --watch a file that is saved is in force, and a broken one changes nothing", async () => {
  const world = await useWorld({ rules: RULES });
  const engine = await world.start({ options: ["--watch"] });
  await textsAfter(world, engine, 1);

  writeRules(world, `${RULES}  broken: {`);
  await until("it is refused", () => logged(world, "not reloaded").length > 0);
  const answers = await textsAfter(world, engine, 2);
  writeRules(world, NEW_RULES);
  await until("it is in force", () => logged(world, "reloaded").length > 0);

  expect(answers.at(-1)).toBe("The old answer.");
  expect((await textsAfter(world, engine, 3)).at(-1)).toBe("The new answer.");
  expect(await engine.terminate()).toEqual({ code: 0, signal: null });
});
