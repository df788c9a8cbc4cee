import { expect, test, vi } from "vitest";
import type { Exchange } from "../../src/sandbox/exchange.ts";
import { ask, call, openCrm, openHeymarket, post, text } from "./sandbox-client.ts";

/** Waits until the expectations hold: what is waited for happens behind the HTTP server, in real time. */
function waitUntil(expectations: () => void): Promise<void> {
  return vi.waitFor(expectations, { timeout: 150_000, interval: 5 });
}

test("a scripted status is answered instead of executing, so many times", async () => {
  const fake = await openHeymarket();
  const behaviour = { status: 503, body: { error: "down" }, headers: { "Retry-After": "7" } };
  fake.script({ match: { method: "post", path: "/v1/message/*" }, times: 2, behaviour });
  const other = await ask(fake, "GET", "/v1/inboxes");

  const replies = [];
  for (let count = 0; count < 3; count += 1) replies.push(await post(fake, "/v1/message/send", text));

  expect(other.status).toBe(200);
  expect(replies.map(({ status }) => status)).toEqual([503, 503, 200]);
  expect(replies[0]?.json).toEqual({ error: "down" });
  expect(replies[0]?.headers.get("retry-after")).toBe("7");
  expect(replies[0]?.headers.get("x-request-id")).not.toBeNull();
  expect(fake.sent()).toHaveLength(1);
});

test("a scripted body that is a string is sent as it is", async () => {
  const fake = await openHeymarket();
  fake.script({ behaviour: { status: 502, body: "<html>", headers: { "content-type": "text/html" } } });

  const reply = await ask(fake, "GET", "/v1/inboxes");

  expect(reply.text).toBe("<html>");
  expect(reply.headers.get("content-type")).toBe("text/html");
});

test("a reset before leaves nothing done, a reset after loses only the answer", async () => {
  const fake = await openHeymarket();
  fake.script({ behaviour: { reset: "before" } });
  fake.script({ behaviour: { reset: "after" } });

  await expect(post(fake, "/v1/message/send", { ...text, local_id: "one" })).rejects.toThrow();
  await expect(post(fake, "/v1/message/send", { ...text, local_id: "two" })).rejects.toThrow();

  expect(fake.sent()).toMatchObject([{ local_id: "two" }]);
  expect(fake.requests()).toMatchObject([
    { localId: "one", status: null, executed: false },
    { localId: "two", status: 200, executed: true },
  ]);
});

test("what the script says nothing of behaves as the caller of the fake wants", async () => {
  const fake = await openHeymarket({ behave: ({ method }) => (method === "POST" ? { status: 503 } : null) });
  fake.script({ behaviour: { status: 502 } });

  const replies = [
    await post(fake, "/v1/message/send", text),
    await post(fake, "/v1/message/send", text),
    await ask(fake, "GET", "/v1/inboxes"),
  ];

  expect(replies.map(({ status }) => status)).toEqual([502, 503, 200]);
});

test("a stalled request is executed at once and answered late", async () => {
  const fake = await openHeymarket();
  fake.script({ behaviour: { stallMs: 600_000 } });
  const client = new AbortController();

  const reply = call(`${fake.url}/v1/message/send`, {
    method: "POST",
    body: text,
    headers: { authorization: "Bearer legacy-key" },
    signal: client.signal,
  });
  await waitUntil(() => {
    expect(fake.sent()).toHaveLength(1);
  });
  client.abort();

  await expect(reply).rejects.toThrow();
});

test("an answer that stalls briefly arrives", async () => {
  const fake = await openHeymarket();
  fake.script({ behaviour: { stallMs: 20 } });

  const reply = await post(fake, "/v1/message/send", text);

  expect(reply.status).toBe(200);
});

test("late execution happens although the client was told 503", async () => {
  const recorded: Exchange[] = [];
  const fake = await openHeymarket({ record: (exchange) => recorded.push(exchange) });
  fake.script({ behaviour: { status: 503, executeAfterMs: 300 } });

  const reply = await post(fake, "/v1/message/send", text);
  const sentAtAnswer = fake.sent().length;
  await waitUntil(() => {
    expect(fake.sent()).toHaveLength(1);
  });

  expect(reply.status).toBe(503);
  expect(sentAtAnswer).toBe(0);
  expect(recorded.map(({ status, executed }) => ({ status, executed }))).toEqual([
    { status: 503, executed: false },
    { status: 503, executed: true },
  ]);
  expect(recorded[0]?.requestId).toBe(recorded[1]?.requestId);
});

test("late execution without more is answered when it is done", async () => {
  const fake = await openHeymarket();
  fake.script({ behaviour: { executeAfterMs: 30 } });

  const reply = await post(fake, "/v1/message/send", text);

  expect(reply.json["id"]).toBe(fake.sent()[0]?.id);
});

