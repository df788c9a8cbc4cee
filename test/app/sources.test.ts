import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startEngine } from "../../src/app/start-engine.ts";
import type { RunningEngine } from "../../src/app/start-engine.ts";
import { startSandbox } from "../../src/app/sandbox.ts";
import type { Sandbox } from "../../src/app/sandbox.ts";
import { compileRules } from "../../src/compile/rules/compile.ts";
import { readConfig } from "../../src/config/config.ts";
import { digest } from "../../src/system.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const CONFIG = `version: 1
timezone: America/New_York
heymarket: { sender: 55 }
inboxes: { support: 101 }
connections: { crm: { base_url: "https://crm.example.com" } }
sources:
  production: { tokens: "\${LIVE}" }
  staging: { tokens: "\${STAGING}", dry: true }
  shop:
    kind: json
    signature: { scheme: hmac_sha256, header: X-Shop-Signature, secret: "\${SHOP}", prefix: "sha256=" }
    type: $.event
    id: $.order.id
    phone: $.customer.phone
    fields: { event: text, order.id: id, customer.phone: text }
`;
const RULES = `version: 1
rules:
  answer:
    on: message_recieved
    do:
      - id: push
        http: { connection: crm, method: GET, path: /contacts }
      - wait: 1s
      - send_message: { purpose: reply, text: "{{ event.text }}? {{ steps.push.status }}" }
  only-staging:
    on: { event: message_recieved, source: staging }
    do: [{ log: "from {{ event.source }}" }]
  shipped:
    on: shop.order_shipped
    do:
      - send_message: { purpose: service, inbox: support, text: "Order {{ event_data.order.id }} is on its way." }
