import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { startEngine } from "../../src/app/start-engine.ts";
import { startSandbox } from "../../src/app/sandbox.ts";
import { compileRules } from "../../src/compile/rules/compile.ts";
import { readConfig } from "../../src/config/config.ts";
import type { PauseScope } from "../../src/core/model/decision.ts";
import { digest } from "../../src/system.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const CONFIG = `version: 1
timezone: America/New_York
heymarket: { sender: 55 }
inboxes: { support: 101 }
connections: { crm: { base_url: "https://crm.example.com" } }
sources: { production: { tokens: "\${LIVE}" } }
`;
const RULES = `version: 1
rules:
  answer:
    on: message_recieved
    do:
      - id: push
        http: { connection: crm, method: GET, path: /contacts }
      - send_message: { purpose: reply, text: "Hello." }
  never:
    on: message_recieved
    if: { not: { text: hello } }
    do: [{ log: "never" }]
`;

test("what an engine did with a text is in its metrics, and nothing of the text or its sender", async () => {
  const { post, get, ended } = await startWorld();

  await post("live-token", { id: 7 });
  await post("live-token", { id: 7 });
  await post("wrong-token", { id: 8 });
  await ended();

  const { body, type } = await get("/metrics");
  expect(type).toContain("text/plain; version=0.0.4");
  for (const line of [
    'heyrules_deliveries_total{source="production",outcome="accepted"} 1',
    'heyrules_deliveries_total{source="production",outcome="duplicate"} 1',
    'heyrules_deliveries_total{source="production",outcome="unauthorized"} 1',
    'heyrules_events_total{source="production",type="message_recieved"} 1',
    'heyrules_evaluations_total{rule="answer",outcome="fired"} 1',
    'heyrules_evaluations_total{rule="never",outcome="not_matched"} 1',
    'heyrules_runs_total{rule="answer",status="done"} 1',
    'heyrules_effects_total{action="http",outcome="done"} 1',
    'heyrules_attempts_total{action="send_message",outcome="done"} 1',
    'heyrules_texts_total{rule="answer",outcome="done"} 1',
    'heyrules_send_gate_decisions_total{decision="allowed",guard="none"} 1',
    'heyrules_remote_request_duration_seconds_count{destination="crm",method="GET",outcome="answered"} 1',
    'heyrules_destination_breaker_state{destination="crm",state="closed"} 1',
    "heyrules_lanes_waiting 0",
    'heyrules_runs_open{status="queued"} 0',
    'heyrules_alarms_open{kind="parked"} 0',
    'heyrules_check_ok{check="store"} 1',
  ]) {
    expect(body).toContain(`${line}\n`);
  }
  expect(body).toMatch(/^heyrules_store_commit_batch_size_count [1-9]/m);
  expect(body).toMatch(/^heyrules_store_size_bytes [1-9]/m);
  expect(body).toMatch(/^process_resident_memory_bytes [1-9]/m);
  expect(body).not.toMatch(/5005550100|hello/i);
});

test("an engine is ready, says since when its rules are in force, and is not while it ends", async () => {
  const { get, engine } = await startWorld();

  const before = await get("/readyz?verbose");
  engine.operations.reloadRefused("rules/a.yaml:3 is wrong");
  const refused = await get("/readyz?verbose");
  const stopped = engine.stop();
  const after = await get("/readyz");
  await stopped;

  expect(before.body).toMatch(
    /^\[\+\]store ok\n\[\+\]disk ok\n\[\+\]rules ok: 2 rules in force, and 1 of its own, loaded (?:\d+s ago|just now)\n\[\+\]clock ok\n\[\+\]running ok\n\[\+\]pauses ok\nreadyz ok\n$/,
  );
  expect([before.status, refused.status, after.status]).toEqual([200, 200, 503]);
  expect(refused.body).toContain("; a reload was refused");
  expect(after.body).toContain("[-]running failed: the engine is about to end\n");
});

test("what is paused is told to operators, and is no reason to send deliveries elsewhere", async () => {
  const { get, engine } = await startWorld();
  const by = { by: "ada", reason: "storm", isPlan: false };
  const pause = (scope: PauseScope) => engine.operator.operate({ operation: { kind: "pause", scope }, ...by });

  const before = await get("/metrics");
  for (const name of ["answer", "never"]) await pause({ kind: "rule", name });
  await pause({ kind: "all", name: "" });
  await engine.lookAround();
  const ready = await get("/readyz?verbose");
  const { body } = await get("/metrics");

  expect(before.body).toContain('heyrules_paused{kind="all"} 0\n');
  expect(ready.status).toBe(200);
  // Two of one millisecond may stand in either order.
  const [, told = ""] = /^\[\+\]pauses ok: paused: (.+)$/m.exec(ready.body) ?? [];
  const each = told.split(", ").map((pause) => pause.replace(/ for \d+m?s$/, ""));
  expect(each.toSorted()).toEqual(["all", "rule:answer", "rule:never"]);
  for (const line of ['kind="all"} 1', 'kind="rule"} 2', 'kind="connection"} 0', 'kind="purpose"} 0'])
    expect(body).toContain(`heyrules_paused{${line}\n`);
});

/** An engine on fakes of Heymarket and the CRM, with a listener for operators. */
async function startWorld() {
  const folder = makeTemporaryFolder();
  const file = join(folder, "heyrules.yaml");
  writeFileSync(file, CONFIG);
  const environment = { LIVE: "live-token", HEYRULES_HOST: "127.0.0.1", HEYRULES_PORT: "0" };
  const { config, diagnostics, problems } = await readConfig({ file, environment, requireSecrets: true });
  if (config === null) throw new Error(JSON.stringify([diagnostics, problems]));
  const sources = [{ file: "rules.yaml", text: RULES }];
  const { rules } = compileRules({ sources, settings: config.settings, digest, strict: true });
  const sandbox = await startSandbox(config);
  sandbox.crm.mock({ crm: { status: 200, json: {}, fail: false } });
  const store = `sqlite:${join(folder, "heyrules.db")}`;
  const engine = await startEngine(
    { ...sandbox.config, store, sources: config.sources, port: 0 },
    { rules, logger: SILENT },
  );
  const app = express();
  app.use(engine.operations.health);
  app.get("/metrics", engine.operations.metricsPage);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await engine.stop();
    await sandbox.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    engine,
    get: async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: response.status, type: response.headers.get("content-type"), body: await response.text() };
    },
    post: async (token: string, { id }: { readonly id: number }) => {
      const conversation = { id: 301, inbox: 101, target: "15005550100", name: "Ada" };
      const data = { id, text: "hello", phone: "15005550100", conversation };
      const body = JSON.stringify({ type: "message_recieved", token, id: 1, event_data: data });
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${engine.url}/webhooks/heymarket/production`, { method: "POST", headers, body });
      await response.text();
    },
    ended: () =>
      expect.poll(async () => (await engine.store.countRuns({ ruleId: "answer", status: "done" })).done).toBe(1),
  };
}