test("slow bytes arrive complete", async () => {
  const fake = await openCrm();
  fake.script({ behaviour: { status: 200, body: "slowly", slowBytes: 200 } });

  const reply = await call(`${fake.url}/crm/anything`);

  expect(reply.text).toBe("slowly");
});

test("reset forgets data, requests, script and what is pending", async () => {
  const fake = await openHeymarket();
  await post(fake, "/v1/message/send", text);
  fake.script({ match: { path: "/v1/inboxes" }, behaviour: { status: 500 } });
  fake.script({ match: { path: "/v1/message/send" }, behaviour: { executeAfterMs: 600_000 } });
  const pending = post(fake, "/v1/message/send", { ...text, local_id: "two" });
  await waitUntil(() => {
    expect(fake.requests()).toHaveLength(2);
  });

  fake.reset();

  await expect(pending).rejects.toThrow();
  expect([fake.sent(), fake.contacts(), fake.requests()]).toEqual([[], [], []]);
  expect((await ask(fake, "GET", "/v1/inboxes")).status).toBe(200);
});

test("every exchange is recorded before its answer arrives, without credentials", async () => {
  const recorded: Exchange[] = [];
  const fake = await openHeymarket({ record: (exchange) => recorded.push(exchange) });

  const reply = await post(fake, "/v1/message/send", text);

  expect(recorded).toMatchObject([
    {
      requestId: reply.headers.get("x-request-id"),
      method: "POST",
      path: "/v1/message/send",
      status: 200,
      executed: true,
      localId: "one",
      body: text,
      answer: reply.text,
    },
  ]);
  expect(JSON.stringify(recorded)).not.toContain("legacy-key");
});

test("other processes script, look and reset over HTTP", async () => {
  const fake = await openHeymarket();
  const control = (method: string, name: string, body?: unknown) =>
    call(`${fake.url}/_sandbox/${name}`, { method, ...(body === undefined ? {} : { body }) });
  const seeded = await control("POST", "contact", { phone: "15105550100", tags: ["vip"] });
  await control("POST", "script", { match: { path: "/v1/message/send" }, behaviour: { status: 500 } });
  const replies = [await post(fake, "/v1/message/send", text), await post(fake, "/v1/message/send", text)];

  const state = await control("GET", "state");
  await control("DELETE", "state");

  expect(seeded.status).toBe(200);
  expect(replies.map(({ status }) => status)).toEqual([500, 200]);
  expect(state.json).toMatchObject({
    sent: [{ local_id: "one" }],
    contacts: [{ phone: "15105550100", tags: ["vip"] }],
    tags: [{ tag: "vip" }],
    requests: [{ status: 500 }, { status: 200 }],
  });
  expect(fake.requests()).toEqual([]);
});

test.each([
  ["not an object", [], "the body is a JSON object"],
  ["no behaviour", {}, "behaviour is missing"],
  ["an unknown field", { behavior: {} }, "behavior is not a field of a failure"],
  ["an unknown behaviour", { behaviour: { stall: 5 } }, "behaviour.stall is not a field of a failure"],
  ["a wrong reset", { behaviour: { reset: "later" } }, "behaviour.reset has a wrong value"],
  ["a wrong status", { behaviour: { status: 99 } }, "behaviour.status has a wrong value"],
  ["no times", { times: 0, behaviour: {} }, "times has a wrong value"],
  ["a wrong match", { match: { path: 1 }, behaviour: {} }, "match.path has a wrong value"],
])("a script over HTTP with %s is refused", async (_name, body, message) => {
  const fake = await openCrm();

  const reply = await call(`${fake.url}/_sandbox/script`, { method: "POST", body });

  expect(reply.status).toBe(400);
  expect(reply.json["message"]).toBe(message);
});

test("a control call that does not exist is 404", async () => {
  const fake = await openCrm();

  const reply = await call(`${fake.url}/_sandbox/inbound`, { method: "POST", body: {} });

  expect(reply.status).toBe(404);
});

test("a body over 1 MB is refused", async () => {
  const fake = await openCrm();

  const reply = await call(`${fake.url}/crm/notes`, { method: "POST", body: { text: "x".repeat(1_100_000) } });

  expect(reply.status).toBe(413);
});

test("answers that are held back for many callers at once are no leak that Node warns of", async () => {
  const warnings: Error[] = [];
  const keep = (warning: Error): void => void warnings.push(warning);
  process.on("warning", keep);
  const fake = await openHeymarket({ behave: () => ({ stallMs: 60_000 }) });
  const asked = Array.from({ length: 12 }, () => ask(fake, "GET", "/v1/inboxes").catch(() => null));

  await waitUntil(() => {
    expect(fake.requests()).toHaveLength(12);
  });
  fake.reset();
  await Promise.all(asked);

  process.off("warning", keep);
  expect(warnings).toEqual([]);
});
