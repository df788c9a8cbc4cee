import { existsSync, readFileSync, statSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { ownValue } from "../../src/core/base/json.ts";
import { startDev } from "../helpers/dev.ts";
import { usePostgres } from "../helpers/postgres.ts";
import { makeProject } from "../helpers/project.ts";
import { createSender, makeDelivery, phoneOf } from "./delivery.ts";
import { readLedger } from "./ledger.ts";
import type { EngineProcess } from "./program.ts";
import { until } from "./until.ts";
import { useWorld } from "./use-world.ts";
import type { World } from "./world.ts";

const RULES = `version: 1
rules:
  call:
    on: message_recieved
    do:
      - http: { connection: crm, method: POST, path: /call, json: { text: "{{ event.text }}" } }
`;

const QUESTIONS = `version: 1
rules:
  quote:
    on: { event: message_recieved, where: { text: quote } }
    do: [{ approve: { send_message: { purpose: service, text: It is $40. }, timeout: 4h } }]
  table:
    on: { event: message_recieved, where: { text: table } }
    do:
      - ask: { text: In or out?, answers: { inside: [in], outside: [out] }, into: place, timeout: 1h }
      - send_message: { purpose: reply, text: "A table {{ vars.place | default: 'anywhere' }}." }
`;

interface ControlFile {
  readonly url: string;
  readonly token: string;
}

const controlOf = ({ storePath }: World): ControlFile =>
  JSON.parse(readFileSync(`${storePath}.control`, "utf8")) as ControlFile;

function statusesOf({ storePath }: World): readonly string[] {
  return readLedger(storePath, (ledger) => ledger.runs().map(({ status }) => status));
}

async function deliver(engine: EngineProcess, id: number): Promise<void> {
  await deliverText(engine, { id, phone: phoneOf(id), text: `text ${id}` });
}

async function deliverText({ webhook }: EngineProcess, text: Parameters<typeof makeDelivery>[0]): Promise<void> {
  const sender = createSender(1);
  onTestFinished(sender.close);
  await sender.deliver(webhook, makeDelivery(text));
}

/** Asks the engine of a control file by hand. */
async function post({ url }: ControlFile, token: string, body: object): Promise<{ status: number; message: string }> {
  const response = await fetch(`${url}/api/v1/operations`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  const { message = "" } = (await response.json()) as { message?: string };
  return { status: response.status, message };
}

describe("commands on a running start", () => {
  test("are done by the engine that has the store, which says so in its log", async () => {
    const world = await useWorld({ rules: RULES });
    const engine = await world.start();

    const paused = await world.run(["pause", "--connection", "crm", "--yes", "--as", "ann"]);
    await deliver(engine, 1);
    await until("it is evaluated", () => statusesOf(world).includes("queued"));
    const during = world.exchanges.crm.length;
    const resumed = await world.run(["resume", "--connection", "crm", "--yes"]);
    await until("it goes out", () => world.exchanges.crm.length === 1);

    expect([paused.code, resumed.code, during]).toEqual([0, 0, 0]);
    expect(world.logs()).toMatch(/"operation":"pause","by":"ann","done":1/);
    expect(world.logs()).toContain('"paused":"connection:crm"');
  });

  test("need the file that only the owner of the store may read, and that is gone after a stop", async () => {
    const world = await useWorld({ rules: RULES });
    const engine = await world.start();
    const control = controlOf(world);
    const body = { version: "0.0.0", operation: { kind: "pause", scope: { kind: "all", name: "" } }, by: "eve" };

    expect(statSync(`${world.storePath}.control`).mode & 0o777).toBe(0o600);
    expect(await post(control, "wrong", body)).toMatchObject({ status: 401 });
    expect(await post(control, control.token, body)).toEqual({
      status: 422,
      message: expect.stringMatching(
        /^The running engine is heyrules \S+ and this command 0\.0\.0: use the command of the same release\.$/,
      ) as string,
    });
    await engine.terminate();
    expect(existsSync(`${world.storePath}.control`)).toBe(false);
    expect((await world.run(["audit", "ls", "--json"])).out).toContain('"entries": []');
  });

  test("open the store themselves after the engine was killed; the file it left harms nobody", async () => {
    const world = await useWorld({ rules: RULES });
    await (await world.start()).kill();
    const left = controlOf(world);

    const paused = await world.run(["pause", "--yes"]);
    const engine = await world.start();
    const resumed = await world.run(["resume", "--yes"]);

    expect([paused.code, resumed.code]).toEqual([0, 0]);
    expect(controlOf(world).token).not.toBe(left.token);
    expect(world.logs()).toContain('"paused":"all"');
    expect(await engine.terminate()).toEqual({ code: 0, signal: null });
  });
});

test("a text waits until a person lets it go out from the command line, and a question for its answer", async () => {
  const world = await useWorld({ rules: QUESTIONS });
  const engine = await world.start();
  const sent = (): readonly unknown[] => world.exchanges.heymarket.map(({ body }) => ownValue(body, "text"));
  const phone = phoneOf(1);
  await deliverText(engine, { id: 1, phone, text: "quote" });
  await until("it waits", () => statusesOf(world).includes("waiting"));
  const listed = JSON.parse((await world.run(["approvals", "ls", "--json"])).out) as {
    readonly approvals: readonly { readonly code: string; readonly text: string }[];
  };
  const [waiting] = listed.approvals;
  const code = waiting?.code ?? "";

  const planned = await world.run(["approvals", "approve", code]);
  const approved = await world.run(["approvals", "approve", code, "--yes", "--as", "ann", "--reason", "checked"]);
  const refused = await world.run(["approvals", "refuse", code, "--yes"]);
  await until("it goes out", () => sent().includes("It is $40."));
  await deliverText(engine, { id: 2, phone, text: "table" });
  await until("it asks", () => sent().includes("In or out?"));
  await until("it waits", () => statusesOf(world).includes("waiting"));
  await deliverText(engine, { id: 3, phone, text: "In!" });
  await until("it has heard the answer", () => sent().includes("A table inside."));

  expect(waiting?.text).toBe("It is $40.");
  expect([planned.code, approved.code, refused.code]).toEqual([2, 0, 1]);
  expect(refused.out).toContain("was approved before by ann: nothing is done");
  expect(sent().filter((text) => text === "It is $40.")).toHaveLength(1);
  expect(world.logs()).toMatch(/"operation":"approve","by":"ann","done":1/);
});

test("commands on a running dev are done by it", async () => {
  const { folder, run } = makeProject();
  const dev = await startDev(folder);
  onTestFinished(async () => {
    dev.kill("SIGTERM");
    await dev.ended;
  });

  const { code, out } = await run("pause", "--rule", "answer-price", "--yes", "--as", "ann");

  expect([code, out]).toEqual([0, "✓ what rule answer-price does goes out no more until it is resumed\n1 done"]);
  expect((await run("audit", "ls")).err).toContain("paused now: rule:answer-price");
});

describe("two engines on one database", () => {
  const server = usePostgres();

  test("both let nothing out once it is paused from the command line, and both do once it is resumed", async () => {
    const url = await server.createDatabase();
    const world = await useWorld({ rules: RULES });
    const environment = { ...world.environment, HEYRULES_STORE: url };
    const engines = await Promise.all([world.start({ environment }), world.start({ environment })]);
    const told = (message: string) => world.logs().split(message).length - 1;

    await world.run(["pause", "--yes"], { HEYRULES_STORE: url });
    await until("both know", () => told('"paused":"all","by"') === 2);
    await Promise.all(engines.map((engine, index) => deliver(engine, index + 1)));
    await until("both are evaluated", async () => {
      const rows = await server.execute(url, "SELECT 1 FROM heyrules.runs WHERE status = 'queued'");
      return rows.length === 2;
    });
    const during = world.exchanges.crm.length;
    await world.run(["resume", "--yes"], { HEYRULES_STORE: url });
    await until("both go out", () => world.exchanges.crm.length === 2);

    expect(during).toBe(0);
    await until("both know of it", () => told('"msg":"resumed"') === 2);
  });
});
