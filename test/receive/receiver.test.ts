import { expect, test } from "vitest";
import { EngineError } from "../../src/core/base/errors.ts";
import type { DeliveryReport } from "../../src/ports/delivery.ts";
import type { Acceptance } from "../../src/ports/store/store.ts";
import { makeDelivery, send, startReceiver, TOKEN } from "../helpers/receiver.ts";

const UNAUTHORIZED = {
  error: { code: "unauthorized", message: "The token is not one of this webhook's tokens." },
};

test("a delivery is answered 200 with our id, and stored without its token", async () => {
  const { post, store } = await startReceiver();

  const { status, body, headers } = await post(makeDelivery());

  const [record] = (await store.listEvents({ limit: 10 })).rows;
  expect(status).toBe(200);
  expect(body).toEqual({ status: "accepted", event: record?.event.id });
  expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(headers.get("x-powered-by")).toBeNull();
  expect(record).toMatchObject({ tokenLabel: "1", event: { source: "default", text: "hello" } });
  expect(JSON.stringify(record)).not.toContain(TOKEN);
});

test("a repeat is answered 200 with the id of the first, other bytes of it too", async () => {
  const { post } = await startReceiver();
  const first = await post(makeDelivery());

  const repeats = [await post(makeDelivery()), await post(makeDelivery({ media: "https://x/1" }))];

  const { event } = first.body as { event: string };
  expect(repeats.map(({ status }) => status)).toEqual([200, 200]);
  expect(repeats.map(({ body }) => body)).toEqual(Array(2).fill({ status: "duplicate", event }));
});

test("one delivery a hundred times at once is one event and a hundred times 200", async () => {
  const { post, store } = await startReceiver();

  const answers = await Promise.all(Array.from({ length: 100 }, () => post(makeDelivery())));

  const accepted = answers.filter(({ body }) => (body as { status: string }).status === "accepted");
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(accepted).toHaveLength(1);
  expect((await store.listEvents({ limit: 10 })).rows).toHaveLength(1);
});

test("a list is answered with one entry an event, in order", async () => {
  const { post } = await startReceiver();

  const { status, body } = await post([makeDelivery({ id: 1 }), makeDelivery({ id: 2 }), makeDelivery({ id: 1 })]);

  const { events } = body as { events: { status: string; event: string }[] };
  expect(status).toBe(200);
  expect(body).toMatchObject({ status: "accepted" });
  expect(events.map((each) => each.status)).toEqual(["accepted", "accepted", "duplicate"]);
  expect(events[2]?.event).toBe(events[0]?.event);
});

test("nothing is answered before the store has it", async () => {
  const order: string[] = [];
  const { post } = await startReceiver({
    accept: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push("stored");
      return [{ outcome: "accepted", eventId: "evt_1" }];
    },
  });

  await post(makeDelivery()).then(() => order.push("answered"));

  expect(order).toEqual(["stored", "answered"]);
});

test.each([
  ["missing", undefined],
  ["empty", ""],
  ["wrong", "wrong"],
  ["null", null],
  ["a list", [TOKEN]],
  ["an object", { token: TOKEN }],
  ["a number", 5],
  ["true", true],
  ["with a space", `${TOKEN} `],
  ["in capitals", TOKEN.toUpperCase()],
  ["a look-alike", TOKEN.replace("a", "а")],
  ["very long", "x".repeat(200_000)],
])("a token that is %s is answered 401, always with the same body, and nothing is stored", async (_kind, token) => {
  const { post, store } = await startReceiver();

  const { status, body } = await post(makeDelivery({}, { token }));

  expect(status).toBe(401);
  expect(body).toEqual(UNAUTHORIZED);
  expect((await store.listEvents({ limit: 10 })).rows).toEqual([]);
});

test.each(['{"token":"wrong","event_data":,}', `{"event_data":${"[".repeat(200_000)}`, "[1]", "{}"])(
  "nothing is made of what stands beside a wrong token: %.40s",
  async (body) => {
    const { post } = await startReceiver();

    const answer = await post(body);

    expect(answer).toMatchObject({ status: 401, body: UNAUTHORIZED });
  },
);

