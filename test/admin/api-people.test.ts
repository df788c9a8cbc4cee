import { expect, test } from "vitest";
import { refused } from "../../src/core/model/outcome.ts";
import { toIso } from "../../src/show/text/instants.ts";
import { PHONE } from "../helpers/make.ts";
import { auditOf, want } from "../operate/make.ts";
import { startEngine } from "../run/make.ts";
import type { TestEngine } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const DIGITS = PHONE.slice(2);

interface Answer {
  readonly status: number;
  readonly answer: Readonly<Record<string, unknown>>;
}

/** Asks the API of an engine: with a body it is sent. */
async function openApi(engine: TestEngine): Promise<(path: string, body?: object, token?: string) => Promise<Answer>> {
  const { url } = await openAdmin(engine);
  return async (path, body, token = TOKENS.operate) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${url}/api/v1${path}`, { ...sent, headers });
    return { status: response.status, answer: (await response.json()) as Answer["answer"] };
  };
}

test("a contact is found by the number, then named without it, and the number is told for the audit only", async () => {
  const engine = await startEngine({ rules: "greet: { on: message_received, do: [{ log: hi }] }" });
  await engine.text("please take me off your list or I call my lawyer");
  await engine.drain();
  const ask = await openApi(engine);

  const found = await ask("/contacts/find", { phone: PHONE }, TOKENS.read);
  const path = `/contacts/named/${String(found.answer["address"])}`;
  const again = await ask(path, undefined, TOKENS.read);
  const asReader = await ask(`${path}/reveal`, { by: "Eve" }, TOKENS.read);
  await want(engine, { kind: "release", phone: PHONE }, { reason: "a joke" });
  const released = await ask(path, undefined, TOKENS.read);
  const revealed = await ask(`${path}/reveal`, { by: "Ada", reason: "she asked for a call" });

  expect(found).toMatchObject({ status: 200, answer: { optState: { state: "held" }, timeline: [{ kind: "event" }] } });
  expect(JSON.stringify(found) + path).not.toContain(DIGITS);
  expect(again).toEqual(found);
  expect(released.answer).toMatchObject({
    optState: { state: "in" },
    optHistory: [{ standing: "released", why: "released by ann: a joke" }, { standing: "held" }],
  });
  expect(asReader.status).toBe(403);
  expect(revealed).toEqual({ status: 200, answer: { phone: PHONE } });
  expect((await auditOf(engine)).filter(({ deed }) => deed === "reveal")).toMatchObject([
    { deed: "reveal", by: "API: Ada", reason: "she asked for a call" },
  ]);
});

test("the engine tells the source of webhooks without a name, and work that is due at once as due now", async () => {
  const rules = "greet: { on: message_received, do: [{ send_message: { purpose: reply, text: Hi } }] }";
  const engine = await startEngine({ rules, hasRoom: () => false });
  await engine.text("hi");
  await engine.drain();
  const ask = await openApi(engine);

  const { answer } = await ask("/system", undefined, TOKENS.read);

  expect(answer).toMatchObject({
    sources: [{ name: "default", lastEventAt: null, isDry: false }],
    nextDueAt: toIso(engine.clock.now()),
  });
});

test("a contact that nobody knows is not found, by number or by a made-up name", async () => {
  const ask = await openApi(await startEngine({ rules: "greet: { on: message_received, do: [{ log: hi }] }" }));

  expect((await ask("/contacts/find", { phone: "+15105550177" })).status).toBe(404);
  expect((await ask("/contacts/find", { phone: "Ana" })).status).toBe(400);
  expect((await ask("/contacts/named/nobody")).status).toBe(404);
  expect((await ask("/contacts/named/nobody/reveal", { by: "Ada" })).status).toBe(404);
});

test("what failed is told in groups and one by one, page behind page", async () => {
  const engine = await startEngine({
    rules: "tell: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x } }] }",
    script: () => refused("http_404", `no record of ${PHONE}`, { httpStatus: 404 }),
  });
  for (let index = 0; index < 5; index += 1) await engine.text("hi", { phone: `+1510555${String(1_000 + index)}` });
  await engine.drain();
  const ask = await openApi(engine);

  const { groups } = (await ask("/dead/groups")).answer;
  const [ids, pages] = await everyId((after) => ask(`/dead?connection=crm&limit=2${after}`));
  const none = (await ask("/dead?code=http_500")).answer["dead"];

  expect(groups).toMatchObject([{ ruleId: "tell", code: "http_404", connection: "crm", count: 5 }]);
  expect(ids).toEqual((await engine.runs()).map(({ run }) => run.id).toReversed());
  expect(pages).toBe(3);
  expect(none).toEqual([]);
  expect(JSON.stringify(groups)).not.toContain(DIGITS);
});

/** The ids on all pages of the list of what failed, and how many pages there are. */
async function everyId(page: (after: string) => Promise<Answer>): Promise<readonly [ids: readonly string[], number]> {
  const ids: string[] = [];
  let pages = 0;
  for (let after = ""; ;) {
    const { dead, next } = (await page(after)).answer as { dead: readonly { id: string }[]; next: string | null };
    ids.push(...dead.map(({ id }) => id));
    pages += 1;
    if (next === null) return [ids, pages];
    after = `&after=${encodeURIComponent(next)}`;
  }
}

test("texts that wait for a person are listed page by page, among runs that wait for something else", async () => {
  const engine = await startEngine({
    rules: `
offer: { on: message_received, do: [{ approve: { send_message: { purpose: service, text: "Call +15105550199" }, timeout: 4h } }] }
later: { on: message_received, do: [{ wait: 1h }, { log: x }] }`,
  });
  for (let index = 0; index < 3; index += 1) await engine.text("hi", { phone: `+1510555${String(1_000 + index)}` });
  await engine.drain();
  const ask = await openApi(engine);

  const first = (await ask("/approvals?limit=2")).answer;
  const second = (await ask(`/approvals?limit=2&after=${encodeURIComponent(String(first["next"]))}`)).answer;

  expect([first["approvals"], second["approvals"]]).toMatchObject([
    [{ ruleId: "offer", text: "Call +1••••••0199" }, { ruleId: "offer" }],
    [{ ruleId: "offer" }],
  ]);
});

test("the search of the dashboard finds the same for a program, and says what it cannot read", async () => {
  const engine = await startEngine({ rules: "greet: { on: message_received, do: [{ log: hi }] }" });
  await engine.text("what is your price");
  await engine.text("hello");
  await engine.drain();
  const ask = await openApi(engine);

  const found = (await ask(`/search?q=${encodeURIComponent('text:"price"')}`)).answer;
  const unread = (await ask("/search?q=statsu:new")).answer;

  expect(found["rows"]).toMatchObject([
    { state: "fired", text: "what is your price", verdicts: { fired: 1, looked: 1 } },
  ]);
  expect(unread).toMatchObject({ rows: [], problems: [{ token: "statsu:new" }] });
});
