import { Ajv } from "ajv";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openApiDocument } from "../../src/admin/api/openapi.ts";
import type { AdminWorld } from "./admin-world.ts";
import { cookieOf, OPERATE_TOKEN, READ_TOKEN, startAdminWorld } from "./admin-world.ts";

let world: AdminWorld;

beforeAll(async () => {
  world = await startAdminWorld();
  await world.deliver("message_recieved", { text: "What is your price? Call +15005550100 or 5005550100" });
  await world.deliver("message_recieved", { text: "hello" });
  world.sandbox.crm.mock({ crm: { status: 400, json: { message: "no" }, fail: false } });
  await world.deliver("target_opt_out", { target: "15005550101" });
});

afterAll(async () => {
  await world.stop();
});

const DOCUMENT = openApiDocument("test") as unknown as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: object; readonly responses: object };
};

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, object>>;
}

/** The same schema, which takes no member that it does not name. */
function strictly(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strictly);
  if (typeof schema !== "object" || schema === null) return schema;
  const members = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, strictly(value)]));
  return "properties" in members ? { additionalProperties: false, ...members } : members;
}

const AJV = new Ajv({ strict: false, allErrors: true });
AJV.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/);
AJV.addSchema({ $id: "api", components: strictly(DOCUMENT.components) });

/** What is wrong with an answer by the description; nothing when it is as described. */
function problemsOf(path: string, method: string, status: number, answer: unknown): unknown {
  const described = DOCUMENT.paths[path]?.[method]?.responses[String(status)];
  if (described === undefined) return `${method} ${path} has no answer ${status} in the description`;
  const response = "$ref" in described ? DOCUMENT.components.responses[nameOf(described.$ref)] : described;
  const { schema } = (response as { content: { "application/json": { schema: object } } }).content["application/json"];
  const rooted = JSON.parse(JSON.stringify(strictly(schema)).replaceAll('"#/', '"api#/')) as object;
  const fits = AJV.compile(rooted);
  return fits(answer) ? null : fits.errors;
}

function nameOf(reference: unknown): keyof typeof DOCUMENT.components.responses {
  return String(reference).replace("#/components/responses/", "") as keyof typeof DOCUMENT.components.responses;
}

interface Asked {
  readonly status: number;
  readonly answer: unknown;
  readonly headers: Headers;
}

/** What a route answers; it must be as described. */
async function ask(template: string, url = template, init: RequestInit = {}, token = READ_TOKEN): Promise<Asked> {
  const headers = { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string> | undefined) };
  const response = await fetch(`${world.url}/api/v1${url}`, { ...init, headers });
  const answer: unknown = await response.json();
  const problems = problemsOf(template, (init.method ?? "GET").toLowerCase(), response.status, answer);
  expect({ url, problems, answer: problems === null ? null : answer }).toEqual({ url, problems: null, answer: null });
  return { status: response.status, answer, headers: response.headers };
}

function operate(body: unknown, headers: Record<string, string> = {}, token = OPERATE_TOKEN): Promise<Asked> {
  const init = {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  };
  return ask("/operations", "/operations", init, token);
}

/** What is asked for without an id. */
const LISTS = [
  ...["/contacts", "/audit", "/pauses", "/counts", "/status", "/today", "/system", "/search", "/rule-health"],
  ...["/dead", "/dead/groups", "/approvals"],
];

test("every list and every record answers as it is described, without a number", async () => {
  const { events } = (await ask("/events")).answer as { events: { id: string; type: string; contact: string }[] };
  const { runs } = (await ask("/runs")).answer as { runs: { id: string }[] };
  const { rules } = (await ask("/rules")).answer as { rules: { id: string }[] };
  const answers: unknown[] = [events, runs];
  for (const { id } of events) {
    answers.push((await ask("/events/{id}", `/events/${id}`)).answer);
    answers.push((await ask("/contacts/of/{id}", `/contacts/of/${id}`)).answer);
  }
  for (const { id } of runs) answers.push((await ask("/runs/{id}", `/runs/${id}`)).answer);
  for (const { id } of rules) answers.push((await ask("/rules/{id}", `/rules/${id}`)).answer);
  // The numbers of a test are made up.
  for (const { id } of events) await ask("/events/{id}/test", `/events/${id}/test`);
  const { contacts } = (await ask("/contacts")).answer as { contacts: { address: string }[] };
  for (const { address } of contacts)
    answers.push((await ask("/contacts/named/{name}", `/contacts/named/${address}`)).answer);
  for (const path of LISTS) answers.push((await ask(path)).answer);

  expect(events.map(({ type }) => type)).toEqual(["target_opt_out", "message_recieved", "message_recieved"]);
  expect(rules.map(({ id }) => id)).toEqual(["answer", "heyrules:tell-heymarket", "stop-to-crm"]);
  expect(JSON.stringify(answers)).not.toMatch(/5005550100|5005550101/);
  expect(events[1]?.contact).toBe("+1••••••0100");
});