test("one wrong token in a list refuses all of it", async () => {
  const { post, store } = await startReceiver();

  const { status } = await post([makeDelivery({ id: 1 }), makeDelivery({ id: 2 }, { token: "wrong" })]);

  expect(status).toBe(401);
  expect((await store.listEvents({ limit: 10 })).rows).toEqual([]);
});

test("while a token is rotated both are accepted and the event says which", async () => {
  const sources = [{ name: "default", tokens: ["new", "old"], dry: false }];
  const { post, store } = await startReceiver({ sources: () => sources });

  const answers = [
    await post(makeDelivery({ id: 1 }, { token: "new" })),
    await post(makeDelivery({ id: 2 }, { token: "old" })),
    await post(makeDelivery({ id: 3 }, { token: "older" })),
  ];

  const { rows: records } = await store.listEvents({ limit: 10 });
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 401]);
  expect(records.map(({ tokenLabel }) => tokenLabel).sort()).toEqual(["1", "2"]);
});

test("sources that are replaced count for the next delivery", async () => {
  let sources = [{ name: "default", tokens: ["old"], dry: false }];
  const { post } = await startReceiver({ sources: () => sources });
  const deliver = async (id: number, token: string, path = ""): Promise<number> =>
    (await post(makeDelivery({ id }, { token }), { path: `/webhooks/heymarket${path}` })).status;

  const before = [await deliver(1, "old"), await deliver(2, "new"), await deliver(3, "new", "/staging")];
  sources = ["default", "staging"].map((name) => ({ name, tokens: ["new"], dry: false }));
  const after = [await deliver(4, "old"), await deliver(5, "new"), await deliver(6, "new", "/staging")];

  expect(before).toEqual([200, 401, 404]);
  expect(after).toEqual([401, 200, 200]);
});

test("each source has its own address and tokens", async () => {
  const sources = [
    { name: "production", tokens: ["p"], dry: false },
    { name: "staging", tokens: ["s"], dry: false },
  ];
  const { post, store } = await startReceiver({ sources: () => sources });
  const deliver = async (path: string, token: string): Promise<number> =>
    (await post(makeDelivery({}, { token }), { path: `/webhooks/heymarket${path}` })).status;

  const statuses = [
    await deliver("/production", "p"),
    await deliver("/staging", "p"),
    await deliver("/other", "p"),
    await deliver("", "p"),
    await deliver("/__proto__", "p"),
  ];

  expect(statuses).toEqual([200, 401, 404, 404, 404]);
  expect((await store.listEvents({ limit: 10 })).rows.map(({ event }) => event.source)).toEqual(["production"]);
});

test.each([
  [400, "not_json", "hello", {}],
  [400, "not_json", "", {}],
  [400, "not_json", `{"token":"${TOKEN}",}`, {}],
  [400, "too_deep", `{"token":"${TOKEN}","event_data":${"[".repeat(200_000)}`, {}],
  [400, "no_type", `{"token":"${TOKEN}"}`, {}],
  [400, "not_an_object", `[{"type":"a","token":"${TOKEN}"},1]`, {}],
  [413, "too_large", " ".repeat(256 * 1024 + 1), {}],
  [415, "unsupported_media_type", "{}", { "content-type": "text/plain" }],
  [415, "unsupported_media_type", "{}", { "content-type": "application/x-www-form-urlencoded" }],
  [415, "unsupported_media_type", "{}", { "content-type": "application/jsonp" }],
  [415, "unsupported_media_type", "{}", { "content-type": "application/json; charset=utf-16" }],
  [415, "unsupported_media_type", "{}", { "content-encoding": "gzip" }],
  [415, "unsupported_media_type", "{}", { "content-encoding": "br" }],
])("%i %s", async (status, code, body, headers: Record<string, string>) => {
  const { post } = await startReceiver();

  const answer = await post(body, { headers });

  expect(answer.status).toBe(status);
  expect(answer.body).toEqual({ error: { code, message: expect.stringMatching(/^[A-Z].*\.$/) as string } });
});

