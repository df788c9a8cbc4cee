import { expect, test } from "vitest";
import { teamsCard } from "../../src/core/model/ruleset/teams-card.ts";
import type { FakeCrm } from "../../src/sandbox/crm.ts";
import { call, openCrm } from "./sandbox-client.ts";

const CONSENT = "/crm/contacts/by-phone/%2B15105550100/sms-consent";
const consent = { consented: false, changed_at: "2026-03-10T23:50:00-05:00", source: "heymarket" };

function send(fake: FakeCrm, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  return call(`${fake.url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
}

test("a consent is stored by number and can be read", async () => {
  const fake = await openCrm();

  const reply = await send(fake, "PUT", CONSENT, consent);
  const read = await send(fake, "GET", CONSENT);

  expect(reply.status).toBe(200);
  expect(read.json).toEqual({
    phone: "+15105550100",
    consented: false,
    changed_at: "2026-03-11T04:50:00.000Z",
    source: "heymarket",
  });
  expect(fake.effects()).toMatchObject([{ connection: "crm", method: "PUT", path: CONSENT, body: consent }]);
});

test.each([
  ["consented as text", CONSENT, { ...consent, consented: "false" }],
  ["no time", CONSENT, { ...consent, changed_at: undefined }],
  ["a time in other form", CONSENT, { ...consent, changed_at: "yesterday" }],
  ["no source", CONSENT, { ...consent, source: undefined }],
  ["a list", CONSENT, []],
  ["no body", CONSENT, undefined],
  ["text that is not JSON", CONSENT, "{"],
  ["a number without plus", CONSENT.replace("%2B", ""), consent],
])("a consent with %s is refused and changes nothing", async (_name, path, body) => {
  const fake = await openCrm();

  const reply = await send(fake, "PUT", path, body);

  expect(reply.status).toBe(400);
  expect(fake.effects()).toEqual([]);
  expect(fake.received()).toHaveLength(1);
});

test("a contact record is created, changed and read", async () => {
  const fake = await openCrm();
  const created = await send(fake, "POST", "/hubspot/contacts", { phone: "+15105550100", name: "Ana" });
  const path = `/hubspot/contacts/${String(created.json["id"])}`;

  const changed = await send(fake, "PATCH", path, { name: "Ana Li" });
  const missing = await send(fake, "PATCH", "/hubspot/contacts/none", { name: "Ana Li" });

  expect([created.status, changed.status, missing.status]).toEqual([201, 200, 404]);
  expect((await send(fake, "GET", path)).json).toMatchObject({ phone: "+15105550100", name: "Ana Li" });
});

test("any other path stores what it is sent", async () => {
  const fake = await openCrm();

  const reply = await send(fake, "POST", "/erp/orders/7/notes", { note: "called" });
  const form = await send(fake, "POST", "/erp/form", "a=1", { "content-type": "application/x-www-form-urlencoded" });
  const broken = await send(fake, "POST", "/erp/orders/8/notes", "{");

  expect(reply.json).toEqual({ ok: true, path: "/erp/orders/7/notes", stored: { note: "called" } });
  expect((await send(fake, "GET", "/erp/orders/7/notes")).json).toEqual({ note: "called" });
  expect(form.json["stored"]).toBe("a=1");
  expect(broken.status).toBe(400);
  expect((await send(fake, "DELETE", "/erp/orders/7/notes")).status).toBe(200);
  expect((await send(fake, "GET", "/erp/orders/7/notes")).status).toBe(404);
});

test("the bearer token is checked when there is one, but not for slack", async () => {
  const fake = await openCrm({ token: "crm-token" });

  const replies = [
    await send(fake, "PUT", CONSENT, consent),
    await send(fake, "PUT", CONSENT, consent, { authorization: "Bearer wrong" }),
    await send(fake, "PUT", CONSENT, consent, { authorization: "Bearer crm-token" }),
    await send(fake, "POST", "/slack", { text: "hi" }),
  ];

  expect(replies.map(({ status }) => status)).toEqual([401, 401, 200, 200]);
  expect(fake.effects()).toHaveLength(2);
});

test("a repeat under the same Idempotency-Key gives the first answer and is one effect", async () => {
  const fake = await openCrm();
  const headers = { "idempotency-key": "effect-1" };
  const first = await send(fake, "POST", "/crm/contacts", { name: "Ana" }, headers);

  const repeat = await send(fake, "POST", "/crm/contacts", { name: "Ana" }, headers);
  const other = await send(fake, "POST", "/crm/contacts", { name: "Bo" }, headers);
  const elsewhere = await send(fake, "POST", "/erp/contacts", { name: "Ana" }, headers);

  expect(first.headers.get("idempotent-replay")).toBeNull();
  expect(repeat.status).toBe(201);
  expect(repeat.json).toEqual(first.json);
  expect(repeat.headers.get("idempotent-replay")).toBe("true");
  expect(other.status).toBe(422);
  expect(elsewhere.json["id"]).not.toBe(first.json["id"]);
  expect(fake.effects()).toMatchObject([
    { connection: "crm", idempotencyKey: "effect-1" },
    { connection: "erp", idempotencyKey: "effect-1" },
  ]);
  expect(fake.received()).toHaveLength(4);
});

test("a refused request may be repeated under its key", async () => {
  const fake = await openCrm();
  const headers = { "idempotency-key": "effect-1" };
  await send(fake, "PUT", CONSENT, { ...consent, source: undefined }, headers);

  const reply = await send(fake, "PUT", CONSENT, consent, headers);

  expect(reply.status).toBe(200);
});

test("an answer that was lost is given to the repeat", async () => {
  const fake = await openCrm();
  const headers = { "idempotency-key": "effect-1" };
  fake.script({ match: { method: "PUT" }, behaviour: { reset: "after" } });
  await expect(send(fake, "PUT", CONSENT, consent, headers)).rejects.toThrow();

  const repeat = await send(fake, "PUT", CONSENT, consent, headers);

  expect(repeat.headers.get("idempotent-replay")).toBe("true");
  expect(fake.effects()).toHaveLength(1);
});

test("teams takes Adaptive Cards and nothing else", async () => {
  const fake = await openCrm();

  const answers = [
    await send(fake, "POST", "/teams/hook", teamsCard("hi")),
    await send(fake, "POST", "/teams/hook", { text: "hi" }),
    await send(fake, "POST", "/teams/hook", teamsCard("x".repeat(10_000))),
    await send(fake, "POST", "/teams/hook", { ...teamsCard("hi"), padding: "x".repeat(29_000) }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([202, 400, 202, 413]);
});

test("slack needs a text and answers in plain text", async () => {
  const fake = await openCrm();

  const replies = [
    await send(fake, "POST", "/slack", { text: "hi" }),
    await send(fake, "POST", "/slack/services/T0/B0/x", { text: "" }),
    await send(fake, "POST", "/slack", "hi"),
  ];

  expect(replies.map((reply) => [reply.status, reply.text])).toEqual([
    [200, "ok"],
    [400, "no_text"],
    [400, "invalid_payload"],
  ]);
});

test("the state and reset of the CRM are there for other processes", async () => {
  const fake = await openCrm();
  await send(fake, "PUT", CONSENT, consent, { "idempotency-key": "effect-1" });

  const state = await send(fake, "GET", "/_sandbox/state");
  await send(fake, "DELETE", "/_sandbox/state");
  const after = await send(fake, "PUT", CONSENT, consent, { "idempotency-key": "effect-1" });

  expect(state.json).toMatchObject({ effects: [{ idempotencyKey: "effect-1" }], requests: [{ status: 200 }] });
  expect(after.headers.get("idempotent-replay")).toBeNull();
});

test("a mocked connection answers as told and changes nothing; the others are as they were", async () => {
  const fake = await openCrm();
  fake.mock({ crm: { status: 404, json: { message: "no such contact" }, fail: false } });

  const mocked = await send(fake, "PUT", CONSENT, consent);
  const other = await send(fake, "PUT", CONSENT.replace("/crm/", "/hubspot/"), consent);
  fake.mock({});
  const again = await send(fake, "PUT", CONSENT, consent);

  expect([mocked.status, other.status, again.status]).toEqual([404, 200, 200]);
  expect(mocked.json).toEqual({ message: "no such contact" });
  expect(fake.effects().map(({ connection }) => connection)).toEqual(["hubspot", "crm"]);
  expect(fake.received()).toHaveLength(3);
});

test("a mocked connection that fails is cut off", async () => {
  const fake = await openCrm();
  fake.mock({ crm: { status: 200, json: {}, fail: true } });

  await expect(send(fake, "GET", "/crm/contacts")).rejects.toThrow();
});