test("a list goes on behind the row it ended with", async () => {
  const first = (await ask("/events", "/events?limit=2")).answer as { events: { id: string }[]; next: string };
  const second = (await ask("/events", `/events?limit=2&after=${encodeURIComponent(first.next)}`)).answer as {
    events: { id: string }[];
    next: null;
  };

  expect([first.events.length, second.events.length, second.next]).toEqual([2, 1, null]);
  expect(new Set([...first.events, ...second.events].map(({ id }) => id)).size).toBe(3);
});

test("filters of events and runs are those of the commands", async () => {
  const ids = async (path: string, query: string): Promise<number> =>
    Object.values((await ask(path, `${path}?${query}`)).answer as Record<string, readonly unknown[]>)[0]?.length ?? -1;

  expect(await ids("/events", "type=target_opt_out")).toBe(1);
  expect(await ids("/events", `phone=${encodeURIComponent("+15005550100")}`)).toBe(2);
  expect(await ids("/events", "since=1h")).toBe(3);
  expect(await ids("/events", "status=parked")).toBe(0);
  expect(await ids("/runs", "status=failed")).toBe(1);
  expect(await ids("/runs", "rule=answer")).toBe(1);
});

test.each([
  [
    "/operations",
    '{"operation":{"kind":"pause","scope":{"kind":"all","name":""}},"isPlan":true,"isPlan":false}',
    "isPlan",
  ],
  ["/operations", '{"operation":{"kind":"pause","kind":"unpause"},"isPlan":true}', "operation.kind"],
  ["/records/{question}", '{"arguments":[{"limit":1,"limit":2}]}', "arguments.limit"],
])("a body of %s in which a member is given twice is refused with its name: %s", async (path, body, member) => {
  const { status, answer } = await ask(path, path.replace("{question}", "listRuns"), {
    ...{ method: "POST", body, headers: { "content-type": "application/json" } },
  });

  expect([status, answer]).toEqual([
    400,
    { error: { code: "USAGE", message: `${member} in the body is given more than once; it takes one value.` } },
  ]);
});

test.each([
  ["/runs", "rule=answr", 'There is no rule "answr" in force, and no run of one; did you mean "answer"?'],
  ["/dead", "rule=answr", 'There is no rule "answr" in force, and no run of one; did you mean "answer"?'],
  ["/dead", "connection=crn", 'There is no connection "crn", and nothing failed at one; did you mean "crm"?'],
])("a filter of %s that names what there is not is refused: %s", async (path, query, message) => {
  const { status, answer } = await ask(path, `${path}?${query}`);

  expect([status, answer]).toEqual([404, { error: { code: "NOT_FOUND", message } }]);
});

test("a filter by a rule or a connection of which nothing is there finds nothing, and is not refused", async () => {
  const answers = await Promise.all(
    ["/runs?rule=answer&status=parked", "/dead?rule=answer", "/dead?connection=heymarket"].map((path) =>
      ask(path.replace(/[?].*/, ""), path),
    ),
  );

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(answers.map(({ answer }) => answer)).toEqual(
    ["runs", "dead", "dead"].map((list) => ({ [list]: [], next: null })),
  );
});

