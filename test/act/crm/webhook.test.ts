import { Webhook } from "standardwebhooks";
import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import type { SignedWebhook } from "../../../src/ports/outside/connection.ts";
import { attempt, makeActions, makeConnection, NOW } from "../make.ts";
import { startServer } from "../server.ts";

const KEY = Buffer.from("0123456789abcdef0123456789abcdef");
const SECRET = `whsec_${KEY.toString("base64")}`;
const REQUEST = {
  connection: "crm",
  phone: "+15105550100",
  at: "2026-05-05T22:10:00.000Z",
  create: false,
  several: "fail",
  set: { city: "Oakland" },
  tags: { add: ["vip"], remove: [] },
  opt_out: true,
  note: null,
} as const;

async function send(target: Partial<SignedWebhook>, status = 200) {
  const { url, received } = await startServer((response) => response.writeHead(status).end("{}"));
  const crm = { kind: "webhook", format: "standard", signingSecret: SECRET, ...target } as const;
  const connection = makeConnection(`${url}/hook`, { kind: "webhook", auth: { kind: "none" }, crm });
  const outcome = await attempt(makeActions({ connections: [connection] }), "crm", REQUEST);
  const [call] = received;
  return { outcome, headers: call?.headers, body: call?.body ?? "", path: call?.url };
}

test("a webhook is signed so that a receiver of Standard Webhooks takes it, with the id of the effect", async () => {
  const { outcome, headers, body, path } = await send({});

  const seconds = String(NOW / 1_000);
  const signature = createHmac("sha256", KEY).update(`eff_1.${seconds}.${body}`).digest("base64");
  expect(headers).toMatchObject({
    "webhook-id": "eff_1",
    "webhook-timestamp": seconds,
    "webhook-signature": `v1,${signature}`,
    "idempotency-key": "eff_1",
  });
  expect(new Webhook(SECRET).sign("eff_1", new Date(NOW), body)).toBe(`v1,${signature}`);
  expect(path).toBe("/hook");
  expect(JSON.parse(body)).toEqual({
    type: "contact.changed",
    timestamp: REQUEST.at,
    data: {
      phone: "+15105550100",
      opted_out: true,
      note: null,
      tags_add: ["vip"],
      tags_remove: [],
      set: { city: "Oakland" },
    },
  });
  expect(outcome).toMatchObject({ kind: "done", result: { matched: null, created: null, ids: [] } });
});

test("a CloudEvent has its attributes in headers and the data as body", async () => {
  const { headers, body } = await send({ format: "cloudevents" });

  expect(headers).toMatchObject({
    "ce-specversion": "1.0",
    "ce-id": "eff_1",
    "ce-source": "/heyrules",
    "ce-type": "contact.changed",
    "ce-time": REQUEST.at,
  });
  expect(JSON.parse(body)).toMatchObject({ phone: "+15105550100", set: { city: "Oakland" } });
});

test("a flat body has fields and number on one level, in both ways of writing", async () => {
  const { headers, body } = await send({ format: "flat", signingSecret: null });

  expect(JSON.parse(body)).toMatchObject({
    id: "eff_1",
    phone: "+15105550100",
    phone_digits: "15105550100",
    city: "Oakland",
    opted_out: true,
  });
  expect(headers).not.toHaveProperty("webhook-signature");
});

test.each([
  [410, "refused"],
  [429, "not_sent"],
  [503, "unclear"],
])("an answer of %i is %s", async (status, kind) => {
  expect((await send({}, status)).outcome.kind).toBe(kind);
});
