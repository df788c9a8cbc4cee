import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "vitest";
import { makeDelivery, phoneOf } from "./delivery.ts";
import { useWorld } from "./use-world.ts";

test("probe", async () => {
  const world = await useWorld({ rules: `version: 1
rules:
  forward:
    on: message_recieved
    do:
      - http: { connection: crm, method: POST, path: /events, json: { event: "{{ event_data.id }}" } }
` });
  const engine = await world.start();
  let asked = 0; let id = 0;
  const out: string[] = [];
  let stop = false;
  const work = Array.from({ length: 32 }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!stop) {
      id += 1;
      const { body } = makeDelivery({ id, phone: phoneOf(id), text: "x" });
      const at = Date.now();
      const r = await new Promise<string>((resolve) => {
        const call = request(engine.webhook, { method: "POST", agent, headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) } }, (res) => {
          res.resume(); res.on("end", () => resolve(`${res.statusCode} ${res.headers.connection}`));
        });
        call.on("error", (e: NodeJS.ErrnoException) => resolve(`${e.code} reused=${call.reusedSocket}`));
        call.end(body);
      });
      if (asked > 0) out.push(`${at - asked}..${Date.now() - asked} ${r}`);
      if (r.startsWith("ECONNREFUSED")) break;
    }
  });
  await delay(1500);
  asked = Date.now();
  const exit = await engine.terminate();
  out.push(`exit ${Date.now() - asked} ${exit.code}`);
  await Promise.all(work);
  console.log(out.join("\n"));
}, 60000);