test("what is asked for wrongly is refused with what is wrong", async () => {
  const refused = async (path: string, query: string): Promise<unknown> => {
    const { status, answer } = await ask(path, path.replace("{id}", "evt_none") + query);
    return [status, (answer as { error: { code: string; message: string } }).error];
  };

  expect(await refused("/events", "?limit=0")).toEqual([
    400,
    { code: "USAGE", message: "The parameter limit must be >= 1." },
  ]);
  expect(await refused("/events", "?limit=ten")).toEqual([
    400,
    { code: "USAGE", message: "The parameter limit must be integer." },
  ]);
  expect(await refused("/events", "?statsu=new")).toEqual([
    400,
    { code: "USAGE", message: 'There is no parameter "statsu"; did you mean "status"?' },
  ]);
  expect(await refused("/runs", "?status=odd")).toEqual([
    400,
    {
      code: "USAGE",
      message: "The parameter status must be one of ready, waiting, queued, sending, parked, done, failed, stopped.",
    },
  ]);
  expect(await refused("/events", "?status=new&status=done")).toEqual([
    400,
    { code: "USAGE", message: "The parameter status is given more than once; it takes one value." },
  ]);
  expect(await refused("/events", "?since=tomorrow")).toMatchObject([400, { code: "USAGE" }]);
  expect(await refused("/events", "?phone=555")).toMatchObject([400, { code: "USAGE" }]);
  expect(await refused("/events", "?after=nonsense")).toMatchObject([400, { code: "USAGE" }]);
  expect(await refused("/events/{id}", "")).toEqual([
    404,
    { code: "NOT_FOUND", message: 'There is no event "evt_none".' },
  ]);
});

test("an unknown path and another method are refused as JSON, also to a browser", async () => {
  const headers = { authorization: `Bearer ${READ_TOKEN}`, accept: "text/html" };
  const unknown = await fetch(`${world.url}/api/v1/nothing?x=1`, { headers });
  const method = await fetch(`${world.url}/api/v1/events`, { method: "DELETE", headers });
  const stranger = await fetch(`${world.url}/api/v1/events`, { headers: { accept: "text/html" }, redirect: "manual" });

  expect([unknown.status, await unknown.json()]).toEqual([
    404,
    { error: { code: "NOT_FOUND", message: "There is nothing at /api/v1/nothing." } },
  ]);
  expect([method.status, method.headers.get("allow"), await method.json()]).toMatchObject([
    405,
    "GET, HEAD",
    { error: { code: "METHOD_NOT_ALLOWED" } },
  ]);
  expect([stranger.status, await stranger.json()]).toMatchObject([401, { error: { code: "UNAUTHORIZED" } }]);
});

test("an answer that is the same as before is not sent again", async () => {
  const { headers } = await ask("/rules");
  const again = await fetch(`${world.url}/api/v1/rules`, {
    headers: {
      authorization: `Bearer ${READ_TOKEN}`,
      "if-none-match": headers.get("etag") ?? "",
    },
  });

  expect(headers.get("cache-control")).toBe("private, no-cache");
  expect([again.status, await again.text()]).toEqual([304, ""]);
});

test("an operation is planned, then done, and the audit names who asked", async () => {
  const body = { operation: { kind: "pause", scope: { kind: "rule", name: "answer" } }, by: "Ada", reason: "a test" };

  const plan = await operate({ ...body, isPlan: true });
  const before = (await ask("/pauses")).answer as { pauses: unknown[] };
  const done = await operate({ ...body, isPlan: false });
  const after = (await ask("/pauses")).answer as { pauses: unknown[] };
  const audit = (await ask("/audit")).answer as { entries: unknown[] };

  expect([plan.answer, before.pauses]).toMatchObject([{ isPlan: true, done: 1 }, []]);
  expect([done.answer, after.pauses]).toMatchObject([{ isPlan: false, done: 1 }, [{ kind: "rule", name: "answer" }]]);
  expect(audit.entries[0]).toMatchObject({ by: "API: Ada", deed: "pause", reason: "a test" });
  await operate({ ...body, operation: { ...body.operation, kind: "unpause" }, isPlan: false });
});

test("a run that failed is tried again through the API", async () => {
  world.sandbox.crm.mock({ crm: { status: 200, json: {}, fail: false } });
  const which = { ruleId: "stop-to-crm", since: "1h" };

  const { answer } = await operate({ operation: { kind: "retry", which }, isPlan: false, by: "Ada" });
  await world.engine.runner.drain();

  const { runs } = (await ask("/runs", "/runs?rule=stop-to-crm")).answer as { runs: { status: string }[] };
  expect([answer, runs]).toMatchObject([{ done: 1, items: [{ contact: "+1••••••0101" }] }, [{ status: "done" }]]);
});