`;
const SECRETS = { LIVE: "live-token", STAGING: "staging-token", SHOP: "shop-secret" };

interface World {
  readonly sandbox: Sandbox;
  readonly engine: () => RunningEngine;
  readonly restart: () => Promise<void>;
}

/** An engine with its configured tokens and signature on fakes of Heymarket and the CRM. */
async function startWorld(): Promise<World> {
  const folder = makeTemporaryFolder();
  const file = join(folder, "heyrules.yaml");
  writeFileSync(file, CONFIG);
  const environment = { ...SECRETS, HEYRULES_HOST: "127.0.0.1", HEYRULES_PORT: "0" };
  const { config, diagnostics, problems } = await readConfig({ file, environment, requireSecrets: true });
  if (config === null) throw new Error(JSON.stringify([diagnostics, problems]));
  const sources = [{ file: "rules.yaml", text: RULES }];
  const compiled = compileRules({ sources, settings: config.settings, digest, strict: true });
  if (compiled.rules.length === 0) throw new Error(JSON.stringify(compiled.diagnostics));
  const sandbox = await startSandbox(config);
  sandbox.crm.mock({ crm: { status: 200, json: {}, fail: false } });
  const start = (): Promise<RunningEngine> =>
    startEngine({ ...sandbox.config, sources: config.sources, port: 0 }, { rules: compiled.rules, logger: SILENT });
  let engine = await start();
  onTestFinished(async () => {
    await engine.stop();
    await sandbox.close();
  });
  return {
    sandbox,
    engine: () => engine,
    restart: async () => {
      await engine.stop();
      engine = await start();
    },
  };
}

function message(token: string, id: number, text = "hello"): string {
  const conversation = { id: 301, inbox: 101, target: "15005550100", name: "Ada" };
  return JSON.stringify({
    type: "message_recieved",
    token,
    id: 1,
    event_data: { id, text, phone: "15005550100", conversation },
  });
}

async function post(
  world: World,
  path: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: unknown }> {
  const all = { "content-type": "application/json", ...headers };
  const response = await fetch(`${world.engine().url}${path}`, { method: "POST", headers: all, body });
  return { status: response.status, body: await response.json() };
}

function signed(body: string): Readonly<Record<string, string>> {
  return { "x-shop-signature": `sha256=${createHmac("sha256", SECRETS.SHOP).update(body).digest("hex")}` };
}

/** The runs of a rule, when as many as wanted are at their end. */
async function endedRuns(world: World, ruleId: string, wanted: number) {
  return expect
    .poll(async () => {
      const { rows } = await world.engine().store.listRuns({ limit: 100 });
      return rows.filter(({ run }) => run.ruleId === ruleId && run.status === "done").length;
    })
    .toBe(wanted);
}

test("from a dry source nothing leaves, also after a wait and a restart, and all is recorded as it would have gone", async () => {
  const world = await startWorld();

  const live = await post(world, "/webhooks/heymarket/production", message(SECRETS.LIVE, 7));
  const dry = await post(world, "/webhooks/heymarket/staging", message(SECRETS.STAGING, 7, "hi"));
  await world.restart();
  await endedRuns(world, "answer", 2);
  await endedRuns(world, "only-staging", 1);

  expect([live.body, dry.body]).toMatchObject([{ status: "accepted" }, { status: "accepted" }]);
  expect(world.sandbox.heymarket.sent()).toHaveLength(1);
  expect(world.sandbox.crm.received().filter(({ path }) => path.includes("/contacts"))).toHaveLength(1);
  const { rows } = await world.engine().store.listRuns({ limit: 100 });
  const kept = rows.flatMap(({ effects }) => effects).filter(({ guard }) => guard === "dry");
  expect(kept.map(({ action, status, attempts }) => [action, status, attempts.length]).sort()).toEqual([
    ["http", "blocked", 0],
    ["send_message", "blocked", 0],
  ]);
  expect(kept.find(({ action }) => action === "send_message")?.request).toMatchObject({ text: "hi? 200" });
});

test("another system's event starts a rule, once, in the lane of the number it names", async () => {
  const world = await startWorld();
  const body = '{"event":"order_shipped","order":{"id":9007199254740993},"customer":{"phone":"(500) 555-0100"}}';

  const first = await post(world, "/webhooks/shop", body, signed(body));
  const again = await post(world, "/webhooks/shop", body, signed(body));
  await endedRuns(world, "shipped", 1);

  expect([first, again]).toMatchObject([
    { status: 200, body: { status: "accepted" } },
    { status: 200, body: { status: "duplicate" } },
  ]);
  expect(world.sandbox.heymarket.sent()).toMatchObject([{ text: "Order 9007199254740993 is on its way." }]);
  const { rows } = await world.engine().store.listEvents({ phone: "+15005550100", limit: 9 });
  expect(rows.map(({ event }) => event)).toMatchObject([
    { type: "shop.order_shipped", source: "shop", origin: "outside" },
  ]);
});

test("what is not the other system's is refused, and what is missing is named", async () => {
  const world = await startWorld();
  const without = '{"event":"order_shipped","order":{}}';
  const other = JSON.stringify({ type: "shop.order_shipped", token: SECRETS.LIVE, id: 1, event_data: { id: 5 } });

  const answers = [
    await post(world, "/webhooks/shop", without),
    await post(world, "/webhooks/shop", `${without} `, signed(without)),
    await post(world, "/webhooks/shop", without, signed(without)),
    await post(world, "/webhooks/shop", "[]", signed("[]")),
    await post(world, "/webhooks/heymarket/shop", without, signed(without)),
    await post(world, "/webhooks/staging", message(SECRETS.STAGING, 1)),
    await post(world, "/webhooks/heymarket/production", other),
  ];

  expect(answers.map(({ status }) => status)).toEqual([401, 401, 400, 400, 404, 404, 200]);
  expect(answers[2]?.body).toMatchObject({
    error: {
      code: "no_id",
      message: "The body has no id at $.order.id, where the source shop has it in heyrules.yaml.",
    },
  });
  expect((await world.engine().store.listRuns({ limit: 9 })).rows).toEqual([]);
});

test("somebody who opts out at a dry source is not texted any more, and START there lifts nothing", async () => {
  const world = await startWorld();

  await post(world, "/webhooks/heymarket/staging", message(SECRETS.STAGING, 8, "STOP"));
  const out = await world.engine().store.optStateOf("+15005550100");
  await post(world, "/webhooks/heymarket/staging", message(SECRETS.STAGING, 9, "START"));
  const still = await world.engine().store.optStateOf("+15005550100");

  expect([out?.state, still?.state]).toEqual(["out", "out"]);
});