test.each([
  { "content-type": "application/json; charset=utf-8" },
  { "content-type": 'Application/JSON;charset="UTF-8"' },
  { "content-type": "application/vnd.heymarket+json" },
  { "content-encoding": "identity" },
])("%j is taken", async (headers: Record<string, string>) => {
  const { post } = await startReceiver();

  const { status } = await post(makeDelivery(), { headers });

  expect(status).toBe(200);
});

test("a body of exactly the limit is read", async () => {
  const { post } = await startReceiver();
  const body = JSON.stringify(makeDelivery());

  const { status } = await post(body + " ".repeat(256 * 1024 - body.length));

  expect(status).toBe(200);
});

test("other methods and addresses are answered with JSON and what is allowed", async () => {
  const { port } = await startReceiver();
  const get = (method: string, path: string): ReturnType<typeof send> =>
    send(`http://127.0.0.1:${port}${path}`, { method });

  const answers = await Promise.all([
    get("GET", "/livez"),
    get("HEAD", "/livez"),
    get("POST", "/livez"),
    get("GET", "/webhooks/heymarket"),
    get("OPTIONS", "/webhooks/heymarket/default"),
    get("GET", "/"),
    get("POST", "/webhooks"),
    get("POST", "/webhooks/heymarket/%zz"),
  ]);

  expect(answers.map(({ status, headers }) => [status, headers.get("allow")])).toEqual([
    [200, null],
    [200, null],
    [405, "GET, HEAD"],
    [405, "POST"],
    [405, "POST"],
    [404, null],
    [404, null],
    [400, null],
  ]);
  expect(answers[0].body).toEqual({ status: "ok", version: "1.2.3" });
  expect(answers[5].body).toMatchObject({ error: { code: "not_found" } });
});

test("while not ready deliveries are answered 503 with Retry-After, and then taken again", async () => {
  let isReady = false;
  const { post } = await startReceiver({ ready: () => isReady });

  const refused = await Promise.all(Array.from({ length: 10 }, () => post(makeDelivery())));
  isReady = true;
  const taken = await post(makeDelivery());

  const waits = refused.map(({ headers }) => Number(headers.get("retry-after")));
  expect(refused.every(({ status }) => status === 503)).toBe(true);
  expect([...new Set(waits)].sort()).toEqual([1, 2, 3, 4, 5]);
  expect(taken.status).toBe(200);
});

test.each(["STORE_UNAVAILABLE", "STORE_BUSY"] as const)("%s is answered 503", async (code) => {
  const { post, lines } = await startReceiver({
    accept: () => Promise.reject(new EngineError(code, "The disk is full.")),
  });

  const { status, headers, body } = await post(makeDelivery());

  expect(status).toBe(503);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  expect(body).toMatchObject({ error: { code: "unavailable" } });
  expect(lines[0]?.fields).toMatchObject({ type: "message_recieved", outcome: "unavailable", event: null });
});

test("more deliveries than may wait for their commit are answered 503 until one is through", async () => {
  const finish: ((acceptances: readonly Acceptance[]) => void)[] = [];
  const { post } = await startReceiver({
    accept: () => new Promise((resolve) => finish.push(resolve)),
    limits: { bodyBytes: 1_000, maximumWaiting: 2 },
  });

  const answers = [1, 2, 3].map((id) => post(makeDelivery({ id })));
  const refused = await Promise.race(answers);
  for (const resolve of finish.splice(0)) resolve([{ outcome: "accepted", eventId: "evt_1" }]);
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  const next = post(makeDelivery({ id: 4 }));
  await expect.poll(() => finish.length).toBe(1);
  finish[0]?.([{ outcome: "accepted", eventId: "evt_4" }]);

  expect(refused.status).toBe(503);
  expect(statuses.sort()).toEqual([200, 200, 503]);
  expect((await next).status).toBe(200);
});