test("an operation that is not as described is refused with the member that is wrong", async () => {
  const refused = async (body: unknown): Promise<unknown> => {
    const { status, answer } = await operate(body);
    return [status, (answer as { error: { message: string } }).error.message];
  };
  const scope = { kind: "all", name: "" };

  expect(await refused({ operation: { kind: "pause", scope }, isPlan: true })).toEqual([
    400,
    "by in the body must say who wants this, for the audit.",
  ]);
  expect(await refused({ operation: { kind: "explode" }, isPlan: true, by: "Ada" })).toEqual([
    400,
    "operation in the body has no kind that is known: /api/openapi.json lists them.",
  ]);
  expect(await refused({ operation: { kind: "pause", scope, extra: 1 }, isPlan: true, by: "Ada" })).toEqual([
    400,
    'operation in the body has no member "extra".',
  ]);
  expect(await refused({ operation: { kind: "retry", which: {} }, isPlan: true, by: "Ada" })).toMatchObject([
    400,
    expect.any(String),
  ]);
  expect(await refused({ operation: { kind: "retry", which: { ids: "x" } }, isPlan: true, by: "Ada" })).toMatchObject([
    400,
    expect.any(String),
  ]);
  expect(await refused({ operation: { kind: "resume", runId: "run_none" }, isPlan: true, by: "Ada" })).toMatchObject([
    404,
    expect.any(String),
  ]);
});

test("who may only look cannot operate, and a session needs its form token", async () => {
  const body = { operation: { kind: "pause", scope: { kind: "all", name: "" } }, isPlan: true };
  const planOfReader = await operate({ ...body, by: "Eve" }, {}, READ_TOKEN);
  const asReader = await operate({ ...body, isPlan: false, by: "Eve" }, {}, READ_TOKEN);
  const cookie = await cookieOf(world.url);
  const page = await (await fetch(`${world.url}/events`, { headers: { cookie } })).text();
  const formToken = /name="form_token" value="([^"]+)"/.exec(page)?.[1] ?? "";
  const send = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${world.url}/api/v1/operations`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie, ...headers },
      body: JSON.stringify(body),
    });

  expect(planOfReader.answer).toMatchObject({ isPlan: true, done: 1 });
  expect([asReader.status, asReader.answer]).toMatchObject([403, { error: { code: "FORBIDDEN" } }]);
  expect((await send({})).status).toBe(403);
  expect((await send({ "x-form-token": "guessed" })).status).toBe(403);
  expect((await send({ "x-form-token": formToken, origin: "https://evil.example" })).status).toBe(403);
  expect((await send({ "x-form-token": formToken })).status).toBe(200);
});

test("a replay names its event in lists, and the event its replays, as described", async () => {
  const { events } = (await ask("/events", "/events?type=message_recieved")).answer as { events: { id: string }[] };
  const id = events[0]?.id ?? "";
  const { answer } = await operate({
    isPlan: false,
    by: "ann",
    operation: { kind: "replay", eventIds: [id], ruleId: "answer" },
  });
  expect(answer).toMatchObject({ done: 1 });

  const listed = (await ask("/events", "/events?type=message_recieved")).answer as {
    events: { id: string; replayOf: string | null }[];
  };
  const original = (await ask("/events/{id}", `/events/${id}`)).answer;
  const found = (await ask("/search", "/search?q=type:message_recieved")).answer as { rows: { replay: unknown }[] };

  const [replay, second] = listed.events;
  expect([replay?.replayOf, second?.replayOf]).toEqual([id, null]);
  expect(original).toMatchObject({ replays: [{ id: replay?.id, ruleId: "answer" }] });
  expect(found.rows.map((row) => row.replay).slice(0, 2)).toEqual(["replay for answer", null]);
});

test("a parameter that is given twice is refused with its name", async () => {
  const { status, answer } = await ask("/runs", "/runs?rule=answer&rule=stop-to-crm");

  expect(status).toBe(400);
  expect(answer).toMatchObject({
    error: { message: "The parameter rule is given more than once; it takes one value." },
  });
});
