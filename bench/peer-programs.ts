import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { TOKEN } from "./webhook.ts";

/** A program of others that takes the same deliveries, at the path of ours. */
export interface PeerProgram {
  /** Without path. */
  readonly url: string;
  readonly version: string;
  stop(): Promise<void>;
}

const READY_MS = 30_000;

/**
 * adnanh/webhook (Debian's package `webhook`) with a hook that checks the token of the body, and runs `true` for each delivery or,
 * since the token is another, nothing; null when it is not installed.
 */
export async function startWebhook(folder: string, { runs }: { readonly runs: boolean }): Promise<PeerProgram | null> {
  const version = versionOf("webhook", ["-version"]);
  if (version === null) return null;
  const port = await freePort();
  const hooks = join(folder, `hooks-${port}.json`);
  const match = {
    type: "value",
    value: runs ? TOKEN : "another",
    parameter: { source: "payload", name: "token" },
  };
  writeFileSync(hooks, JSON.stringify([{ id: "heymarket", "execute-command": "true", "trigger-rule": { match } }]));
  const where = ["-ip", "127.0.0.1", "-port", String(port), "-urlprefix", "webhooks"];
  return running(spawn("webhook", ["-hooks", hooks, ...where], { stdio: "ignore" }), { port, version });
}

/** Node-RED, of `node-red` or what `NODE_RED` names, with a flow of http in, a switch on the type and a response; null when it is not installed. */
export async function startNodeRed(folder: string): Promise<PeerProgram | null> {
  const command = process.env["NODE_RED"] ?? "node-red";
  const version = versionOf(command, ["--version"]);
  if (version === null) return null;
  const port = await freePort();
  const userDir = join(folder, `node-red-${port}`);
  mkdirSync(userDir);
  const flow = [
    { id: "tab", type: "tab" },
    { id: "in", z: "tab", type: "http in", url: "/webhooks/heymarket", method: "post", wires: [["token"]] },
    { id: "token", z: "tab", type: "switch", property: "payload.token", rules: [is(TOKEN)], wires: [["type"]] },
    {
      id: "type",
      z: "tab",
      type: "switch",
      property: "payload.type",
      rules: [is("message_recieved")],
      wires: [["out"]],
    },
    { id: "out", z: "tab", type: "http response", statusCode: "200", headers: {} },
  ];
  const settings = { uiHost: "127.0.0.1", uiPort: port, httpAdminRoot: false, flowFile: "flows.json" };
  writeFileSync(join(userDir, "flows.json"), JSON.stringify(flow));
  writeFileSync(join(userDir, "settings.js"), `module.exports = ${JSON.stringify(settings)};`);
  return running(spawn(command, ["--userDir", userDir], { stdio: "ignore" }), { port, version });
}

function is(value: string): object {
  return { t: "eq", v: value, vt: "str" };
}

/** The first number such as `2.8.0` that a program prints; null when there is no such program. */
function versionOf(command: string, parameters: readonly string[]): string | null {
  const { error, stdout } = spawnSync(command, parameters, { encoding: "utf8" });
  return error === undefined ? (/\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? "unknown version") : null;
}

async function running(
  child: ChildProcess,
  { port, version }: { readonly port: number; readonly version: string },
): Promise<PeerProgram> {
  const url = `http://127.0.0.1:${port}`;
  const gone = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.kill();
    await gone;
  };
  const endsAt = performance.now() + READY_MS;
  while (!(await isAnswering(url))) {
    if (performance.now() > endsAt || child.exitCode !== null) {
      await stop();
      throw new Error(`${child.spawnfile} does not listen`);
    }
    await delay(100);
  }
  return { url, version, stop };
}

async function isAnswering(url: string): Promise<boolean> {
  const body = JSON.stringify({ token: TOKEN, type: "message_recieved" });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/webhooks/heymarket`, { method: "POST", headers, body }).catch(() => null);
  await answer?.arrayBuffer();
  return answer?.status === 200;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