test("a bug is answered 500 without a word of it, and logged without its message", async () => {
  const { post, lines } = await startReceiver({
    accept: () => Promise.reject(new TypeError("cannot read text-canary")),
  });

  const { status, body } = await post(makeDelivery());

  expect(status).toBe(500);
  expect(body).toEqual({
    error: { code: "internal", message: "The engine failed on this delivery; its log says more." },
  });
  expect(lines[0]).toMatchObject({ level: "error", fields: { error: "TypeError" } });
  expect(JSON.stringify(lines[0]?.fields)).toContain("receiver.test.ts");
  expect(JSON.stringify(lines)).not.toContain("canary");
});

test("a log that fails does not take the answer back", async () => {
  const fail = (): never => {
    throw new Error("disk full");
  };
  const { post } = await startReceiver({ logger: { info: fail, warn: fail, error: fail } });

  const { status } = await post(makeDelivery());

  expect(status).toBe(200);
});

test("each delivery is one log line, a list one for each event", async () => {
  const { post, lines } = await startReceiver();

  const first = await post(makeDelivery());
  await post(makeDelivery());
  await post([makeDelivery(), makeDelivery({ id: 2 })]);
  await post(makeDelivery({}, { token: "wrong" }));
  await post("hello");
  await post(makeDelivery(), { path: "/webhooks/heymarket/elsewhere" });

  const { event } = first.body as { event: string };
  const known = { type: "message_recieved", webhook_id: "4711", source: "default", ms: 0 };
  const nothing = { type: null, webhook_id: null, event: null, source: "default", ms: 0 };
  expect(lines.map(({ fields }) => fields)).toEqual([
    { ...known, event, outcome: "accepted" },
    { ...known, event, outcome: "duplicate" },
    { ...known, event, outcome: "duplicate" },
    { ...known, event: expect.stringMatching(/^evt_/) as string, outcome: "accepted" },
    { ...nothing, webhook_id: "4711", outcome: "unauthorized" },
    { ...nothing, outcome: "not_json" },
    { ...nothing, source: null, outcome: "not_found" },
  ]);
  expect(lines.every(({ level, message }) => level === "info" && message === "delivery")).toBe(true);
});

test("an observer is told of each event of a delivery, and of each refusal, what the log says", async () => {
  const told: DeliveryReport[] = [];
  const { post, lines } = await startReceiver({
    onDelivery: (report) => {
      told.push(report);
    },
  });

  const first = await post([makeDelivery(), makeDelivery()]);
  await post("hello");

  const { events } = first.body as { events: readonly [{ event: string }] };
  const [{ event: eventId }] = events;
  const known = {
    type: "message_recieved",
    webhookId: "4711",
    eventId,
    source: "default",
    ms: 0,
    path: "/webhooks/heymarket",
  };
  expect(told).toEqual([
    { ...known, outcome: "accepted" },
    { ...known, outcome: "duplicate" },
    { ...known, type: null, webhookId: null, eventId: null, outcome: "not_json" },
  ]);
  expect(told.map(({ outcome }) => outcome)).toEqual(lines.map(({ fields }) => fields["outcome"]));
});

test("no token, text or number gets into the log", async () => {
  const { post, lines } = await startReceiver();
  const wrong = { type: "type-canary", id: "id-canary", token: "wrong-canary" };

  await post(makeDelivery({ text: "text-canary" }));
  await post(makeDelivery({ text: "text-canary", id: 2 }, wrong));
  await post('{"token":"text-canary');
  await post(makeDelivery(), { path: "/webhooks/heymarket/path-canary" });
  await post(makeDelivery(), { headers: { "content-type": "type/canary" } });
  await post(makeDelivery({ target: null, phone: null, who: "data-canary" }, { type: "target_opt_out" }));

  const log = JSON.stringify(lines);
  expect(lines).toHaveLength(7);
  expect(log).not.toContain("canary");
  expect(log).not.toContain("5550100");
});
