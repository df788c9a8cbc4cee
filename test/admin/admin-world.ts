import { startEngine } from "../../src/app/start-engine.ts";
import type { RunningEngine } from "../../src/app/start-engine.ts";
import { startSandbox } from "../../src/app/sandbox.ts";
import type { Sandbox } from "../../src/app/sandbox.ts";
import { compileRules } from "../../src/compile/rules/compile.ts";
import type { VirtualClock } from "../../src/sim/virtual-clock.ts";
import type { RuleWriter } from "../../src/ports/rule-writer.ts";
import { readConfig } from "../../src/config/config.ts";
import { digest } from "../../src/system.ts";

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
export const OPERATE_TOKEN = "operate-token-of-the-test";
export const READ_TOKEN = "read-token-of-the-test-too";
export const WEBHOOK_TOKEN = "webhook-token-of-the-test";

const CONFIG = `version: 1
timezone: America/New_York
org: { name: Harbor Street Dental }
heymarket: { sender: 55 }
inboxes: { support: 101 }
connections: { crm: { base_url: "https://crm.example.com" } }
`;
const RULES = `version: 1
rules:
  answer:
    name: Answer questions about prices
    on: message_recieved
    if: { text: { contains: price } }
    do:
      - send_message: { purpose: reply, text: "A check-up is 90 dollars." }
  stop-to-crm:
    name: Tell the CRM of opt-outs
    on: target_opt_out
    do:
      - http: { connection: crm, method: POST, path: /opt-outs, json: { phone: "{{ contact.phone }}" } }
`;

/** A real engine between fakes, with its admin listener. */
export interface AdminWorld {
  readonly engine: RunningEngine;
  readonly sandbox: Sandbox;
  /** Of the admin listener, without path. */
  readonly url: string;
  /** Delivers a webhook with these fields of `event_data` laid over those of an inbound text, and waits until its rules have run. */
  readonly deliver: (type: string, data?: object) => Promise<void>;
  /** Asks the admin listener, by the cookie of a session that may operate unless other headers are given. */
  readonly ask: (
    path: string,
    options?: Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> },
  ) => Promise<Response>;
  readonly stop: () => Promise<void>;
}

/** Starts an engine with two rules, a memory store and an admin listener on a free port. */
export async function startAdminWorld({
  rules = RULES,
  config = CONFIG,
  ruleWriter,
  clock,
}: {
  readonly rules?: string;
  readonly config?: string;
  readonly ruleWriter?: RuleWriter;
  /** Absent: that of the machine. */
  readonly clock?: VirtualClock;
} = {}): Promise<AdminWorld> {
  const environment = {
    HEYMARKET_WEBHOOK_TOKEN: WEBHOOK_TOKEN,
    HEYRULES_HOST: "127.0.0.1",
    HEYRULES_PORT: "0",
    HEYRULES_STORE: "memory:",
    HEYRULES_ADMIN_PORT: "0",
    HEYRULES_ADMIN_TOKEN: OPERATE_TOKEN,
    HEYRULES_ADMIN_READ_TOKEN: READ_TOKEN,
  };
  const read = await readConfig({ file: "nowhere/heyrules.yaml", text: config, environment, requireSecrets: true });
  if (read.config === null) throw new Error(JSON.stringify([read.diagnostics, read.problems]));
  const { settings, sources } = read.config;
  const files = [{ file: "rules.yaml", text: rules }];
  const compiled = compileRules({ sources: files, settings, digest, strict: true });
  if (compiled.rules.length === 0) throw new Error(JSON.stringify(compiled.diagnostics));
  const sandbox = await startSandbox(read.config, clock === undefined ? {} : { clock });
  sandbox.crm.mock({ crm: { status: 200, json: {}, fail: false } });
  const engine = await startEngine(
    { ...sandbox.config, sources, store: "memory:", port: 0 },
    {
      rules: compiled.rules,
      logger: SILENT,
      ruleFiles: () => Promise.resolve(files),
      ...(ruleWriter === undefined ? {} : { ruleWriter }),
      ...(clock === undefined ? {} : { clock }),
    },
  );
  const url = engine.admin?.url ?? "";
  const cookie = await cookieOf(url);
  return {
    engine,
    sandbox,
    url,
    deliver: (type, data = {}) => deliver(engine, type, data),
    ask: (path, options = {}) =>
      fetch(`${url}${path}`, { redirect: "manual", ...options, headers: { cookie, ...options.headers } }),
    stop: async () => {
      await engine.stop();
      await sandbox.close();
    },
  };
}

/** Logs in by the token that may operate, and gives the cookie of the session. */
export async function cookieOf(url: string, token = OPERATE_TOKEN, name = "Ada"): Promise<string> {
  const body = new URLSearchParams({ token, name });
  const response = await fetch(`${url}/login`, { method: "POST", body, redirect: "manual" });
  return (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

let lastId = 0;

async function deliver(engine: RunningEngine, type: string, data: object): Promise<void> {
  lastId += 1;
  const conversation = { id: 301, inbox: 101, target: "15005550100", name: "Ana" };
  const body = { id: lastId, text: "What is your price?", phone: "15005550100", target: "15005550100", conversation };
  const response = await fetch(`${engine.url}/webhooks/heymarket`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ type, token: WEBHOOK_TOKEN, id: 1, event_data: { ...body, ...data } }),
  });
  if (response.status !== 200)
    throw new Error(`the delivery was answered ${response.status}: ${await response.text()}`);
  await engine.runner.drain();
}
